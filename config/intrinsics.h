// The functions of a template: Ref, Fn::Sub, Fn::GetAtt, Fn::If and their kind.  Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "config/notice.h"

namespace lambent::config {

/// What an expression may refer to.
struct Scope {
  std::string region = "us-east-1";
  std::string account = "123456789012";
  /// Values of the parameters; one without a value is a Node that says why_unresolved().
  std::map<std::string, Node, std::less<>> parameters;
  // The template's sections of these names; null when it has none.
  Node mappings;
  Node conditions;
  Node resources;
};

/// True for a map of one member that is called Ref or Fn::….
bool is_expression(const Node& node);

/// Works out expressions.
///
/// Shape   what cannot be worked out stays as written, says why_unresolved(), and is a notice; a
///         value that is needed is then refused by whoever needs it.
/// Units   texts up to limits::kMaxExpressionText bytes, limits::kMaxConfigValues values in all.
/// Errors  Error for conditions that need each other; nothing else stops.
/// Source  local-api.md §5.6, §5.7.
class Resolver {
 public:
  explicit Resolver(Scope scope) : scope_(std::move(scope)) {}

  /// `node` with every expression in it replaced; nullopt for AWS::NoValue, which removes a member.
  std::optional<Node> resolve(const Node& node);

  bool has_condition(std::string_view name) const;
  /// Nullopt when it cannot be worked out.
  std::optional<bool> condition(const std::string& name);

  const Scope& scope() const { return scope_; }
  const Notices& notices() const { return notices_; }

 private:
  // Thrown within, caught by evaluate(): why an expression has no value.
  struct Unresolved {
    std::string why;
    bool is_noted = false;  // an inner expression is already in the notices
  };
  struct Function;
  struct Truth {
    bool is_being_worked_out = true;
    std::optional<bool> value;
    std::string why;
  };
  using Values = std::vector<Node>;

  // intrinsics.cc
  std::optional<Node> resolve_sequence(const Node& sequence);
  std::optional<Node> resolve_map(const Node& map);
  std::optional<Node> evaluate(const Node& expression);
  Node resolved(const Node& argument);
  std::string text_of(const Node& argument);
  static std::string plain_text(const Node& value);
  Values arguments(const Node& argument,
                   std::size_t least,
                   std::size_t most,
                   std::string_view rule);
  Node make_text(const Place& place, std::string text);
  void spend(std::size_t values);
  void note(const Place& place, const std::string& what);
  std::optional<Node> join(const Node& expression, const Node& argument);
  std::optional<Node> split(const Node& expression, const Node& argument);
  std::optional<Node> select(const Node& expression, const Node& argument);
  std::optional<Node> base64(const Node& expression, const Node& argument);
  std::optional<Node> find_in_map(const Node& expression, const Node& argument);

  // references.cc
  std::optional<Node> ref(const Node& expression, const Node& argument);
  std::optional<Node> get_att(const Node& expression, const Node& argument);
  std::optional<Node> sub(const Node& expression, const Node& argument);
  std::optional<Node> value_of(std::string_view name, const Place& place);
  std::string attribute_of(const std::string& id, std::string_view attribute);
  Node substitute(const std::string& text, const Node* variables, const Place& place);
  std::string variable(const std::string& name, const Node* variables, const Place& place);
  std::string function_name(const std::string& id, const Node& resource);
  std::string arn_of(const std::string& id, const Node& resource);

  // conditions.cc
  std::optional<Node> if_else(const Node& expression, const Node& argument);
  std::optional<Node> logic(const Node& expression, const Node& argument);
  bool is_true(const Node& expression);
  bool is_condition_true(const std::string& name);

  Scope scope_;
  Notices notices_;
  std::set<std::string> noted_;
  std::size_t spent_ = 0;
  std::map<std::string, Truth, std::less<>> truths_;
  std::vector<std::string> condition_path_;
  std::map<std::string, std::optional<std::string>, std::less<>> function_names_;
};

}  // namespace lambent::config
