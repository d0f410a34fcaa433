#include "config/intrinsics.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/base64.h"
#include "config/error.h"
#include "config/limits.h"

namespace lambent::config {

bool is_expression(const Node& node) {
  if (!node.is_map() || node.members().size() != 1) return false;
  const std::string& name = node.members().front().key;
  return name == "Ref" || name.starts_with("Fn::");
}

struct Resolver::Function {
  std::string_view name;
  std::optional<Node> (Resolver::*evaluate)(const Node& expression, const Node& argument);
};

std::optional<Node> Resolver::resolve(const Node& node) {
  spend(1);
  switch (node.kind()) {
    case Node::Kind::Null:
    case Node::Kind::Scalar: return node;
    case Node::Kind::Sequence: return resolve_sequence(node);
    case Node::Kind::Map: return is_expression(node) ? evaluate(node) : resolve_map(node);
  }
  return node;
}

std::optional<Node> Resolver::resolve_sequence(const Node& sequence) {
  std::vector<Node> items;
  for (const Node& item : sequence.items()) {
    std::optional<Node> value = resolve(item);
    if (value) items.push_back(std::move(*value));
  }
  return Node::sequence(sequence.place(), std::move(items));
}

std::optional<Node> Resolver::resolve_map(const Node& map) {
  std::vector<Member> members;
  for (const Member& member : map.members()) {
    std::optional<Node> value = resolve(member.value);
    if (value) members.push_back({member.key, member.key_place, std::move(*value)});
  }
  return Node::map(map.place(), std::move(members));
}

std::optional<Node> Resolver::evaluate(const Node& expression) {
  static constexpr auto kFunctions = std::to_array<Function>({
      {"Ref",           &Resolver::ref        },
      {"Fn::GetAtt",    &Resolver::get_att    },
      {"Fn::Sub",       &Resolver::sub        },
      {"Fn::Join",      &Resolver::join       },
      {"Fn::Split",     &Resolver::split      },
      {"Fn::Select",    &Resolver::select     },
      {"Fn::Base64",    &Resolver::base64     },
      {"Fn::FindInMap", &Resolver::find_in_map},
      {"Fn::If",        &Resolver::if_else    },
      {"Fn::And",       &Resolver::logic      },
      {"Fn::Or",        &Resolver::logic      },
      {"Fn::Not",       &Resolver::logic      },
      {"Fn::Equals",    &Resolver::logic      },
  });
  const Member& call = expression.members().front();
  try {
    for (const Function& function : kFunctions) {
      if (function.name == call.key) return (this->*function.evaluate)(expression, call.value);
    }
    throw Unresolved{fmt::format("{} is not supported", call.key)};
  } catch (const Unresolved& unresolved) {
    if (!unresolved.is_noted) note(expression.place(), unresolved.why);
    return expression.unresolved_because(unresolved.why);
  }
}

// An argument with a value of its own.
Node Resolver::resolved(const Node& argument) {
  const std::optional<Node> value = resolve(argument);
  if (!value) throw Unresolved{"expected a value, found AWS::NoValue"};
  if (const std::string* why = value->why_unresolved()) throw Unresolved{*why, true};
  return *value;
}

std::string Resolver::text_of(const Node& argument) {
  return plain_text(resolved(argument));
}

// The text of a value that has been worked out.
std::string Resolver::plain_text(const Node& value) {
  if (const std::string* why = value.why_unresolved()) throw Unresolved{*why, true};
  if (!value.is_scalar()) throw Unresolved{"expected text, found " + value.describe()};
  return value.text();
}

// The items of a list argument, as written.
Resolver::Values Resolver::arguments(const Node& argument,
                                     std::size_t least,
                                     std::size_t most,
                                     std::string_view rule) {
  const std::size_t count = argument.items().size();
  if (!argument.is_sequence() || count < least || count > most) {
    throw Unresolved{fmt::format("expected {}", rule)};
  }
  return argument.items();
}

Node Resolver::make_text(const Place& place, std::string text) {
  if (text.size() > limits::kMaxExpressionText) {
    throw Unresolved{fmt::format("longer than {} bytes", limits::kMaxExpressionText)};
  }
  return Node::scalar(place, std::move(text));
}

void Resolver::spend(std::size_t values) {
  spent_ += values;
  if (spent_ > limits::kMaxConfigValues) {
    throw Error(fmt::format("expressions make more than {} values", limits::kMaxConfigValues));
  }
}

void Resolver::note(const Place& place, const std::string& what) {
  Notice notice{place.print(), what};
  if (noted_.insert(notice.where + '\n' + what).second) notices_.push_back(std::move(notice));
}

std::optional<Node> Resolver::join(const Node& expression, const Node& argument) {
  const Values parts = arguments(argument, 2, 2, "[delimiter, list]");
  const std::string delimiter = text_of(parts[0]);
  const Node list = resolved(parts[1]);
  if (!list.is_sequence()) throw Unresolved{"expected a list, found " + list.describe()};
  std::string text;
  for (const Node& item : list.items()) {
    if (&item != &list.items().front()) text += delimiter;
    text += text_of(item);
    if (text.size() > limits::kMaxExpressionText) break;  // make_text refuses it
  }
  return make_text(expression.place(), std::move(text));
}

std::optional<Node> Resolver::split(const Node& expression, const Node& argument) {
  const Values parts = arguments(argument, 2, 2, "[delimiter, text]");
  const std::string delimiter = text_of(parts[0]);
  const std::string text = text_of(parts[1]);
  if (delimiter.empty()) throw Unresolved{"expected a delimiter, found \"\""};
  std::vector<Node> items;
  std::string_view rest = text;
  while (true) {
    const std::size_t end = rest.find(delimiter);
    spend(1);
    items.push_back(Node::scalar(expression.place(), std::string(rest.substr(0, end))));
    if (end == rest.npos) break;
    rest.remove_prefix(end + delimiter.size());
  }
  return Node::sequence(expression.place(), std::move(items));
}

std::optional<Node> Resolver::select(const Node&, const Node& argument) {
  const Values parts = arguments(argument, 2, 2, "[index, list]");
  const Node index = resolved(parts[0]);
  const Node list = resolved(parts[1]);
  if (!list.is_sequence()) throw Unresolved{"expected a list, found " + list.describe()};
  const std::optional<std::int64_t> number = index.whole_number();
  const auto size = static_cast<std::int64_t>(list.items().size());
  if (!number || *number < 0 || *number >= size) {
    throw Unresolved{fmt::format("expected an index below {}, found {}", size, index.describe())};
  }
  return resolved(list.items()[static_cast<std::size_t>(*number)]);
}

std::optional<Node> Resolver::base64(const Node& expression, const Node& argument) {
  return make_text(expression.place(), config::base64(text_of(argument)));
}

std::optional<Node> Resolver::find_in_map(const Node&, const Node& argument) {
  const Values parts = arguments(argument, 3, 4, "[map, key, key]");
  const Node* found = &scope_.mappings;
  std::string missing;
  for (std::size_t i = 0; i < 3 && found != nullptr; ++i) {
    const std::string key = text_of(parts[i]);
    found = found->find(key);
    if (found == nullptr) missing = key;
  }
  if (found != nullptr) {
    spend(found->items().size());
    return *found;
  }
  const Node* otherwise = parts.size() == 4 ? parts[3].find("DefaultValue") : nullptr;
  if (otherwise != nullptr) return resolved(*otherwise);
  throw Unresolved{fmt::format("{} is not in Mappings", in_quotes(missing))};
}

}  // namespace lambent::config
