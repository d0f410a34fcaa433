#include "api/lambda/errors.h"

#include <nlohmann/json.hpp>

namespace lambent::api {
namespace {

using Json = nlohmann::ordered_json;

void put_type(Json& body, ErrorType type) {
  switch (type) {
    case ErrorType::User: body["Type"] = "User"; return;
    case ErrorType::Service: body["Type"] = "Service"; return;
    case ErrorType::LocalService: body["Type"] = "LocalService"; return;
    case ErrorType::Null: body["Type"] = nullptr; return;
    case ErrorType::Absent: return;
  }
}

}  // namespace

Error Error::throttled(std::string reason, std::optional<std::chrono::seconds> retry_after) {
  Error error(ErrorCode::TooManyRequests, "Rate Exceeded.");
  error.reason_ = std::move(reason);
  error.retry_after_ = retry_after;
  return error;
}

std::string body_of(const Error& error) {
  const ErrorRow& row = row_of(error.code());
  Json body = Json::object();
  if (error.reason()) body["Reason"] = *error.reason();
  put_type(body, row.type);
  body[std::string(row.message_key)] = error.what();
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lambent::api
