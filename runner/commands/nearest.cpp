// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/nearest.h"

#include "runner/profile/suggest.h"

#include <algorithm>

namespace conformance::runner {

namespace {

/// The one known word that begins like this; "" for none or several.
std::string completed(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() < 3) return "";
  const auto begins = [&](const std::string& candidate) { return candidate.starts_with(word); };
  return std::ranges::count_if(known, begins) == 1 ? *std::ranges::find_if(known, begins) : "";
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  std::string meant = completed(word, known);
  if (meant.empty()) meant = profiles::nearest(word, {known.begin(), known.end()});
  return meant.empty() ? "" : ", did you mean \"" + meant + "\"?";
}

}  // namespace conformance::runner
