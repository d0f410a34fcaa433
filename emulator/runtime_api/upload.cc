#include "emulator/runtime_api/upload.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"
#include "emulator/runtime_api/error_cause.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using environment::InvokeEvent;
using environment::RuntimeAnswer;
using environment::RuntimeCall;
using environment::RuntimeLink;

constexpr std::string_view kModeHeader = "Lambda-Runtime-Function-Response-Mode";
constexpr std::string_view kInvocationIdHeader = "Lambda-Runtime-Invocation-Id";

// The platform's words in the runtime's place.  Key order and text: runtime-api.md §5.
RuntimeAnswer too_large() {
  const nlohmann::ordered_json payload = {
      {"errorMessage",
       fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).",
       limits::kMaxSyncResponse)},
      {"errorType",              "Function.ResponseSizeTooLarge"                                                                        }
  };
  return {payload.dump(), true};
}

RuntimeAnswer cut_short(std::string_view request_id) {
  return {environment::failure_payload({"Runtime.TruncatedResponse", "Response is truncated"},
                                       request_id),
          true};
}

bool is_known_mode(const http::RequestHead& request) {
  const std::string_view mode = request.headers.value_or(kModeHeader, "");
  // Streamed bodies are buffered: the invoke that waits for them is.
  return mode.empty() || mode == "streaming";
}

struct Outcome {
  http::Response reply;
  RuntimeAnswer answer;
};

Outcome outcome_of(http::BodyEnd end,
                   std::string body,
                   RuntimeCall call,
                   const http::RequestHead& request,
                   std::string_view request_id) {
  switch (end) {
    case http::BodyEnd::TooLarge: return {payload_too_large(), too_large()};
    case http::BodyEnd::Truncated: return {truncated(), cut_short(request_id)};
    case http::BodyEnd::Complete: break;
  }
  if (call != RuntimeCall::Error)
    return {
        accepted(), {std::move(body), false}
    };
  const std::string_view type = request.headers.value_or("Content-Type", "");
  if (type == kErrorCauseType) body = without_error_cause(body);
  return {
      accepted(), {std::move(body), true}
  };
}

}  // namespace

asio::awaitable<void> upload(http::Exchange& exchange,
                             RuntimeLink& link,
                             RuntimeCall call,
                             std::string request_id) {
  const http::RequestHead& request = exchange.request();
  const InvokeEvent* event = link.event_in_progress();
  if (event == nullptr || event->request_id != request_id) {
    const http::Response refused = invalid_request_id();
    co_await exchange.send(refused);
    co_return;
  }
  const auto invocation_id = request.headers.find(kInvocationIdHeader);
  if (invocation_id && *invocation_id != event->invocation_id) {
    const http::Response refused = invoke_is_over();
    co_await exchange.send(refused);
    co_return;
  }
  const environment::RuntimeState before = link.state();
  if (!link.step(call)) {
    const http::Response refused = invalid_transition(before, call);
    co_await exchange.send(refused);
    co_return;
  }
  if (call == RuntimeCall::Response && !is_known_mode(request)) {
    RuntimeAnswer bad_mode{"", true};
    co_await link.answer(std::move(bad_mode));
    const http::Response refused =
        refusal(400, "InvalidFunctionResponseMode", "Invalid function response mode");
    co_await exchange.send(refused);
    co_return;
  }

  const std::uint64_t generation = link.generation();
  std::string body;
  const http::BodyEnd end = co_await exchange.read_body(body, limits::kMaxSyncResponse);
  // The invoke may have timed out while the bytes came in.
  event = link.event_in_progress();
  if (link.generation() != generation || event == nullptr || event->request_id != request_id) {
    const http::Response refused = invalid_request_id();
    co_await exchange.send(refused);
    co_return;
  }
  Outcome outcome = outcome_of(end, std::move(body), call, request, request_id);
  co_await link.answer(std::move(outcome.answer));
  co_await exchange.send(outcome.reply);
}

asio::awaitable<void> response(http::Exchange& exchange,
                               RuntimeLink& link,
                               std::string request_id) {
  return upload(exchange, link, RuntimeCall::Response, std::move(request_id));
}

asio::awaitable<void> error(http::Exchange& exchange, RuntimeLink& link, std::string request_id) {
  return upload(exchange, link, RuntimeCall::Error, std::move(request_id));
}

}  // namespace lambent::runtime_api
