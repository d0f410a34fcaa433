#include "config/parameters.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/error.h"
#include "config/limits.h"
#include "config/read.h"

namespace lambent::config {

namespace {

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<");
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Node split_list(const Node& value) {
  const std::string text = value.text();
  if (text.size() > limits::kMaxExpressionText) {
    value.refuse(fmt::format("longer than {} bytes", limits::kMaxExpressionText));
  }
  std::vector<Node> items;
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    items.push_back(Node::scalar(value.place(), std::string(trim(rest.substr(0, comma)))));
    if (comma == rest.npos) break;
    rest.remove_prefix(comma + 1);
  }
  return Node::sequence(value.place(), std::move(items));
}

bool is_number(const std::string& text) {
  if (text.empty()) return false;
  const std::size_t digits = text.front() == '-' || text.front() == '+' ? 1 : 0;
  const std::string_view number = std::string_view(text).substr(digits);
  return number.find_first_not_of("0123456789.") == number.npos &&
         number.find_first_of("0123456789") != number.npos &&
         std::count(number.begin(), number.end(), '.') <= 1;
}

void check_allowed(const Node& declaration, const Node& value) {
  const Node* allowed = declaration.find("AllowedValues");
  if (allowed == nullptr) return;
  std::vector<std::string> names;
  for (const Node& item : read_list(*allowed, "expected a list of values")) {
    const std::string name = read_text(item, "expected text");
    if (name == value.text()) return;
    names.push_back(name);
  }
  value.fail(fmt::format("expected one of {}", fmt::join(names, ", ")));
}

// The text a declaration stands for, override first.
std::optional<Node> text_of(const std::string& name,
                            const Node& declaration,
                            const ParameterValues& overrides) {
  const auto given = overrides.find(name);
  if (given != overrides.end()) {
    return Node::scalar(Place("--parameter-overrides").member(name), given->second);
  }
  const Node* otherwise = declaration.find("Default");
  if (otherwise == nullptr) return std::nullopt;
  if (!otherwise->is_scalar()) otherwise->fail("expected text");
  return Node::scalar(otherwise->place(), otherwise->text());
}

Node read_parameter(const Member& declared, const ParameterValues& overrides) {
  const Node& declaration = declared.value;
  read_map(declaration, "expected a parameter: a map with Type");
  const Node* type_node = declaration.find("Type");
  if (type_node == nullptr) declaration.fail("expected a parameter with a Type");
  const std::string type = read_text(*type_node, "expected a type such as String");

  const std::optional<Node> value = text_of(declared.key, declaration, overrides);
  if (!value) {
    return Node::null(declared.key_place)
        .unresolved_because(
            fmt::format("parameter {} has no Default and no override", in_quotes(declared.key)));
  }
  if (is_list_type(type)) return split_list(*value);
  if (type == "Number" && !is_number(value->text())) value->fail("expected a number");
  check_allowed(declaration, *value);
  const bool is_stored_elsewhere = type.starts_with("AWS::SSM::Parameter::Value<");
  if (is_stored_elsewhere && overrides.find(declared.key) == overrides.end()) {
    return value->unresolved_because(fmt::format(
        "parameter {} is stored in Systems Manager; give it as override", in_quotes(declared.key)));
  }
  return *value;
}

void check_overrides(const Node& section, const ParameterValues& overrides) {
  std::vector<std::string_view> known;
  for (const Member& member : section.members()) {
    known.push_back(member.key);
  }
  for (const auto& [name, value] : overrides) {
    if (section.find(name) != nullptr) continue;
    throw Error(
        fmt::format("--parameter-overrides: {}: expected a parameter of the template ({}){}",
                    name,
                    known.empty() ? "it has none" : fmt::format("{}", fmt::join(known, ", ")),
                    did_you_mean(name, known)));
  }
}

// Takes `key=value` off the front of `text`; a value may be quoted with " or '.
class OverrideReader {
 public:
  OverrideReader(std::string_view text, std::string_view source) : rest_(text), source_(source) {}

  bool is_at_end() {
    const std::size_t begin = rest_.find_first_not_of(" \t\n");
    rest_.remove_prefix(begin == rest_.npos ? rest_.size() : begin);
    return rest_.empty();
  }

  std::string take_key() {
    const std::size_t end = rest_.find_first_of("= \t\n");
    if (end == rest_.npos || end == 0 || rest_[end] != '=') {
      throw Error(fmt::format("{}: expected KEY=VALUE, found {}",
                              source_,
                              in_quotes(rest_.substr(0, rest_.find_first_of(" \t\n")))));
    }
    std::string key(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return key;
  }

  std::string take_value(std::string_view ends) {
    std::string value;
    char quote = '\0';
    while (!rest_.empty()) {
      const char letter = rest_.front();
      if (quote == '\0' && ends.find(letter) != ends.npos) break;
      rest_.remove_prefix(1);
      if (letter == '\\' && !rest_.empty() && (rest_.front() == '"' || rest_.front() == '\\')) {
        value += rest_.front();
        rest_.remove_prefix(1);
      } else if (letter == quote) {
        quote = '\0';
      } else if (quote == '\0' && (letter == '"' || letter == '\'')) {
        quote = letter;
      } else {
        value += letter;
      }
    }
    if (quote != '\0') throw Error(fmt::format("{}: a quote is not closed", source_));
    return value;
  }

  void expect(std::string_view text) {
    if (!rest_.starts_with(text)) {
      throw Error(fmt::format("{}: expected {}", source_, in_quotes(text)));
    }
    rest_.remove_prefix(text.size());
  }

 private:
  std::string_view rest_;
  std::string_view source_;
};

}  // namespace

std::map<std::string, Node, std::less<>> read_parameters(const Node& section,
                                                         const ParameterValues& overrides) {
  std::map<std::string, Node, std::less<>> result;
  if (!section.is_null()) {
    for (const Member& member : read_map(section, "expected a map of parameters")) {
      result.emplace(member.key, read_parameter(member, overrides));
    }
  }
  check_overrides(section, overrides);
  return result;
}

ParameterValues parse_parameter_overrides(std::string_view text, std::string_view source) {
  constexpr std::string_view kBlanks = " \t\n";
  ParameterValues result;
  OverrideReader reader(text, source);
  while (!reader.is_at_end()) {
    std::string key = reader.take_key();
    if (key == "ParameterKey") {
      key = reader.take_value(", \t\n");
      reader.expect(",ParameterValue=");
    }
    result[key] = reader.take_value(kBlanks);
  }
  return result;
}

}  // namespace lambent::config
