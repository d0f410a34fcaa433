// "Did you mean …?": the known word nearest to a misspelt one.  Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lambent::config {

/// The word of `known` that takes the fewest edits to reach from `word` (a letter added, dropped,
/// replaced, or swapped with its neighbour); nullopt when even that one needs more edits than a
/// third of the word's letters.
std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> known);

/// `, did you mean "Timeout"?`, or nothing when no known word is close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace lambent::config
