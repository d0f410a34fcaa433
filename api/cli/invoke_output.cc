#include "api/cli/invoke_output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "invoke/payload.h"

namespace lambent::cli {

namespace {

std::string json_string(const std::string& text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string invoke_output(config::Output format, const invoke::Result& result) {
  if (format == config::Output::Text) return result.payload + '\n';
  // Spliced, since a payload is never parsed and printed again.
  const bool is_json = !invoke::json_fault(result.payload);
  return fmt::format(R"({{"requestId":{},"functionError":{},"executedVersion":{},"payload":{}}})"
                     "\n",
                     json_string(result.request_id),
                     result.function_error ? R"("Unhandled")" : "null",
                     json_string(result.executed_version),
                     is_json ? result.payload : json_string(result.payload));
}

}  // namespace lambent::cli
