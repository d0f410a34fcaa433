#include "api/gateway/site.h"

#include <algorithm>
#include <utility>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

constexpr std::string_view kApiPrefix = "/_api/";
constexpr std::string_view kUrlPrefix = "/lambda-url/";
constexpr std::string_view kUrlHost = ".lambda-url.";
constexpr std::string_view kDefaultStage = "$default";
constexpr std::string_view kAnybody = "anonymous";
constexpr std::size_t kApiId = 10;
constexpr std::size_t kUrlId = 32;

/// The first segment behind a prefix, and what follows it: at least "/".
struct Prefixed {
  std::string name;
  std::string rest;
};

std::optional<Prefixed> cut(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  const std::size_t slash = std::min(path.find('/'), path.size());
  std::string rest(path.substr(slash));
  return Prefixed{decode_percent(path.substr(0, slash)), rest.empty() ? "/" : std::move(rest)};
}

// Fills in route and path; false when no route matches.
bool match(const MountedApi& api,
           std::string_view method,
           std::string_view path,
           Destination& destination) {
  auto found = api.table.find(method, path);
  if (!found) return false;
  destination.route = &api.api.routes[found->route];
  destination.parameters = std::move(found->parameters);
  destination.path = path;
  return true;
}

// As AWS does: a first segment that is the stage of an HTTP API is not part of the path.
bool match_with_stage(const MountedApi& api,
                      std::string_view method,
                      std::string_view path,
                      Destination& destination) {
  const bool has_stage = api.api.kind == config::ApiKind::Http && api.api.stage != kDefaultStage;
  const std::string prefix = '/' + api.api.stage;
  if (has_stage && path.starts_with(prefix)) {
    const std::string_view rest = path.substr(prefix.size());
    if (rest.empty() && match(api, method, "/", destination)) return true;
    if (rest.starts_with('/') && match(api, method, rest, destination)) return true;
  }
  return match(api, method, path, destination);
}

Destination within(const MountedApi& api, std::string_view method, std::string_view path) {
  Destination destination;
  destination.api = &api;
  destination.path = path;
  match_with_stage(api, method, path, destination);
  return destination;
}

bool overlap(const config::Api& one, const config::Api& other) {
  for (const config::Route& left : one.routes) {
    for (const config::Route& right : other.routes) {
      const bool same_method =
          left.method == right.method || left.method == "ANY" || right.method == "ANY";
      if (same_method && paths_overlap(left.path, right.path)) return true;
    }
  }
  return false;
}

}  // namespace

MountedApi::MountedApi(config::Api declared, const std::string& account, const std::string& region)
    : api(std::move(declared)), table(api.kind) {
  facts.api_id = stable_id(api.id, kApiId);
  facts.account = account;
  facts.region = region;
  facts.stage = api.stage;
  facts.stage_variables = api.stage_variables;
  facts.binary_types = api.binary_types;
  for (std::size_t i = 0; i < api.routes.size(); ++i) {
    table.add(api.routes[i].method, api.routes[i].path, i);
  }
}

Site::Site(std::vector<config::Api> apis,
           std::vector<config::FunctionUrl> urls,
           const std::string& account,
           const std::string& region,
           std::vector<config::Api> others) {
  for (config::Api& api : apis)
    apis_.emplace_back(std::move(api), account, region);
  for (config::Api& api : others)
    others_.emplace_back(std::move(api), account, region);
  for (config::FunctionUrl& url : urls) {
    MountedUrl& mounted = urls_.emplace_back();
    mounted.facts.api_id = stable_id(url.function, kUrlId);
    mounted.facts.account = url.needs_iam ? account : std::string(kAnybody);
    mounted.facts.region = region;
    mounted.facts.stage = kDefaultStage;
    mounted.url = std::move(url);
  }
}

Destination Site::find(std::string_view method,
                       std::string_view path,
                       std::string_view host) const {
  Destination destination;
  const auto to_url = [&](const auto& is_wanted, std::string rest) {
    const auto found = std::find_if(urls_.begin(), urls_.end(), is_wanted);
    destination.url = found == urls_.end() ? nullptr : &*found;
    destination.url_unknown = found == urls_.end();
    destination.path = std::move(rest);
    return destination;
  };
  const std::size_t url_host = host.find(kUrlHost);
  if (url_host != host.npos) {
    const std::string id = lower(host.substr(0, url_host));
    const auto is_wanted = [&](const MountedUrl& url) { return url.facts.api_id == id; };
    return to_url(is_wanted, std::string(path));
  }
  if (auto prefixed = cut(path, kUrlPrefix)) {
    const auto is_wanted = [&](const MountedUrl& url) {
      return url.url.function == prefixed->name;
    };
    return to_url(is_wanted, std::move(prefixed->rest));
  }
  if (auto prefixed = cut(path, kApiPrefix)) {
    for (const auto* apis : {&apis_, &others_}) {
      for (const MountedApi& api : *apis) {
        if (api.api.id == prefixed->name) return within(api, method, prefixed->rest);
      }
    }
  }
  for (const MountedApi& api : apis_) {
    destination = within(api, method, path);
    if (destination.route != nullptr) return destination;
  }
  for (const MountedApi& api : apis_) {
    if (api.table.has_path(path)) return within(api, method, path);
  }
  return apis_.empty() ? Destination{} : within(apis_.front(), method, path);
}

std::vector<std::vector<config::Api>> share_ports(std::vector<config::Api> apis) {
  std::vector<std::vector<config::Api>> groups;
  for (config::Api& api : apis) {
    const auto fits = [&](const std::vector<config::Api>& group) {
      return std::none_of(group.begin(), group.end(), [&](const config::Api& other) {
        return overlap(api, other);
      });
    };
    if (groups.empty() || !fits(groups.front())) {
      groups.emplace_back().push_back(std::move(api));
    } else {
      groups.front().push_back(std::move(api));
    }
  }
  return groups;
}

}  // namespace lambent::gateway
