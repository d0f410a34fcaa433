#include "config/globals.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/intrinsics.h"
#include "config/properties.h"
#include "config/read.h"

namespace lambent::config {

namespace {

// Source: local-api.md §5.2.
constexpr auto kSections = std::to_array<std::string_view>({
    "Function",
    "Api",
    "HttpApi",
    "SimpleTable",
    "StateMachine",
    "LayerVersion",
    "CapacityProvider",
    "WebSocketApi",
});

std::vector<std::string_view> global_properties() {
  std::vector<std::string_view> names;
  for (const Property& property : properties_of("AWS::Serverless::Function")) {
    if (property.in_globals) names.push_back(property.name);
  }
  return names;
}

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

[[noreturn]] void refuse_key(const Member& member, const std::string& sentence) {
  Node::null(member.key_place).refuse(sentence);
}

void check_function_section(const Node& section) {
  const std::vector<std::string_view> allowed = global_properties();
  for (const Member& member : read_map(section, "expected a map of properties")) {
    if (contains(allowed, member.key)) continue;
    const auto known = names_of(properties_of("AWS::Serverless::Function"));
    refuse_key(member,
               contains(known, member.key) ? fmt::format("{} is not allowed in Globals", member.key)
                                           : fmt::format("{} is not a property of a function{}",
                                                         member.key,
                                                         did_you_mean(member.key, allowed)));
  }
}

Node merge_maps(const Node& global, const Node& own) {
  std::vector<Member> members;
  for (const Member& member : global.members()) {
    const Node* value = own.find(member.key);
    if (value == nullptr) {
      members.push_back(member);
    } else {
      members.push_back({member.key, value->place(), merge_globals(member.value, *value)});
    }
  }
  for (const Member& member : own.members()) {
    if (global.find(member.key) == nullptr) members.push_back(member);
  }
  return Node::map(own.place(), std::move(members));
}

Node join_lists(const Node& global, const Node& own) {
  std::vector<Node> items = global.items();
  items.insert(items.end(), own.items().begin(), own.items().end());
  return Node::sequence(own.place(), std::move(items));
}

}  // namespace

Node read_function_globals(const Node& globals, Notices& notices) {
  if (globals.is_null()) return globals;
  Node function;
  for (const Member& member : read_map(globals, "expected a map of sections")) {
    if (member.key == "Function") {
      check_function_section(member.value);
      function = member.value;
    } else if (member.key == "Api" || member.key == "HttpApi") {
      read_map(member.value, "expected a map of properties");
    } else if (std::find(kSections.begin(), kSections.end(), member.key) != kSections.end()) {
      notices.push_back({member.key_place.print(), "not acted on"});
    } else {
      refuse_key(member,
                 fmt::format("expected one of {}{}",
                             fmt::join(kSections, ", "),
                             did_you_mean(member.key, kSections)));
    }
  }
  return function;
}

Node merge_globals(const Node& global, const Node& own) {
  if (global.kind() != own.kind() || is_expression(global) || is_expression(own)) return own;
  if (own.is_map()) return merge_maps(global, own);
  return own.is_sequence() ? join_lists(global, own) : own;
}

Node without_ignored(const Node& global, const Node* ignore_globals) {
  if (ignore_globals == nullptr) return global;
  if (ignore_globals->is_scalar()) {
    if (ignore_globals->written() != "*") ignore_globals->fail("expected \"*\" or a list of names");
    return Node::null(global.place());
  }
  std::vector<std::string> ignored;
  for (const Node& item : read_list(*ignore_globals, "expected \"*\" or a list of names")) {
    ignored.push_back(read_text(item, "expected the name of a property"));
  }
  std::vector<Member> kept;
  for (const Member& member : global.members()) {
    if (std::find(ignored.begin(), ignored.end(), member.key) == ignored.end()) {
      kept.push_back(member);
    }
  }
  return Node::map(global.place(), std::move(kept));
}

}  // namespace lambent::config
