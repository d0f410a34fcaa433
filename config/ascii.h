// Letters without regard to case, for ASCII alone and whatever the locale.  Pure.
#pragma once

#include <string>
#include <string_view>

namespace lambent::config {

constexpr char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result)
    letter = lower(letter);
  return result;
}

}  // namespace lambent::config
