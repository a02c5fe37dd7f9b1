// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/limits.h"

#include <fmt/format.h>

namespace conformance::runner::profiles {

namespace {

/// End of the string that begins at `at`; as far as TOML is concerned a broken one ends where its line does.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string triple(3, quote);
  const bool many_lines = text.substr(at, 3) == triple;
  for (std::size_t i = at + (many_lines ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (many_lines && text.substr(i, 3) == triple) {
      return i + 3;
    } else if (!many_lines && (text[i] == quote || text[i] == '\n')) {
      return text[i] == quote ? i + 1 : i;
    }
  }
  return text.size();
}

}  // namespace

std::optional<TooDeep> too_deep(std::string_view text) {
  std::size_t line = 1;
  std::size_t line_start = 0;
  std::size_t brackets = 0;
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char letter = text[i];
    if (letter == '"' || letter == '\'') {
      const std::size_t end = end_of_string(text, i);
      for (; i < end; ++i)
        if (text[i] == '\n') line_start = (++line, i + 1);
      continue;
    }
    if (letter == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (letter == '[' || letter == '{') ++brackets;
    if ((letter == ']' || letter == '}') && brackets > 0) --brackets;
    if (letter == '.') ++dots;
    if (letter == '\n' || letter == '=' || letter == ',' || letter == '[' || letter == '{') dots = 0;
    if (letter == '\n') line_start = (++line, i + 1);
    if (brackets > max_nesting || dots > max_nesting)
      return TooDeep{line, i - line_start + 1, fmt::format("nested more than {} deep", max_nesting)};
    ++i;
  }
  return std::nullopt;
}

}  // namespace conformance::runner::profiles
