#include "config/api_functions.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"

namespace lambent::config {

namespace {

constexpr std::string_view kFunction = ":function:";
constexpr std::string_view kStageVariable = "${stageVariables.";

// Each ${stageVariables.x} replaced; an unknown one stays.
std::string with_stage_variables(std::string text,
                                 const std::map<std::string, std::string>& variables) {
  std::size_t from = 0;
  while ((from = text.find(kStageVariable, from)) != text.npos) {
    const std::size_t end = text.find('}', from);
    if (end == text.npos) break;
    const std::size_t begin = from + kStageVariable.size();
    const auto found = variables.find(text.substr(begin, end - begin));
    if (found == variables.end()) {
      from = end;
    } else {
      text.replace(from, end + 1 - from, found->second);
    }
  }
  return text;
}

// The X of a "${X.Alias}" or "${X}" that nobody could work out.
std::string open_variable(std::string_view text) {
  const std::size_t begin = text.find("${");
  const std::size_t end = text.find('}', begin == text.npos ? 0 : begin);
  if (begin == text.npos || end == text.npos) return {};
  const std::string_view name = text.substr(begin + 2, end - begin - 2);
  return std::string(name.substr(0, name.find('.')));
}

}  // namespace

void ApiFunctions::add(const FunctionConfig& function) {
  names_by_id_[function.logical_id] = function.name;
}

void ApiFunctions::add_skipped(const std::string& logical_id, std::string why) {
  skipped_[logical_id] = std::move(why);
}

FunctionTarget ApiFunctions::by_id(const std::string& logical_id) const {
  return by_name(logical_id, {});
}

FunctionTarget ApiFunctions::by_name(const std::string& name, std::string qualifier) const {
  const auto id = names_by_id_.find(name);
  if (id != names_by_id_.end()) return {id->second, std::move(qualifier), {}};
  const bool is_name = std::any_of(names_by_id_.begin(), names_by_id_.end(), [&](const auto& row) {
    return row.second == name;
  });
  if (is_name) return {name, std::move(qualifier), {}};
  const auto skipped = skipped_.find(name);
  if (skipped != skipped_.end()) return {{}, {}, skipped->second};
  return {{}, {}, fmt::format("{} is not a function of this template", in_quotes(name))};
}

// A FunctionName, or the logical id of a function, an alias or a version.
FunctionTarget ApiFunctions::by_word(const std::string& word) const {
  const Node* resource = resources_.find(word);
  const Node* type = resource == nullptr ? nullptr : resource->find("Type");
  const std::string type_name = type == nullptr ? std::string() : type->text();
  if (type_name != "AWS::Lambda::Alias" && type_name != "AWS::Lambda::Version") {
    return by_name(word, {});
  }
  const Node* properties = resource->find("Properties");
  const Node* name = properties == nullptr ? nullptr : properties->find("FunctionName");
  if (name == nullptr) return {{}, {}, fmt::format("{} has no FunctionName", in_quotes(word))};
  if (name->is_scalar()) return by_name(name->text(), {});
  const Node* ref = name->find("Ref");
  if (ref == nullptr) ref = name->find("Fn::GetAtt");
  if (ref != nullptr && ref->is_sequence() && !ref->items().empty()) ref = &ref->items().front();
  if (ref == nullptr || !ref->is_scalar()) {
    return {{}, {}, fmt::format("the FunctionName of {} is not known here", in_quotes(word))};
  }
  const std::string id = ref->text();
  return by_name(id.substr(0, id.find('.')), {});
}

FunctionTarget ApiFunctions::by_uri(
    const Node& uri, const std::map<std::string, std::string>& stage_variables) const {
  if (!uri.is_scalar()) {
    const std::string* why = uri.why_unresolved();
    return {
        {}, {}, why != nullptr ? *why : "expected the ARN of a function, found " + uri.describe()};
  }
  const std::string text = with_stage_variables(uri.text(), stage_variables);
  const std::size_t function = text.find(kFunction);
  if (function == text.npos) {
    const std::string variable = open_variable(text);
    if (!variable.empty()) return by_word(variable);
    constexpr std::string_view kPath = "/functions/";
    const std::size_t path = text.find(kPath);
    if (path == text.npos) return by_word(text);
    const std::size_t begin = path + kPath.size();
    return by_word(text.substr(begin, text.find('/', begin) - begin));
  }
  const std::size_t begin = function + kFunction.size();
  std::string name = text.substr(begin, text.find('/', begin) - begin);
  const std::size_t colon = name.find(':');
  std::string qualifier = colon == name.npos ? std::string() : name.substr(colon + 1);
  name.erase(std::min(colon, name.size()));
  const std::string variable = open_variable(name);
  if (!variable.empty()) return by_word(variable);
  return by_name(name, std::move(qualifier));
}

}  // namespace lambent::config
