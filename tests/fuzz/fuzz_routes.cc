// Any bytes as a table of routes and a path: what is found has the parameters of its template.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "api/gateway/route_table.h"

namespace {

using lambent::config::ApiKind;
using lambent::gateway::RouteTable;

void require(bool condition) {
  if (!condition) std::abort();
}

// How many {names} a template has.
std::size_t parameters_in(std::string_view path) {
  std::size_t count = 0;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') ++count;
    at = end + 1;
  }
  return count;
}

}  // namespace

// The first line is the path; each other one a template, behind one letter for its method.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string path = '/' + text.substr(0, end);
  for (const ApiKind kind : {ApiKind::Rest, ApiKind::Http}) {
    RouteTable table(kind);
    std::vector<std::string> templates;
    for (std::size_t at = end + 1; at < text.size();) {
      const std::size_t stop = std::min(text.find('\n', at), text.size());
      const std::string line = text.substr(at, stop - at);
      at = stop + 1;
      if (line.empty()) continue;
      const std::string method = line[0] == 'A' ? "ANY" : line[0] == 'P' ? "PUT" : "GET";
      templates.push_back(line == "$default" ? line : '/' + line.substr(1));
      table.add(method, templates.back(), templates.size() - 1);
    }
    const auto match = table.find("GET", path);
    if (!match) {
      // Whoever knows the path knows it under some method only.
      continue;
    }
    require(match->route < templates.size());
    const std::string& found = templates[match->route];
    require(found == "$default" || match->parameters.size() == parameters_in(found) ||
            kind == ApiKind::Rest);
    for (const auto& [name, value] : match->parameters) {
      require(path.find(value) != std::string::npos);
    }
  }
  return 0;
}
