#include "config/closest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/ascii.h"
#include "config/error.h"

namespace lambent::config {

namespace {

// A longer word is not a slip of the keyboard, and the distance costs length times length.
constexpr std::size_t kLongestWord = 64;

bool are_swapped(std::string_view from, std::string_view to, std::size_t i, std::size_t j) {
  return i > 0 && j > 0 && lower(from[i]) == lower(to[j - 1]) && lower(from[i - 1]) == lower(to[j]);
}

// Letters to add, drop, replace, or swap with their neighbour; blind to case.  The table of all
// prefixes, of which three rows are kept.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::vector<std::size_t> row(to.size() + 1, i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = last[j] + (lower(from[i]) == lower(to[j]) ? 0 : 1);
      row[j + 1] = std::min({replaced, row[j] + 1, last[j + 1] + 1});
      if (are_swapped(from, to, i, j)) row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
    }
    before_last = std::exchange(last, std::move(row));
  }
  return last.back();
}

}  // namespace

std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> known) {
  if (word.size() > kLongestWord) return std::nullopt;

  std::optional<std::string_view> best;
  std::size_t fewest = word.size() / 3 + 1;
  for (const std::string_view candidate : known) {
    const std::size_t edits = distance(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::optional<std::string_view> best = closest(word, known);
  return best ? fmt::format(", did you mean {}?", in_quotes(*best)) : std::string();
}

}  // namespace lambent::config
