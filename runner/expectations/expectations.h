// SPDX-License-Identifier: Apache-2.0
// The file of known deviations beside a profile: profiles/expected/NAME.toml. docs/expectations.md describes it.
#pragma once

#include "reports/expectations.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

struct ExpectedEntry {
  reports::Expectation expectation;
  std::size_t line = 0;  ///< of its [[deviation]], from 1 on
};

/// Throws ProfileError, as for profiles: file, line, column, caret, suggestion. `variants` are those of the profile, if
/// it is known.
std::vector<ExpectedEntry> parse_expectations(std::string_view text, std::string_view name,
                                              const std::optional<std::vector<std::string>>& variants = std::nullopt);
/// Without `variants`: those of the profile beside the file.
std::vector<ExpectedEntry> load_expectations(const std::filesystem::path& file,
                                             const std::optional<std::vector<std::string>>& variants = std::nullopt);

/// Of the profile that such a file lies beside, as variants_of() has them; nullopt: there is none. Throws ProfileError.
std::optional<std::vector<std::string>> variants_beside(const std::filesystem::path& file);

std::vector<reports::Expectation> without_lines(const std::vector<ExpectedEntry>& entries);

/// Where the file of a profile is, whether there is one or not.
std::filesystem::path expectations_beside(const std::filesystem::path& profile);

/// The same of a known profile called `name`; nullopt: there is no such profile.
std::optional<std::filesystem::path> expectations_of(std::string_view name);

}  // namespace conformance::runner
