#include "config/node.h"

#include <charconv>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "config/yaml_scalar.h"

namespace lambent::config {

struct Node::Data {
  Kind kind = Kind::Null;
  Place place;
  std::string written;
  bool quoted = false;
  std::vector<Node> items;
  std::vector<Member> members;
  std::map<std::string, std::size_t, std::less<>> index;  // key → position in `members`
  std::optional<std::string> why_unresolved;
};

Node Node::null(Place place) {
  auto data = std::make_shared<Data>();
  data->place = std::move(place);
  return Node(std::move(data));
}

Node Node::scalar(Place place, std::string written, bool quoted) {
  auto data = std::make_shared<Data>();
  data->kind = Kind::Scalar;
  data->place = std::move(place);
  data->written = std::move(written);
  data->quoted = quoted;
  return Node(std::move(data));
}

Node Node::sequence(Place place, std::vector<Node> items) {
  auto data = std::make_shared<Data>();
  data->kind = Kind::Sequence;
  data->place = std::move(place);
  data->items = std::move(items);
  return Node(std::move(data));
}

Node Node::map(Place place, std::vector<Member> members) {
  auto data = std::make_shared<Data>();
  data->kind = Kind::Map;
  data->place = std::move(place);
  data->members = std::move(members);
  for (std::size_t i = 0; i < data->members.size(); ++i) {
    data->index.emplace(data->members[i].key, i);
  }
  return Node(std::move(data));
}

Node::Kind Node::kind() const {
  return data_->kind;
}
const Place& Node::place() const {
  return data_->place;
}
const std::string& Node::written() const {
  return data_->written;
}
bool Node::is_quoted() const {
  return data_->quoted;
}
const std::vector<Node>& Node::items() const {
  return data_->items;
}
const std::vector<Member>& Node::members() const {
  return data_->members;
}

std::string Node::text() const {
  if (is_quoted()) return written();
  if (const std::optional<bool> value = yaml_bool(written())) return *value ? "true" : "false";
  if (const std::optional<std::int64_t> value = yaml_int(written())) return std::to_string(*value);
  return written();
}

std::optional<std::int64_t> Node::whole_number() const {
  if (!is_scalar()) return std::nullopt;
  if (!is_quoted()) return yaml_int(written());
  std::int64_t value = 0;
  const char* end = written().data() + written().size();
  const auto [stop, error] = std::from_chars(written().data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<bool> Node::boolean() const {
  if (!is_scalar()) return std::nullopt;
  if (!is_quoted()) return yaml_bool(written());
  if (written() == "true") return true;
  if (written() == "false") return false;
  return std::nullopt;
}

const Node* Node::find(std::string_view key) const {
  const auto found = data_->index.find(key);
  return found == data_->index.end() ? nullptr : &data_->members[found->second].value;
}

Node Node::moved_to(const Place& place) const {
  auto data = std::make_shared<Data>(*data_);
  data->place = place;
  for (std::size_t i = 0; i < data->items.size(); ++i) {
    data->items[i] = items()[i].moved_to(place.item(i));
  }
  for (Member& member : data->members) {
    member.key_place = place.member(member.key);
    member.value = member.value.moved_to(member.key_place);
  }
  return Node(std::move(data));
}

Node Node::unresolved_because(std::string reason) const {
  auto data = std::make_shared<Data>(*data_);
  data->why_unresolved = std::move(reason);
  return Node(std::move(data));
}

const std::string* Node::why_unresolved() const {
  return data_->why_unresolved ? &*data_->why_unresolved : nullptr;
}

std::string Node::describe() const {
  switch (kind()) {
    case Kind::Null: return "nothing";
    case Kind::Scalar: return in_quotes(written());
    case Kind::Sequence: return "a list";
    case Kind::Map: return "a map";
  }
  return "";
}

void Node::fail(std::string_view rule) const {
  refuse(fmt::format("{}, found {}", rule, describe()));
}

void Node::refuse(std::string_view sentence) const {
  throw Error(fmt::format("{}: {}", place().print(), sentence));
}

bool same_value(const Node& left, const Node& right) {
  if (left.kind() != right.kind()) return false;
  if (left.text() != right.text()) return false;
  if (left.items().size() != right.items().size()) return false;
  for (std::size_t i = 0; i < left.items().size(); ++i) {
    if (!same_value(left.items()[i], right.items()[i])) return false;
  }
  if (left.members().size() != right.members().size()) return false;
  for (const Member& member : left.members()) {
    const Node* other = right.find(member.key);
    if (other == nullptr || !same_value(member.value, *other)) return false;
  }
  return true;
}

}  // namespace lambent::config
