#include "emulator/runtime_api/error_cause.h"

#include <nlohmann/json.hpp>

namespace lambent::runtime_api {

std::string without_error_cause(std::string_view body) {
  const auto json = nlohmann::ordered_json::parse(body, nullptr, false);
  if (!json.is_object()) return "\"Invalid error body\"";
  nlohmann::ordered_json rest = nlohmann::ordered_json::object();
  for (const char* member : {"errorMessage", "errorType", "stackTrace"}) {
    if (json.contains(member)) rest[member] = json[member];
  }
  return rest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lambent::runtime_api
