// Small rules about text that events, routes and answers share.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/ascii.h"
#include "emulator/base/clock.h"

namespace lambent::gateway {

using config::lower;

/// %HH → a byte; a broken escape stays as it is.  Source: local-api.md §1.2.
std::string decode_percent(std::string_view text, bool plus_is_space = false);

/// Which characters part the members of a query.
enum class QuerySplit { Ampersand, AmpersandOrSemicolon };

/// The decoded members of a query in their order; one without a name is dropped.
/// Source: local-api.md §1.2.
std::vector<std::pair<std::string, std::string>> query_members(std::string_view query,
                                                               QuerySplit split);

/// The `name=value` texts of one Cookie header, as they stand.  Source: local-api.md §1.3.
void add_cookies(std::string_view header, std::vector<std::string>& cookies);

/// `type/subtype` in lower case, without parameters.
std::string media_type(std::string_view content_type);

/// Whether `type` is what an entry of BinaryMediaTypes such as `image/*` means.
bool matches_media_type(std::string_view type, std::string_view entry);

/// dd/Mon/yyyy:HH:MM:SS +0000.  Source: local-api.md §1.5.
std::string clf_time(base::WallTime when);
long long epoch_millis(base::WallTime when);

/// `length` letters and digits that depend on `text` alone.  Source: local-api.md §1.5.
std::string stable_id(std::string_view text, std::size_t length);

bool is_utf8(std::string_view text);

}  // namespace lambent::gateway
