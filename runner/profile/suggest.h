// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known word nearest to a wrong one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::profiles {

/// The word nearest to `wrong` by edit distance, or "" if none is near enough to be meant. Upper and lower case, "-"
/// and
/// "_" count as equal.
std::string nearest(std::string_view wrong, const std::vector<std::string_view>& words);

/// `did you mean "argv"?`, or `known words are: …` if nothing is near.
std::string suggestion(std::string_view wrong, const std::vector<std::string_view>& words, std::string_view plural);

}  // namespace conformance::runner::profiles
