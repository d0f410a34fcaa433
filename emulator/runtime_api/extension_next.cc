#include <utility>

#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/extension_id.h"
#include "emulator/runtime_api/extension_replies.h"

namespace lambent::runtime_api {
namespace {

using environment::ExtensionCall;
using environment::ExtensionEvent;
using environment::ExtensionLink;
using environment::ExtensionState;

// False when the poller is gone: its connection, or its generation.
asio::awaitable<bool> wait_for_event(http::Exchange& exchange,
                                     ExtensionLink& link,
                                     const std::string& id) {
  const std::uint64_t generation = link.generation();
  if (link.has_event(id)) co_return true;
  exchange.watch_peer(link.changed());
  do {
    co_await link.changed().wait();
    if (link.generation() != generation) co_return false;
    if (exchange.peer_has_hung_up()) {
      link.end_next(id);
      co_return false;
    }
  } while (!link.has_event(id));
  co_return true;
}

}  // namespace

asio::awaitable<void> extension_next(http::Exchange& exchange, ExtensionLink& link) {
  const auto caller = known_identifier_of(exchange.request(), link);
  if (const auto* refused = std::get_if<http::Response>(&caller)) {
    co_await exchange.send(*refused);
    co_return;
  }
  const auto& id = std::get<std::string>(caller);
  const ExtensionState before = link.find_id(id)->state;
  if (!link.begin_next(id)) {
    const http::Response refused = invalid_extension_state(before, ExtensionCall::Next, id);
    co_await exchange.send(refused);
    co_return;
  }
  const std::uint64_t generation = link.generation();
  const bool has_event = co_await wait_for_event(exchange, link, id);
  if (!has_event) co_return;  // nobody to answer
  ExtensionEvent event = link.take_event(id);
  const http::Response answer = event_answer(event);
  const bool has_receiver = !exchange.peer_has_hung_up();
  const bool is_sent = co_await exchange.send(answer);
  if (link.generation() != generation) co_return;
  if (has_receiver && is_sent) {
    link.confirm(id, event);
  } else {
    link.give_back(id, std::move(event));
  }
}

}  // namespace lambent::runtime_api
