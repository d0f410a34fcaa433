// How HTTP compares and trims text: ASCII only, whatever the locale.  Pure.
#pragma once

#include <algorithm>
#include <string_view>

namespace lambent::http {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
           return ascii_lower(a) == ascii_lower(b);
         });
}

}  // namespace lambent::http
