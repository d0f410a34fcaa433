#include <utility>

#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/extension_id.h"
#include "emulator/runtime_api/extension_replies.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using environment::ExtensionCall;
using environment::ExtensionLink;
using environment::ExtensionState;

// The checks in AWS's order; the body is ignored.
http::Response report(const http::RequestHead& request, ExtensionLink& link, ExtensionCall call) {
  auto caller = identifier_of(request);
  if (auto* refused = std::get_if<http::Response>(&caller)) return std::move(*refused);
  const auto& id = std::get<std::string>(caller);
  const std::string_view type =
      request.headers.value_or("Lambda-Extension-Function-Error-Type", "");
  if (type.empty()) return missing_error_type();
  const environment::Extension* extension = link.find_id(id);
  if (extension == nullptr) return unknown_identifier();
  const ExtensionState before = extension->state;
  if (!link.report_error(id, call, std::string(type))) {
    return invalid_extension_state(before, call, id);
  }
  return accepted();
}

}  // namespace

asio::awaitable<void> extension_error(http::Exchange& exchange,
                                      ExtensionLink& link,
                                      ExtensionCall call) {
  const http::Response answer = report(exchange.request(), link, call);
  co_await exchange.send(answer);
}

}  // namespace lambent::runtime_api
