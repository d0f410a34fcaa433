// Walking a list page by page; invoke-api.md §7 (Pagination).
#include "api/lambda/list_page.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/lambda/base64.h"
#include "api/lambda/errors.h"

namespace lambent::api {
namespace {

using testing::ElementsAre;
using testing::Eq;

std::vector<std::string> keys(std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back("f" + std::to_string(1'000 + i));
  return result;
}

TEST(ListPage, AnEmptyListIsOneEmptyPage) {
  const ListPage page = list_page({}, std::nullopt, std::nullopt);

  EXPECT_EQ(page.count, 0U);
  EXPECT_THAT(page.next_marker, Eq(std::nullopt));
}

TEST(ListPage, WalksEveryItemOnceInPagesOfOne) {
  const std::vector<std::string> all{"a", "b", "c"};
  std::vector<std::string> seen;
  std::optional<std::string> marker;

  do {
    const ListPage page = list_page(all, marker, 1);
    ASSERT_EQ(page.count, 1U);
    seen.push_back(all[page.first]);
    marker = page.next_marker;
  } while (marker && seen.size() < 10);

  EXPECT_THAT(seen, ElementsAre("a", "b", "c"));
}

TEST(ListPage, HoldsFiftyItemsAtMost) {
  const std::vector<std::string> all = keys(51);

  for (const std::optional<std::size_t> wanted :
       {std::optional<std::size_t>(), std::optional<std::size_t>(10'000)}) {
    const ListPage first = list_page(all, std::nullopt, wanted);
    EXPECT_EQ(first.count, 50U);
    const ListPage second = list_page(all, first.next_marker, wanted);
    EXPECT_EQ(second.first, 50U);
    EXPECT_EQ(second.count, 1U);
    EXPECT_THAT(second.next_marker, Eq(std::nullopt));
  }
}

TEST(ListPage, AFullLastPageHasNoMarker) {
  EXPECT_THAT(list_page(keys(50), std::nullopt, std::nullopt).next_marker, Eq(std::nullopt));
}

TEST(ListPage, GoesOnBehindAnItemThatWasDeletedInBetween) {
  const ListPage first = list_page(std::vector<std::string>{"a", "b", "c"}, std::nullopt, 1);

  const ListPage second = list_page(std::vector<std::string>{"a", "c"}, first.next_marker, 1);

  EXPECT_EQ(second.first, 1U);
  EXPECT_EQ(second.count, 1U);
}

TEST(ListPage, AMarkerBehindTheLastItemIsAnEmptyPage) {
  const ListPage first = list_page(std::vector<std::string>{"a", "b"}, std::nullopt, 1);

  const ListPage second = list_page(std::vector<std::string>{"a"}, first.next_marker, 1);

  EXPECT_EQ(second.count, 0U);
  EXPECT_THAT(second.next_marker, Eq(std::nullopt));
}

TEST(ListPage, RefusesAMarkerThatNoPageGave) {
  const std::string plain = encode_base64("a");
  for (const std::string_view marker :
       {std::string_view(""), std::string_view("a"), std::string_view(plain)}) {
    try {
      list_page(keys(2), marker, std::nullopt);
      ADD_FAILURE() << marker;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidParameterValue);
      EXPECT_EQ(error.what(),
                "Marker: expected the NextMarker of an earlier page, found \"" +
                    std::string(marker) + "\"");
    }
  }
}

}  // namespace
}  // namespace lambent::api
