#include "config/environment_file.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/environment_lines.h"
#include "config/error.h"
#include "config/file.h"
#include "config/function_rules.h"
#include "config/read.h"
#include "config/yaml_node.h"

namespace lambent::config {

namespace {

Complaint check_settable(std::string_view name) {
  if (is_reserved_variable(name)) {
    return fmt::format("{} is reserved: Lambda sets it, a function cannot", name);
  }
  return check_variable_name(name);
}

Variables read_variables(const Node& object) {
  Variables variables;
  for (const Member& member : read_map(object, "expected an object of variables")) {
    require(Node::null(member.key_place), check_settable(member.key));
    variables[member.key] = member.value.text();  // "" for null, lists and maps
  }
  return variables;
}

EnvironmentFile parse_json(std::string_view text, const std::string& filename) {
  EnvironmentFile result{.file = filename, .all = {}, .by_name = {}};
  const Node root = parse_yaml(text, filename);
  for (const Member& member : read_map(root, "expected an object of objects")) {
    Variables variables = read_variables(member.value);
    if (member.key == "Parameters") {
      result.all = std::move(variables);
    } else {
      result.by_name[member.key] = std::move(variables);
    }
  }
  return result;
}

EnvironmentFile parse_lines(std::string_view text, const std::string& filename) {
  EnvironmentFile result{
      .file = filename, .all = parse_environment_lines(text, filename), .by_name = {}};
  for (const auto& [name, value] : result.all) {
    if (const Complaint complaint = check_settable(name)) {
      throw Error(fmt::format("{}: {}: {}", filename, name, *complaint));
    }
  }
  return result;
}

void set(const Variables& variables, FunctionConfig& function) {
  if (variables.empty()) return;
  if (!function.environment) function.environment.emplace();
  for (const auto& [name, value] : variables) {
    (*function.environment)[name] = value;
  }
}

void note_unknown(const EnvironmentFile& file, Model& model) {
  std::vector<std::string_view> known{"Parameters"};
  for (const FunctionConfig& function : model.functions) {
    known.push_back(function.logical_id);
  }
  for (const auto& [name, variables] : file.by_name) {
    if (find_function(model, name) != nullptr) continue;
    model.notices.push_back(
        {file.file + ": " + name, "there is no such function" + did_you_mean(name, known)});
  }
}

}  // namespace

EnvironmentFile parse_environment_file(std::string_view text, const std::string& filename) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = filename.ends_with(".json") || (first != text.npos && text[first] == '{');
  return is_json ? parse_json(text, filename) : parse_lines(text, filename);
}

EnvironmentFile load_environment_file(const std::filesystem::path& file) {
  return parse_environment_file(read_config_file(file), file.string());
}

void apply(const EnvironmentFile& file, Model& model) {
  for (FunctionConfig& function : model.functions) {
    set(file.all, function);
    // By logical id before by name, as functions are found: the id's variables win.
    for (const std::string& name : {function.name, function.logical_id}) {
      const auto own = file.by_name.find(name);
      if (own != file.by_name.end()) set(own->second, function);
    }
    if (!function.environment) continue;
    if (const Complaint complaint = check_environment(*function.environment)) {
      throw Error(fmt::format("{}: {}: {}", file.file, function.logical_id, *complaint));
    }
  }
  note_unknown(file, model);
}

}  // namespace lambent::config
