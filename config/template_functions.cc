#include "config/template_functions.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "config/globals.h"
#include "config/properties.h"
#include "config/read.h"
#include "config/template_layers.h"

namespace lambent::config {

namespace {

bool is_serverless(const Resource& resource) {
  return resource.type == "AWS::Serverless::Function";
}

// A member of a member; nullptr when either is absent.
const Node* find(const Node& node, std::string_view outer, std::string_view inner) {
  const Node* found = node.find(outer);
  if (found == nullptr) return nullptr;
  read_map(*found, fmt::format("expected a map with {}", inner));
  return found->find(inner);
}

template <class Level, std::size_t Count>
Level read_level(const Node& node, const std::array<Level, Count>& levels) {
  std::vector<std::string_view> names;
  names.reserve(Count);
  for (const Level level : levels) {
    names.push_back(name_of(level));
  }
  const std::string rule = fmt::format("expected one of {}", fmt::join(names, ", "));
  const std::string text = read_text(node, rule);
  for (const Level level : levels) {
    if (name_of(level) == text) return level;
  }
  node.fail(rule);
}

LoggingConfig read_logging(const Node& node) {
  using enum ApplicationLogLevel;
  read_map(node, "expected a map with LogFormat");
  LoggingConfig logging;
  if (const Node* format = node.find("LogFormat")) {
    logging.format = read_level(*format, std::array{LogFormat::Text, LogFormat::Json});
  }
  if (const Node* level = node.find("ApplicationLogLevel")) {
    logging.application_level =
        read_level(*level, std::array{Trace, Debug, Info, Warn, Error, Fatal});
  }
  if (const Node* level = node.find("SystemLogLevel")) {
    logging.system_level = read_level(
        *level, std::array{SystemLogLevel::Debug, SystemLogLevel::Info, SystemLogLevel::Warn});
  }
  if (const Node* group = node.find("LogGroup")) {
    logging.log_group = read_text(*group, "expected the name of a log group");
    require(*group, check_log_group(logging.log_group));
  }
  return logging;
}

// Lists and maps, resolved or not, become empty.  Source: local-api.md §5.6, §5.8.
std::map<std::string, std::string> read_variables(const Node& node, Notices& notices) {
  std::map<std::string, std::string> variables;
  for (const Member& member : read_map(node, "expected a map of variables")) {
    const bool is_reserved = is_reserved_variable(member.key);  // they are named together, below
    if (!is_reserved) require(Node::null(member.key_place), check_variable_name(member.key));
    variables[member.key] = member.value.text();
    if (!member.value.is_scalar() && member.value.why_unresolved() == nullptr) {
      notices.push_back({member.value.place().print(),
                         fmt::format("empty: expected text, found {}", member.value.describe())});
    }
  }
  require(node, check_environment(variables));
  return variables;
}

// The map of a serverless function or the list of {Key, Value} of a Lambda function.
std::map<std::string, std::string> read_tags(const Node& node) {
  std::map<std::string, std::string> tags;
  if (node.why_unresolved() != nullptr) return tags;
  if (node.is_map()) {
    for (const Member& member : node.members()) {
      tags[member.key] = member.value.text();
    }
  } else {
    for (const Node& item : read_list(node, "expected tags: a map, or a list of Key and Value")) {
      const Node* key = item.find("Key");
      const Node* value = item.find("Value");
      if (key == nullptr || value == nullptr) item.fail("expected a map of Key and Value");
      tags[key->text()] = value->text();
    }
  }
  require(node, check_tags(tags));
  return tags;
}

void note_events(const Node& events, Notices& notices) {
  if (events.why_unresolved() != nullptr) return;
  for (const Member& event : read_map(events, "expected a map of events")) {
    const Node* type = event.value.find("Type");
    if (type == nullptr) event.value.fail("expected an event with a Type");
    const std::string remark = event_remark(type->text());
    if (!remark.empty()) notices.push_back({event.key_place.print(), remark});
  }
}

// Where the code is: on the disk, in the template, or not here.
struct Code {
  std::filesystem::path path = {};
  std::optional<std::string> in_template = std::nullopt;
  std::string why_skipped = {};
};

constexpr std::string_view kInS3 = "skipped: code in S3 is not downloaded";
constexpr std::string_view kImage = "skipped: container images are not run";

class FunctionReader {
 public:
  FunctionReader(const Resource& resource, Node properties, Reading& reading)
      : resource_(resource), properties_(std::move(properties)), reading_(reading) {}

  std::optional<FunctionConfig> read() {
    const Code code = is_image() ? Code{.why_skipped = std::string(kImage)} : read_code();
    if (!code.why_skipped.empty()) {
      reading_.notices.push_back({resource_.place.print(), code.why_skipped});
      return std::nullopt;
    }
    FunctionConfig function;
    function.code = code.path;
    function.inline_code = code.in_template;
    read_identity(function);
    read_numbers(function);
    read_surroundings(function);
    read_labels(function);
    return function;
  }

 private:
  const Node* property(std::string_view name) const { return properties_.find(name); }

  const Node& needed(std::string_view name, std::string_view example) const {
    const Node* found = property(name);
    if (found == nullptr) {
      properties_.refuse(fmt::format("{} is missing: expected one such as {}", name, example));
    }
    return *found;
  }

  bool is_image() const {
    const Node* type = property("PackageType");
    if (type == nullptr) return property("ImageUri") != nullptr;
    const std::string text = read_text(*type, "expected Zip or Image");
    if (text != "Zip" && text != "Image") type->fail("expected Zip or Image");
    return text == "Image";
  }

  Code read_code() const { return is_serverless(resource_) ? serverless_code() : lambda_code(); }

  Code serverless_code() const {
    if (const Node* text = property("InlineCode")) {
      return {.in_template = read_text(*text, "expected source code")};
    }
    if (const Node* location = property("CodeUri")) return code_at(*location);
    return code_at(Node::scalar(properties_.place(), "."));
  }

  Code lambda_code() const {
    if (const Node* asset = asset_path(resource_, "Code")) return code_at(*asset);
    const Node& code = needed("Code", "a folder or {ZipFile: …}");
    if (code.find("ImageUri") != nullptr) return {.why_skipped = std::string(kImage)};
    if (const Node* text = code.find("ZipFile")) {
      return {.in_template = read_text(*text, "expected source code")};
    }
    return code_at(code);
  }

  Code code_at(const Node& location) const {
    if (is_in_s3(location)) return {.why_skipped = std::string(kInS3)};
    return {.path = read_code_path(location, reading_)};
  }

  void read_identity(FunctionConfig& function) const {
    function.logical_id = resource_.id;
    function.name = resource_.id;
    if (const Node* name = property("FunctionName")) {
      function.name = read_text(*name, "expected a name");
      require(*name, check_name(function.name));
    } else {
      require(Node::null(resource_.place), check_name(function.name));
    }
    const Node& runtime = needed("Runtime", kRuntime);
    function.runtime = read_text(runtime, fmt::format("expected {}", kRuntime));
    require(runtime, check_runtime(function.runtime));
    const Node& handler = needed("Handler", "app.handler");
    function.handler = read_text(handler, "expected a handler such as app.handler");
    require(handler, check_handler(function.handler));
  }

  void read_numbers(FunctionConfig& function) const {
    if (const Node* node = property("Timeout")) {
      function.timeout = std::chrono::seconds(read_whole_number(*node, kTimeoutRule));
    }
    if (const Node* node = property("MemorySize")) {
      function.memory_mb = read_whole_number(*node, kMemoryRule);
    }
    if (const Node* node = find(properties_, "EphemeralStorage", "Size")) {
      function.ephemeral_storage_mb = read_whole_number(*node, kEphemeralStorageRule);
    }
    if (const Node* node = property("ReservedConcurrentExecutions")) {
      function.reserved_concurrency = read_whole_number(*node, kReservedConcurrencyRule);
    }
  }

  void read_surroundings(FunctionConfig& function) {
    if (property("Environment") != nullptr) {
      const Node* variables = find(properties_, "Environment", "Variables");
      function.environment.emplace();
      if (variables != nullptr) {
        function.environment = read_variables(*variables, reading_.notices);
      }
    }
    if (const Node* layers = property("Layers")) function.layers = read_layers(*layers, reading_);
    if (const Node* list = property("Architectures")) read_architecture(*list, function);
    if (const Node* node = property("LoggingConfig")) function.logging = read_logging(*node);
  }

  void read_architecture(const Node& list, FunctionConfig& function) {
    constexpr std::string_view kRule = "expected a list of one architecture, x86_64 or arm64";
    const std::vector<Node>& items = read_list(list, kRule);
    if (items.size() != 1) list.fail(kRule);
    function.architecture = read_text(items[0], kRule);
    require(items[0], check_architecture(function.architecture));
    const std::string& host = reading_.options.host_architecture;
    if (host.empty() || host == function.architecture) return;
    reading_.notices.push_back({items[0].place().print(), "runs on " + host + ", as this machine"});
  }

  // What does not decide whether the function runs: an unknown value is left at its default.
  void read_labels(FunctionConfig& function) {
    if (const Node* node = plain("Description")) {
      function.description = node->text();
      require(*node, check_description(function.description));
    }
    if (const Node* node = plain("Role")) function.role = node->text();
    if (const Node* node = property("Tags")) function.tags = read_tags(*node);
    read_tracing(function);
    if (const Node* events = property("Events")) note_events(*events, reading_.notices);
  }

  void read_tracing(FunctionConfig& function) const {
    const Node* mode =
        is_serverless(resource_) ? plain("Tracing") : find(properties_, "TracingConfig", "Mode");
    if (mode == nullptr || mode->why_unresolved() != nullptr) return;
    if (is_serverless(resource_) && mode->text() == "Disabled") return;
    function.tracing_mode = mode->text();
    require(*mode, check_tracing_mode(function.tracing_mode));
  }

  // A property that has been worked out to text.
  const Node* plain(std::string_view name) const {
    const Node* node = property(name);
    return node != nullptr && node->is_scalar() && node->why_unresolved() == nullptr ? node
                                                                                     : nullptr;
  }

  const Resource& resource_;
  Node properties_;
  Reading& reading_;
};

}  // namespace

bool is_function(const Resource& resource) {
  return is_serverless(resource) || resource.type == "AWS::Lambda::Function";
}

Node function_properties(const Resource& resource, const Node& globals, Reading& reading) {
  Node properties = resource.properties;
  if (is_serverless(resource)) {
    const Node global = without_ignored(globals, resource.node.find("IgnoreGlobals"));
    properties = merge_globals(global, properties);
  }
  note_properties(resource, properties, reading.notices);
  return *reading.resolver.resolve(properties);
}

std::optional<FunctionConfig> read_function(const Resource& resource,
                                            const Node& properties,
                                            Reading& reading) {
  return FunctionReader(resource, properties, reading).read();
}

}  // namespace lambent::config
