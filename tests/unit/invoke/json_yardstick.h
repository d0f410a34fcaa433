// A second opinion on "is this JSON?": nlohmann/json, with the places named where it differs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "invoke/payload.h"

namespace lambent::invoke {

enum class Opinion { Json, NotJson, None };

/// Listens to nlohmann's parser: how deep it went, and why it gave up.
class YardstickSax {
 public:
  using Json = nlohmann::json;

  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_integer(Json::number_integer_t) { return true; }
  bool number_unsigned(Json::number_unsigned_t) { return true; }
  bool number_float(Json::number_float_t, const std::string&) { return true; }
  bool string(std::string&) { return true; }
  bool binary(Json::binary_t&) { return true; }
  bool key(std::string&) { return true; }
  bool start_object(std::size_t) { return enter(); }
  bool start_array(std::size_t) { return enter(); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) {
    constexpr int kNumberOverflow = 406;
    const std::string_view text = error.what();
    no_opinion_ = error.id == kNumberOverflow ||
                  text.find("invalid string: surrogate") != std::string_view::npos;
    return false;
  }

  std::size_t deepest() const { return deepest_; }
  bool has_no_opinion() const { return no_opinion_; }

 private:
  bool enter() {
    deepest_ = std::max(deepest_, ++depth_);
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  std::size_t deepest_ = 0;
  bool no_opinion_ = false;
};

/// What nlohmann says, put right where the service is stricter (nesting, byte order mark), and None
/// where nlohmann leaves the grammar: it refuses numbers that no double holds and lone surrogate
/// escapes, and takes a NUL for the end of the text.
inline Opinion second_opinion(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return Opinion::None;
  if (text.starts_with("\xEF\xBB\xBF")) return Opinion::NotJson;
  YardstickSax sax;
  const bool accepted = nlohmann::json::sax_parse(text, &sax);
  if (sax.deepest() > kMaxPayloadDepth) return Opinion::NotJson;
  if (sax.has_no_opinion()) return Opinion::None;
  return accepted ? Opinion::Json : Opinion::NotJson;
}

/// True unless nlohmann has an opinion and `json_fault` another.
inline bool agrees_with_the_yardstick(std::string_view text) {
  const Opinion opinion = second_opinion(text);
  return opinion == Opinion::None || json_fault(text).has_value() == (opinion == Opinion::NotJson);
}

}  // namespace lambent::invoke
