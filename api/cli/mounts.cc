#include "api/cli/mounts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace lambent::cli {

namespace {

constexpr std::string_view kEveryMethod = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

std::string who_answers(const config::Route& route) {
  if (route.mock) return "CORS";
  return route.target.function.empty() ? "None" : route.target.function;
}

std::string methods_text(const std::set<std::string>& methods) {
  if (methods.contains("ANY")) return std::string(kEveryMethod);
  return fmt::format("{}", fmt::join(methods, ", "));
}

std::string lines_of(const config::Api& api, std::string_view base_url) {
  struct Mount {
    std::string who;
    std::string path;
    std::string why_not;
    std::set<std::string> methods;
  };
  std::vector<Mount> mounts;
  for (const config::Route& route : api.routes) {
    const std::string who = who_answers(route);
    auto found = std::find_if(mounts.begin(), mounts.end(), [&](const Mount& mount) {
      return mount.who == who && mount.path == route.path && mount.why_not == route.target.why_not;
    });
    if (found == mounts.end()) {
      mounts.push_back({who, route.path, route.mock ? "" : route.target.why_not, {}});
      found = std::prev(mounts.end());
    }
    found->methods.insert(route.method);
  }
  std::string lines;
  for (const Mount& mount : mounts) {
    const bool is_default = mount.path == "$default";
    lines += fmt::format("Mounting {} at {}{} [{}]{}\n",
                         mount.who,
                         base_url,
                         is_default ? "/ and what no route matches" : mount.path,
                         methods_text(mount.methods),
                         mount.why_not.empty() ? "" : ": answers 501, " + mount.why_not);
  }
  return lines;
}

}  // namespace

std::string mounted_routes(const std::vector<config::Api>& apis, std::string_view base_url) {
  std::string lines;
  for (const config::Api& api : apis) {
    lines += fmt::format("lambent: {} API {}, stage {}\n", name_of(api.kind), api.id, api.stage);
    lines += lines_of(api, base_url);
  }
  return lines;
}

std::string mounted_urls(const std::vector<config::FunctionUrl>& urls, std::string_view base_url) {
  std::string lines;
  for (const config::FunctionUrl& url : urls) {
    lines +=
        fmt::format("Mounting {0} at {1}/lambda-url/{0}/ [function URL]\n", url.function, base_url);
  }
  return lines;
}

}  // namespace lambent::cli
