// The part of Resolver that looks things up by name: Ref, Fn::GetAtt, Fn::Sub.
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/api.h"
#include "config/ascii.h"
#include "config/error.h"
#include "config/intrinsics.h"
#include "config/limits.h"
#include "config/names.h"

namespace lambent::config {

namespace {

constexpr std::string_view kPartition = "aws";

// Source: local-api.md §5.7.
std::optional<std::string> pseudo_parameter(std::string_view name, const Scope& scope) {
  if (name == "AWS::AccountId") return scope.account;
  if (name == "AWS::Region") return scope.region;
  if (name == "AWS::Partition") return std::string(kPartition);
  if (name == "AWS::StackName") return "local";
  if (name == "AWS::URLSuffix") return "localhost";
  if (name == "AWS::StackId") {
    return fmt::format(
        "arn:aws:cloudformation:{}:{}:stack/local/51af3dc0-da77-11e4-872e-1234567db123",
        scope.region,
        scope.account);
  }
  return std::nullopt;
}

std::string type_of(const Node& resource) {
  const Node* type = resource.find("Type");
  return type == nullptr ? std::string() : type->text();
}

bool is_function(const Node& resource) {
  const std::string type = type_of(resource);
  return type == "AWS::Serverless::Function" || type == "AWS::Lambda::Function";
}

// ARNs that are not arn:{partition}:{service}:{region}:{account}:{id}.
struct ArnShape {
  std::string_view type;
  std::string_view shape;
};
constexpr auto kArnShapes = std::to_array<ArnShape>({
    {"AWS::DynamoDB::Table",             "dynamodb:{region}:{account}:table/{id}"     },
    {"AWS::IAM::Role",                   "iam::{account}:role/{id}"                   },
    {"AWS::S3::Bucket",                  "s3:::{id}"                                  },
    {"AWS::Serverless::SimpleTable",     "dynamodb:{region}:{account}:table/{id}"     },
    {"AWS::Serverless::StateMachine",    "states:{region}:{account}:stateMachine:{id}"},
    {"AWS::StepFunctions::StateMachine", "states:{region}:{account}:stateMachine:{id}"},
});

// The `SQS` of `AWS::SQS::Queue`, in lower case.
std::string service_of(std::string_view type) {
  const std::size_t first = type.find("::");
  if (first == type.npos) return "unknown";
  type.remove_prefix(first + 2);
  return lower(type.substr(0, type.find("::")));
}

}  // namespace

std::optional<Node> Resolver::ref(const Node& expression, const Node& argument) {
  if (!argument.is_scalar()) throw Unresolved{"expected a name, found " + argument.describe()};
  return value_of(argument.written(), expression.place());
}

// What `Ref: name` stands for.
std::optional<Node> Resolver::value_of(std::string_view name, const Place& place) {
  if (name == "AWS::NoValue") return std::nullopt;
  if (name == "AWS::NotificationARNs") return Node::sequence(place, {});
  if (std::optional<std::string> value = pseudo_parameter(name, scope_)) {
    return Node::scalar(place, std::move(*value));
  }
  const auto parameter = scope_.parameters.find(name);
  if (parameter != scope_.parameters.end()) {
    const Node& value = parameter->second;
    if (const std::string* why = value.why_unresolved()) throw Unresolved{*why};
    spend(value.items().size());
    return value.moved_to(place);
  }
  const Node* resource = scope_.resources.find(name);
  // As SAM does: APIs that nobody declared have names all the same.
  const bool is_implicit = name == kImplicitRestApi || name == kImplicitHttpApi;
  if (resource == nullptr && is_implicit) return Node::scalar(place, std::string(name));
  if (resource == nullptr) {
    throw Unresolved{fmt::format("{} is not a parameter or resource", in_quotes(name))};
  }
  const std::string id(name);
  return Node::scalar(place, is_function(*resource) ? function_name(id, *resource) : id);
}

std::optional<Node> Resolver::get_att(const Node& expression, const Node& argument) {
  std::string dotted;
  if (argument.is_sequence()) {
    for (const Node& part : argument.items()) {
      dotted += dotted.empty() ? text_of(part) : "." + text_of(part);
      if (dotted.size() > limits::kMaxExpressionText) break;  // no attribute is called so
    }
  } else {
    dotted = text_of(argument);
  }
  const std::size_t dot = dotted.find('.');
  if (dot == dotted.npos)
    throw Unresolved{"expected Resource.Attribute, found " + in_quotes(dotted)};
  return make_text(expression.place(),
                   attribute_of(dotted.substr(0, dot), std::string_view(dotted).substr(dot + 1)));
}

std::string Resolver::attribute_of(const std::string& id, std::string_view attribute) {
  const Node* resource = scope_.resources.find(id);
  if (resource == nullptr) throw Unresolved{fmt::format("{} is not a resource", in_quotes(id))};
  if (attribute == "Arn") return arn_of(id, *resource);
  if (attribute == "RootResourceId") return "/";
  throw Unresolved{
      fmt::format("attribute {} of {} is not known here", attribute, type_of(*resource))};
}

std::string Resolver::arn_of(const std::string& id, const Node& resource) {
  if (is_function(resource)) {
    return function_arn(kPartition, scope_.region, scope_.account, function_name(id, resource));
  }
  const std::string type = type_of(resource);
  for (const ArnShape& row : kArnShapes) {
    if (row.type != type) continue;
    return fmt::format(fmt::runtime("arn:aws:" + std::string(row.shape)),
                       fmt::arg("region", scope_.region),
                       fmt::arg("account", scope_.account),
                       fmt::arg("id", id));
  }
  return fmt::format(
      "arn:{}:{}:{}:{}:{}", kPartition, service_of(type), scope_.region, scope_.account, id);
}

// FunctionName, which may itself be an expression, else the logical id.
std::string Resolver::function_name(const std::string& id, const Node& resource) {
  const auto [entry, is_new] = function_names_.emplace(id, std::nullopt);
  if (!is_new) {
    if (!entry->second) throw Unresolved{"the name of " + in_quotes(id) + " needs itself"};
    return *entry->second;
  }
  const Node* properties = resource.find("Properties");
  const Node* name = properties == nullptr ? nullptr : properties->find("FunctionName");
  std::string result = id;
  if (name != nullptr) {
    const std::optional<Node> value = resolve(*name);
    if (value && value->is_scalar()) result = value->text();
  }
  function_names_[id] = result;
  return result;
}

std::optional<Node> Resolver::sub(const Node& expression, const Node& argument) {
  if (argument.is_scalar()) return substitute(argument.written(), nullptr, expression.place());
  const Values parts = arguments(argument, 2, 2, "text or [text, variables]");
  if (!parts[0].is_scalar() || !parts[1].is_map()) {
    throw Unresolved{"expected text or [text, variables]"};
  }
  const std::optional<Node> variables = resolve_map(parts[1]);
  return substitute(parts[0].written(), &*variables, expression.place());
}

// Replaces each ${name}; `${!name}` is a literal `${name}`, and an unknown name stays as written.
Node Resolver::substitute(const std::string& text, const Node* variables, const Place& place) {
  std::string result;
  std::optional<std::string> why;
  std::string_view rest = text;
  while (result.size() <= limits::kMaxExpressionText) {
    const std::size_t begin = rest.find("${");
    const std::size_t end = begin == rest.npos ? rest.npos : rest.find('}', begin);
    if (end == rest.npos) break;
    result += rest.substr(0, begin);
    const std::string name(rest.substr(begin + 2, end - begin - 2));
    rest.remove_prefix(end + 1);
    try {
      result += variable(name, variables, place);
    } catch (const Unresolved& unresolved) {
      if (!unresolved.is_noted) note(place, unresolved.why);
      why = unresolved.why;
      result += "${" + name + "}";
    }
  }
  Node value = make_text(place, result.append(rest));
  return why ? value.unresolved_because(*why) : value;
}

std::string Resolver::variable(const std::string& name, const Node* variables, const Place& place) {
  if (name.starts_with('!')) return "${" + name.substr(1) + "}";
  const Node* own = variables == nullptr ? nullptr : variables->find(name);
  if (own != nullptr) return plain_text(*own);
  const std::size_t dot = name.find('.');
  if (dot != name.npos) {
    return attribute_of(name.substr(0, dot), std::string_view(name).substr(dot + 1));
  }
  const std::optional<Node> value = value_of(name, place);
  if (!value || !value->is_scalar()) {
    throw Unresolved{fmt::format("expected text for {}", in_quotes("${" + name + "}"))};
  }
  return value->text();
}

}  // namespace lambent::config
