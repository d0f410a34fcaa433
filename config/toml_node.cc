#include "config/toml_node.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "config/error.h"

namespace lambent::config {

namespace {

Place at(const Place& place, const toml::source_region& region) {
  return place.at(static_cast<int>(region.begin.line), static_cast<int>(region.begin.column));
}

Node convert(const toml::node& node, const Place& place);

bool stands_before(const Member& left, const Member& right) {
  return std::pair(left.key_place.line(), left.key_place.column()) <
         std::pair(right.key_place.line(), right.key_place.column());
}

Node convert_table(const toml::table& table, const Place& place) {
  std::vector<Member> members;
  for (const auto& [key, value] : table) {
    const Place path = place.member(key.str());
    members.push_back({std::string(key.str()), at(path, key.source()), convert(value, path)});
  }
  std::stable_sort(members.begin(), members.end(), stands_before);
  return Node::map(place, std::move(members));
}

Node convert_array(const toml::array& array, const Place& place) {
  std::vector<Node> items;
  for (const toml::node& item : array) {
    items.push_back(convert(item, place.item(items.size())));
  }
  return Node::sequence(place, std::move(items));
}

template <class Value>
std::string print(const Value& value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

Node convert(const toml::node& node, const Place& path) {
  const Place place = at(path, node.source());
  if (const toml::table* table = node.as_table()) return convert_table(*table, place);
  if (const toml::array* array = node.as_array()) return convert_array(*array, place);
  if (const auto* text = node.as_string()) return Node::scalar(place, text->get());
  const auto plain = [&](std::string text) { return Node::scalar(place, std::move(text), false); };
  if (const auto* number = node.as_integer()) return plain(std::to_string(number->get()));
  if (const auto* number = node.as_floating_point()) return plain(fmt::format("{}", number->get()));
  if (const auto* truth = node.as_boolean()) return plain(truth->get() ? "true" : "false");
  if (const auto* date = node.as_date()) return plain(print(date->get()));
  if (const auto* time = node.as_time()) return plain(print(time->get()));
  if (const auto* both = node.as_date_time()) return plain(print(both->get()));
  return Node::null(place);
}

}  // namespace

Node parse_toml(std::string_view text, const std::string& filename) {
  try {
    return convert_table(toml::parse(text, filename), Place(filename));
  } catch (const toml::parse_error& error) {
    throw Error(
        fmt::format("{}: {}", at(Place(filename), error.source()).print(), error.description()));
  }
}

}  // namespace lambent::config
