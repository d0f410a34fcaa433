#include <memory>
#include <utility>

#include <fmt/format.h>

#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using environment::InvokeEvent;
using environment::RuntimeCall;
using environment::RuntimeLink;

// Empty values are left out altogether.  Source: §1.4.
http::Response event_head(const InvokeEvent& event) {
  http::Response head;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) head.headers.add(name, std::move(value));
  };
  add("Content-Type", "application/json");
  add("Lambda-Runtime-Aws-Request-Id", event.request_id);
  add("Lambda-Runtime-Deadline-Ms", fmt::to_string(event.deadline_ms));
  add("Lambda-Runtime-Invoked-Function-Arn", event.invoked_arn);
  add("Lambda-Runtime-Trace-Id", event.trace_header);
  add("Lambda-Runtime-Client-Context", event.client_context);
  add("Lambda-Runtime-Cognito-Identity", event.cognito_identity);
  add("Lambda-Runtime-Aws-Tenant-Id", event.tenant_id);
  add("Lambda-Runtime-Invocation-Id", event.invocation_id);
  return head;
}

// False when the poller is gone: its connection, or its process.
asio::awaitable<bool> wait_for_event(http::Exchange& exchange, RuntimeLink& link) {
  const std::uint64_t generation = link.generation();
  exchange.watch_peer(link.changed());
  // Of several polls one gets the event; the others find it taken and wait on.
  do {
    co_await link.changed().wait();
    if (link.generation() != generation || exchange.peer_has_hung_up()) co_return false;
  } while (!link.has_undelivered_event());
  co_return true;
}

}  // namespace

asio::awaitable<void> next(http::Exchange& exchange, const EnvironmentApi& api) {
  RuntimeLink& link = api.runtime;
  const environment::RuntimeState before = link.state();
  if (!link.step(RuntimeCall::Next)) {
    const http::Response refused = invalid_transition(before, RuntimeCall::Next);
    co_await exchange.send(refused);
    co_return;
  }
  api.extensions.close_registration();
  if (link.event_for_poll() == nullptr) {
    const bool has_event = co_await wait_for_event(exchange, link);
    if (!has_event) co_return;  // nobody to answer; a later poll blocks again
  }
  const std::shared_ptr<const InvokeEvent> event = link.event_for_poll();
  link.mark_delivered();
  // If the write fails the state stays Running, and the next poll gets the same event again.
  const http::Response head = event_head(*event);
  co_await exchange.send(head, event->payload);
}

}  // namespace lambent::runtime_api
