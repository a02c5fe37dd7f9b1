// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/suggest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace conformance::runner::profiles {

namespace {

constexpr std::size_t longest_word = 100;  // nothing we know is half as long, and the distance is quadratic

char folded(char letter) {
  if (letter == '_') return '-';
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Letters to change, add, take away, or swap with their neighbour.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> two_above(to.size() + 1);
  std::vector<std::size_t> above(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  const auto same = [&](std::size_t i, std::size_t j) { return folded(from[i]) == folded(to[j]); };
  for (std::size_t i = 0; i < from.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      row[j + 1] = std::min({above[j] + (same(i, j) ? 0 : 1), above[j + 1] + 1, row[j] + 1});
      if (i > 0 && j > 0 && same(i, j - 1) && same(i - 1, j)) row[j + 1] = std::min(row[j + 1], two_above[j - 1] + 1);
    }
    std::swap(two_above, above);
    std::swap(above, row);
  }
  return above[to.size()];
}

}  // namespace

std::string nearest(std::string_view wrong, const std::vector<std::string_view>& words) {
  if (wrong.empty() || wrong.size() > longest_word) return "";
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string_view word : words) {
    const std::size_t edits = distance(wrong, word);
    if (edits >= fewest || edits >= std::max(wrong.size(), word.size())) continue;
    fewest = edits;
    best = word;
  }
  return std::string(best);
}

std::string suggestion(std::string_view wrong, const std::vector<std::string_view>& words, std::string_view plural) {
  const std::string near = nearest(wrong, words);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  if (words.empty()) return fmt::format("there are no {}", plural);
  return fmt::format("{} are: {}", plural, fmt::join(words, ", "));
}

}  // namespace conformance::runner::profiles
