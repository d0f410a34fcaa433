#include <algorithm>
#include <optional>
#include <utility>

#include "config/limits.h"
#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/extension_replies.h"
#include "emulator/runtime_api/register_request.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using environment::EventChoice;
using environment::Extension;
using environment::ExtensionKind;
using environment::ExtensionLink;
using environment::ExtensionState;
using environment::RegisterFault;

// Ours: runtime-api.md §2.2.
constexpr std::size_t kMaxName = 128;

std::optional<http::Response> name_refused(std::string_view name) {
  if (name.empty()) return invalid_extension_name("Empty extension name");
  const bool is_printable = std::none_of(
      name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (is_printable && name.size() <= kMaxName) return std::nullopt;
  return invalid_extension_name("Extension name must have 1 to 128 printable characters");
}

// External is who has the name of a file in /opt/extensions.
ExtensionKind kind_of(const ExtensionLink& link, std::string_view name) {
  const Extension* known = link.find(name);
  return known == nullptr ? ExtensionKind::Internal : known->kind;
}

// The checks in AWS's order: body, kind, events, state.
http::Response register_as(ExtensionLink& link,
                           std::string_view name,
                           std::string_view features,
                           std::string_view body) {
  const auto events = parse_register(body);
  if (const auto* complaint = std::get_if<Complaint>(&events)) {
    return invalid_request_format(complaint->message);
  }
  const auto choice = choose_events(std::get<0>(events), kind_of(link, name));
  if (const auto* complaint = std::get_if<Complaint>(&choice)) {
    return invalid_event_type(complaint->message);
  }
  const auto outcome = link.register_extension(name, std::get<EventChoice>(choice));
  if (const auto* fault = std::get_if<RegisterFault>(&outcome)) {
    const Extension* known = link.find(name);
    const ExtensionState state = known == nullptr ? ExtensionState::Started : known->state;
    return registration_refused(*fault, name, state);
  }
  const Extension& extension = *std::get<const Extension*>(outcome);
  return registered(link.facts(), extension.id, accepts_account_id(features));
}

}  // namespace

asio::awaitable<void> extension_register(http::Exchange& exchange, ExtensionLink& link) {
  const http::Headers& headers = exchange.request().headers;
  const std::string_view name = headers.value_or("Lambda-Extension-Name", "");
  if (const auto refused = name_refused(name)) {
    co_await exchange.send(*refused);
    co_return;
  }
  const std::uint64_t generation = link.generation();
  std::string body;
  const http::BodyEnd end = co_await exchange.read_body(body, limits::kMaxControlBody);
  http::Response answer;
  if (end != http::BodyEnd::Complete) {
    answer = end == http::BodyEnd::TooLarge ? payload_too_large() : truncated();
  } else if (link.generation() != generation) {
    answer = registration_refused(RegisterFault::Closed, name, ExtensionState::Started);
  } else {
    answer = register_as(link, name, headers.value_or("Lambda-Extension-Accept-Feature", ""), body);
  }
  co_await exchange.send(answer);
}

}  // namespace lambent::runtime_api
