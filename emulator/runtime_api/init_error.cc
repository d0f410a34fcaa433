#include "config/limits.h"
#include "emulator/environment/error_type.h"
#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {

using environment::RuntimeCall;

asio::awaitable<void> init_error(http::Exchange& exchange, environment::RuntimeLink& link) {
  const environment::RuntimeState before = link.state();
  if (!environment::after(before, RuntimeCall::InitError)) {
    const http::Response refused = invalid_transition(before, RuntimeCall::InitError);
    co_await exchange.send(refused);
    co_return;
  }
  const std::uint64_t generation = link.generation();
  std::string body;
  const http::BodyEnd end = co_await exchange.read_body(body, limits::kMaxControlBody);
  if (end != http::BodyEnd::Complete) {
    const http::Response refused =
        end == http::BodyEnd::TooLarge ? payload_too_large() : truncated();
    co_await exchange.send(refused);
    co_return;
  }
  const std::string_view type =
      exchange.request().headers.value_or("Lambda-Runtime-Function-Error-Type", "");
  if (link.generation() != generation || !link.step(RuntimeCall::InitError)) {
    const http::Response refused = invalid_transition(link.state(), RuntimeCall::InitError);
    co_await exchange.send(refused);
    co_return;
  }
  link.report_init_error({environment::normalised_error_type(type), std::move(body)});
  const http::Response reply = accepted();
  co_await exchange.send(reply);
}

}  // namespace lambent::runtime_api
