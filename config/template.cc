#include "config/template.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/error.h"
#include "config/globals.h"
#include "config/intrinsics.h"
#include "config/parameters.h"
#include "config/properties.h"
#include "config/read.h"
#include "config/resource.h"
#include "config/template_apis.h"
#include "config/template_functions.h"
#include "config/yaml_node.h"

namespace lambent::config {

namespace {

// A section of a template or an attribute of a resource.
struct Known {
  std::string_view name;
  std::string_view remark;  // empty when acted on, or when there is nothing to act on
};

constexpr auto kSections = std::to_array<Known>({
    {"AWSTemplateFormatVersion", ""            },
    {"Description",              ""            },
    {"Transform",                ""            },
    {"Metadata",                 ""            },
    {"Parameters",               ""            },
    {"Mappings",                 ""            },
    {"Conditions",               ""            },
    {"Globals",                  ""            },
    {"Resources",                ""            },
    {"Outputs",                  ""            },
    {"Rules",                    "not acted on"},
    {"Hooks",                    "not acted on"},
});

constexpr auto kAttributes = std::to_array<Known>({
    {"Type",                ""            },
    {"Properties",          ""            },
    {"Condition",           ""            },
    {"Metadata",            ""            },
    {"IgnoreGlobals",       ""            },
    {"DependsOn",           ""            },
    {"DeletionPolicy",      ""            },
    {"UpdateReplacePolicy", ""            },
    {"UpdatePolicy",        ""            },
    {"CreationPolicy",      ""            },
    {"Connectors",          "not acted on"},
});

// The macros that are read without being run.
constexpr auto kTransforms = std::to_array<std::string_view>({
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
});

void note_members(const Node& map, std::span<const Known> known, Notices& notices) {
  std::vector<std::string_view> names;
  for (const Known& row : known) {
    names.push_back(row.name);
  }
  for (const Member& member : map.members()) {
    const auto found = std::find(names.begin(), names.end(), member.key);
    const std::string where = member.key_place.print();
    if (found == names.end()) {
      notices.push_back({where, "unknown here" + did_you_mean(member.key, names)});
      continue;
    }
    const Known& row = known[static_cast<std::size_t>(found - names.begin())];
    if (!row.remark.empty()) notices.push_back({where, std::string(row.remark)});
  }
}

void note_transform(const Node& transform, Notices& notices) {
  for (const Node& item : transform.items()) {
    note_transform(item, notices);
  }
  const Node* name = transform.find("Name");
  const std::string text = name != nullptr ? name->text() : transform.text();
  const bool is_read = std::find(kTransforms.begin(), kTransforms.end(), text) != kTransforms.end();
  if (text.empty() || is_read) return;
  notices.push_back(
      {transform.place().print(), fmt::format("macro {} is not run", in_quotes(text))});
}

Node section_of(const Node& root, std::string_view name) {
  const Node* section = root.find(name);
  if (section == nullptr) return Node();
  if (!section->is_null()) read_map(*section, "expected a map");
  return *section;
}

// False when the resource's Condition is; a condition that cannot be worked out counts as true.
bool is_wanted(const Resource& resource, Reading& reading) {
  const Node* condition = resource.node.find("Condition");
  if (condition == nullptr) return true;
  const std::string name = read_text(*condition, "expected the name of a condition");
  if (!reading.resolver.has_condition(name)) condition->fail("expected the name of a condition");
  return reading.resolver.condition(name).value_or(true);
}

void note_resource(const Resource& resource, Notices& notices) {
  const auto known = resource_types();
  if (std::find(known.begin(), known.end(), resource.type) == known.end()) {
    notices.push_back(
        {resource.place.print(),
         fmt::format("{} is not acted on{}", resource.type, did_you_mean(resource.type, known))});
  } else if (!is_function(resource) && !properties_of(resource.type).empty()) {
    note_properties(resource, resource.properties, notices);
  }
}

void add_function(FunctionConfig function, const Resource& resource, Model& model) {
  for (const FunctionConfig& other : model.functions) {
    if (other.name != function.name) continue;
    Node::null(resource.place)
        .refuse(fmt::format(
            "FunctionName {} is already that of {}", in_quotes(function.name), other.logical_id));
  }
  model.functions.push_back(std::move(function));
}

void remove_repeated(Notices& notices) {
  std::set<std::pair<std::string, std::string>> seen;
  const auto is_repeated = [&](const Notice& notice) {
    return !seen.emplace(notice.where, notice.what).second;
  };
  notices.erase(std::remove_if(notices.begin(), notices.end(), is_repeated), notices.end());
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(file, error);
  return (error ? file : absolute).parent_path().lexically_normal();
}

}  // namespace

Model parse_template(std::string_view text,
                     const std::filesystem::path& file,
                     const TemplateOptions& options) {
  const Node root = parse_yaml(text, file.string());
  read_map(root, "expected a template: a map with Resources");
  const Node* resources = root.find("Resources");
  if (resources == nullptr) root.refuse("expected a template: Resources is missing");

  Model model;
  note_members(root, kSections, model.notices);
  if (const Node* transform = root.find("Transform")) note_transform(*transform, model.notices);
  Resolver resolver(Scope{
      .region = options.region,
      .account = options.account,
      .parameters = read_parameters(section_of(root, "Parameters"), options.parameter_overrides),
      .mappings = section_of(root, "Mappings"),
      .conditions = section_of(root, "Conditions"),
      .resources = *resources});
  Reading reading{resolver, options, folder_of(file), model.notices};
  const Node all_globals = section_of(root, "Globals");
  const Node globals = read_function_globals(all_globals, model.notices);
  ApiReader apis(reading, all_globals);

  for (const Member& entry : read_map(*resources, "expected a map of resources")) {
    const Resource resource = read_resource(entry);
    if (!is_wanted(resource, reading)) {
      model.notices.push_back({resource.place.print(), "skipped: its Condition is false"});
      continue;
    }
    note_members(resource.node, kAttributes, model.notices);
    note_resource(resource, model.notices);
    if (!is_function(resource)) {
      apis.add_resource(resource);
      continue;
    }
    const Node properties = function_properties(resource, globals, reading);
    std::optional<FunctionConfig> function = read_function(resource, properties, reading);
    apis.add_function(resource, properties, function ? &*function : nullptr);
    if (function) add_function(std::move(*function), resource, model);
  }
  model.apis = apis.apis();
  model.urls = apis.urls();
  model.documents = apis.documents();
  const Notices& unresolved = resolver.notices();
  model.notices.insert(model.notices.end(), unresolved.begin(), unresolved.end());
  remove_repeated(model.notices);
  return model;
}

}  // namespace lambent::config
