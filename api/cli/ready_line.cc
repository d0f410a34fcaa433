#include "api/cli/ready_line.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lambent::cli {

std::string base_url(std::string_view host, std::uint16_t port, std::string_view scheme) {
  const bool is_v6 = host.find(':') != std::string_view::npos;
  return is_v6 ? fmt::format("{}://[{}]:{}", scheme, host, port)
               : fmt::format("{}://{}:{}", scheme, host, port);
}

std::string ready_line(config::Output format, const Addresses& addresses, int pid) {
  if (format == config::Output::Text) {
    std::string line = "lambent ready: lambda " + addresses.lambda;
    if (!addresses.api.empty()) line += ", api " + addresses.api;
    return line + '\n';
  }
  nlohmann::ordered_json line{
      {"ready",  true            },
      {"lambda", addresses.lambda}
  };
  if (!addresses.api.empty()) line["api"] = addresses.api;
  line["pid"] = pid;
  return line.dump() + '\n';
}

}  // namespace lambent::cli
