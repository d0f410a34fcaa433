// One event of every kind, for tests that must not forget one.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "emulator/journal/event.h"
#include "tests/unit/journal/facts.h"

namespace lambent::telemetry {

template <std::size_t... Index>
std::vector<journal::Event> every_fact(std::index_sequence<Index...>) {
  return {journal::event_of(std::variant_alternative_t<Index, journal::Fact>{})...};
}

/// In the order of the variant, each with its default values.
inline std::vector<journal::Event> every_fact() {
  return every_fact(std::make_index_sequence<std::variant_size_v<journal::Fact>>{});
}

/// The value of "type" in a text.
inline std::string type_in(const std::string& text) {
  const std::string name = R"("type":")";
  const std::size_t begin = text.find(name) + name.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

/// The record of a text.
inline std::string record_in(const std::string& text) {
  const std::string name = R"("record":)";
  const std::size_t begin = text.find(name) + name.size();
  return text.substr(begin, text.size() - begin - 1);
}

}  // namespace lambent::telemetry
