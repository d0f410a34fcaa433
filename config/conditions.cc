// The part of Resolver that decides: Fn::If and the functions of the Conditions section.
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "config/intrinsics.h"

namespace lambent::config {

namespace {

// Source: CloudFormation, "Condition functions": two to ten conditions.
constexpr std::size_t kFewestConditions = 2;
constexpr std::size_t kMostConditions = 10;

}  // namespace

bool Resolver::has_condition(std::string_view name) const {
  return scope_.conditions.find(name) != nullptr;
}

std::optional<bool> Resolver::condition(const std::string& name) {
  try {
    return is_condition_true(name);
  } catch (const Unresolved& unresolved) {
    const Node* written = scope_.conditions.find(name);
    if (written != nullptr && !unresolved.is_noted) note(written->place(), unresolved.why);
    return std::nullopt;
  }
}

std::optional<Node> Resolver::if_else(const Node&, const Node& argument) {
  const Values parts = arguments(argument, 3, 3, "[condition, value, other value]");
  if (!parts[0].is_scalar()) {
    throw Unresolved{"expected the name of a condition, found " + parts[0].describe()};
  }
  return resolve(is_condition_true(parts[0].written()) ? parts[1] : parts[2]);
}

std::optional<Node> Resolver::logic(const Node& expression, const Node&) {
  return Node::scalar(expression.place(), is_true(expression) ? "true" : "false");
}

bool Resolver::is_true(const Node& expression) {
  spend(1);
  if (!expression.is_map() || expression.members().size() != 1) {
    throw Unresolved{"expected a condition function, found " + expression.describe()};
  }
  const auto& [name, place, argument] = expression.members().front();
  if (name == "Condition") {
    if (!argument.is_scalar()) throw Unresolved{"expected the name of a condition"};
    return is_condition_true(argument.written());
  }
  if (name == "Fn::Equals") {
    const Values sides = arguments(argument, 2, 2, "[value, other value]");
    const Node left = resolved(sides[0]);
    return same_value(left, resolved(sides[1]));
  }
  if (name == "Fn::Not") return !is_true(arguments(argument, 1, 1, "[condition]").front());
  if (name != "Fn::And" && name != "Fn::Or") {
    throw Unresolved{fmt::format("{} is not supported as a condition", name)};
  }
  const bool decisive = name == "Fn::Or";
  for (const Node& part :
       arguments(argument, kFewestConditions, kMostConditions, "2 to 10 conditions")) {
    if (is_true(part) == decisive) return decisive;
  }
  return !decisive;
}

bool Resolver::is_condition_true(const std::string& name) {
  const Node* written = scope_.conditions.find(name);
  if (written == nullptr) throw Unresolved{fmt::format("{} is not a condition", in_quotes(name))};

  const auto [entry, is_new] = truths_.emplace(name, Truth{});
  condition_path_.push_back(name);
  if (!is_new && entry->second.is_being_worked_out) {
    written->refuse("circular condition: " + fmt::format("{}", fmt::join(condition_path_, " → ")));
  }
  Truth& truth = entry->second;  // std::map keeps it in place
  if (is_new) {
    try {
      truth.value = is_true(*written);
    } catch (const Unresolved& unresolved) {
      truth.why = unresolved.why;
      if (!unresolved.is_noted) note(written->place(), unresolved.why);
    }
    truth.is_being_worked_out = false;
  }
  condition_path_.pop_back();
  if (!truth.value) throw Unresolved{truth.why, true};
  return *truth.value;
}

}  // namespace lambent::config
