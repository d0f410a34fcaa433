#include "config/read.h"

#include <optional>

namespace lambent::config {

namespace {

void require_kind(const Node& node, Node::Kind kind, std::string_view rule) {
  if (const std::string* why = node.why_unresolved()) node.refuse(*why);
  if (node.kind() != kind) node.fail(rule);
}

}  // namespace

std::string read_text(const Node& node, std::string_view rule) {
  require_kind(node, Node::Kind::Scalar, rule);
  return node.text();
}

int read_whole_number(const Node& node, const WholeNumberRule& rule) {
  require_kind(node, Node::Kind::Scalar, rule.text());
  const std::optional<std::int64_t> number = node.whole_number();
  if (!number || !rule.allows(*number)) node.fail(rule.text());
  return static_cast<int>(*number);  // every rule ends within int
}

bool read_boolean(const Node& node) {
  constexpr std::string_view kRule = "expected true or false";
  require_kind(node, Node::Kind::Scalar, kRule);
  const std::optional<bool> value = node.boolean();
  if (!value) node.fail(kRule);
  return *value;
}

const std::vector<Node>& read_list(const Node& node, std::string_view rule) {
  require_kind(node, Node::Kind::Sequence, rule);
  return node.items();
}

const std::vector<Member>& read_map(const Node& node, std::string_view rule) {
  require_kind(node, Node::Kind::Map, rule);
  return node.members();
}

std::map<std::string, std::string> read_text_map(const Node& node, std::string_view rule) {
  std::map<std::string, std::string> result;
  for (const Member& member : read_map(node, rule)) {
    result[member.key] = read_text(member.value, "expected text");
  }
  return result;
}

void require(const Node& node, const Complaint& complaint) {
  if (complaint) node.refuse(*complaint);
}

}  // namespace lambent::config
