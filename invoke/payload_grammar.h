// The grammar of JSON, and the words of the service for what breaks it.  Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lambent::invoke {

/// What is wrong, and the offset whose line and column the message prints.
struct PayloadFault {
  std::string what;
  std::size_t at = 0;
};

/// The first place where `text` leaves the grammar of RFC 8259 or nests deeper than
/// kMaxPayloadDepth; nullopt when it is exactly one JSON value.
///
/// Units   one pass, no allocation until something is wrong.
/// Errors  bytes of 0x80 and above pass inside strings: whether they are UTF-8 is asked elsewhere.
/// Source  invoke-api.md §1.4.
std::optional<PayloadFault> grammar_fault(std::string_view text);

/// "[Source: …; line: L, column: C]" of one offset.  Lines end with \n, \r or both; columns are
/// bytes.  Source: invoke-api.md §1.4.
std::string source_location(std::string_view text, std::size_t at);

}  // namespace lambent::invoke
