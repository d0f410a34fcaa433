#include "api/cli/ready_line.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lambent::cli {

std::string base_url(std::string_view host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string_view::npos;
  return is_v6 ? fmt::format("http://[{}]:{}", host, port)
               : fmt::format("http://{}:{}", host, port);
}

std::string ready_line(config::Output format, std::string_view lambda_url, int pid) {
  if (format == config::Output::Text) return fmt::format("lambent ready: lambda {}\n", lambda_url);
  const nlohmann::ordered_json line{
      {"ready",  true      },
      {"lambda", lambda_url},
      {"pid",    pid       }
  };
  return line.dump() + '\n';
}

}  // namespace lambent::cli
