// SPDX-License-Identifier: Apache-2.0
// Reading profiles: strict, every error with file, line, column, the line itself, a caret and a suggestion.
#pragma once

#include "runner/profile/profile.h"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

/// what() is the whole message, ready for stderr.
class ProfileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a profile and applies a variant (empty: the plain one). Throws ProfileError.
Profile load_profile(const std::filesystem::path& file, std::string_view variant = "");

/// The same from text; `name` stands for the file in messages.
Profile parse_profile(std::string_view text, std::string_view name, std::string_view variant = "");

/// The variants a profile has, the plain one ("") first.
std::vector<std::string> variants_of(const std::filesystem::path& file);

/// FILE, NAME, FILE:VARIANT or NAME:VARIANT as --profile takes it; NAME is looked up in the profile directories
/// ($CONFORMANCE_PROFILES, the source tree's profiles/ beside the build, the installed one). Throws ProfileError.
Profile find_profile(std::string_view argument);

/// Every profile in those directories, by id.
std::vector<std::filesystem::path> known_profiles();

/// Values for the templates of one run.
struct Values {
  std::map<std::string, std::string> single;
  std::vector<std::string> options;
};

/// Throws ProfileError for a variable nobody knows (load_profile has already refused those).
std::string expand(std::string_view text, const Values& values);
std::vector<std::string> expand_all(const std::vector<Template>& argv, const Values& values);

/// The variables every profile may use.
const std::vector<std::string_view>& known_variables();

}  // namespace conformance::runner
