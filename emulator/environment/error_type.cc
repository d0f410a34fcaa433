#include "emulator/environment/error_type.h"

#include <array>

namespace lambent::environment {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

// True when `text` contains `prefix` followed by a capital and at least one more letter.
bool names_a_reason(std::string_view text, std::string_view prefix) {
  for (std::size_t at = text.find(prefix); at != std::string_view::npos;
       at = text.find(prefix, at + 1)) {
    const std::string_view reason = text.substr(at + prefix.size());
    if (reason.size() >= 2 && is_upper(reason[0]) && is_letter(reason[1])) return true;
  }
  return false;
}

}  // namespace

std::string normalised_error_type(std::string_view reported) {
  if (names_a_reason(reported, "Runtime.") || names_a_reason(reported, "Function.")) {
    return std::string(reported);
  }
  return reported.starts_with("Function.") ? "Function.Unknown" : "Runtime.Unknown";
}

}  // namespace lambent::environment
