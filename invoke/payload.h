// Is this payload JSON?  The one look the service takes into a payload's bytes.  Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lambent::invoke {

/// Deepest nesting of arrays and objects, inclusive.  Source: the default of Jackson, the parser
/// whose words invoke-api.md §1.4 records.
inline constexpr std::size_t kMaxPayloadDepth = 1'000;

/// What InvalidRequestContentException says before the text of `json_fault`.
/// Source: invoke-api.md §1.4.
inline constexpr std::string_view kParseFaultPrefix =
    "Could not parse request body into json: Could not parse payload into json: ";

/// Nullopt when `payload` is exactly one JSON value (RFC 8259, UTF-8); else what is wrong and
/// where, in the words of the service.
///
/// Shape   "<what>\n at [Source: …; line: L, column: C]", UTF-8, without kParseFaultPrefix.
/// Units   lines and columns count from 1; columns are bytes.
/// Errors  none: every string has an answer.  Numbers of any size and lone surrogate escapes
///         ("\ud800") are JSON; a byte order mark, NaN and Infinity are not.
/// Source  invoke-api.md §1.4.  Reads `payload` in place and keeps nothing of it.
std::optional<std::string> json_fault(std::string_view payload);

}  // namespace lambent::invoke
