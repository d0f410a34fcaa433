#include "api/lambda/list_page.h"

#include <algorithm>

#include "api/lambda/base64.h"
#include "api/lambda/errors.h"

namespace lambent::api {
namespace {

/// What every marker begins with before base64, so that other text is known to be none.
constexpr std::string_view kMarkerMark = "next:";

std::string marker_of(std::string_view key) {
  return encode_base64(std::string(kMarkerMark) + std::string(key));
}

std::string key_of(std::string_view marker) {
  const std::optional<std::string> text = decode_base64(marker);
  if (!text || !text->starts_with(kMarkerMark)) {
    fail(ErrorCode::InvalidParameterValue,
         "Marker: expected the NextMarker of an earlier page, found \"{}\"",
         marker);
  }
  return text->substr(kMarkerMark.size());
}

}  // namespace

ListPage list_page(std::span<const std::string> sorted_keys,
                   std::optional<std::string_view> marker,
                   std::optional<std::size_t> max_items) {
  auto first = sorted_keys.begin();
  if (marker) first = std::lower_bound(first, sorted_keys.end(), key_of(*marker));
  const auto left = static_cast<std::size_t>(sorted_keys.end() - first);
  ListPage page{.first = sorted_keys.size() - left,
                .count = std::min({left, max_items.value_or(kMaxPage), kMaxPage})};
  if (page.count < left) page.next_marker = marker_of(sorted_keys[page.first + page.count]);
  return page;
}

}  // namespace lambent::api
