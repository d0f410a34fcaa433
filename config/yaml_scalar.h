// The spelling of YAML 1.1 scalars: an unquoted `yes` is a boolean, `0x1F` a number.  Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lambent::config {

/// true, yes, on, false, no, off in three spellings each (`true`, `True`, `TRUE`).
std::optional<bool> yaml_bool(std::string_view text);

/// Decimal, 0b binary, 0 octal, 0x hexadecimal, sexagesimal (`1:30` is 90), each with '_' and a
/// sign; nullopt for anything else and for what does not fit 64 bits.
std::optional<std::int64_t> yaml_int(std::string_view text);

/// False when the scalar that begins at `begin`, behind a tag or anchor perhaps, opens a quote that
/// nothing in `text` closes.
bool is_quote_closed(std::string_view text, std::size_t begin);

}  // namespace lambent::config
