// One page of a list operation: which items, and the marker of the next page.  Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lambent::api {

/// Items the service puts on one page, whatever MaxItems says.  Source: invoke-api.md §7.
inline constexpr std::size_t kMaxPage = 50;

struct ListPage {
  std::size_t first = 0;  ///< index of the first item
  std::size_t count = 0;
  std::optional<std::string> next_marker = std::nullopt;  ///< nullopt on the last page
};

/// The page of `sorted_keys` that begins at `marker`, which an earlier page gave; the first page
/// without one.  A marker names the next key, so a list that changes in between neither repeats
/// nor skips what stays.
///
/// Units   `max_items` counts items; at most kMaxPage are given.
/// Errors  ErrorCode::InvalidParameterValue for a marker that no page gave.
/// Source  invoke-api.md §7 (Pagination); the marker's content is ours.
ListPage list_page(std::span<const std::string> sorted_keys,
                   std::optional<std::string_view> marker,
                   std::optional<std::size_t> max_items);

}  // namespace lambent::api
