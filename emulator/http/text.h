// How HTTP compares and trims text: ASCII only, whatever the locale.  Pure.
#pragma once

#include <algorithm>
#include <string_view>

#include "config/ascii.h"

namespace lambent::http {

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
           return config::lower(a) == config::lower(b);
         });
}

}  // namespace lambent::http
