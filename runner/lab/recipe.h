// SPDX-License-Identifier: Apache-2.0
// How the image of a suite is made: data in fixtures/lab/, and one command of mmdebstrap.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::lab {

/// What cannot be done, for people.
class Trouble : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Recipe {
  std::string suite;
  std::filesystem::path directory;    ///< of the recipe's files
  std::vector<std::string> packages;  ///< of the suite's list
  std::string hash;                   ///< of everything above and of what mmdebstrap is told
};

/// Where the recipes are: fixtures/lab of the source tree in whose build/ the program lies, else the installed one.
/// Throws Trouble.
std::filesystem::path recipe_directory();

/// Throws Trouble when there is none for the suite.
Recipe read_recipe(const std::filesystem::path& directory, const std::string& suite);

/// The names in a list: one a line, "#" begins a comment.
std::vector<std::string> packages_in(std::string_view text);

/// `extra`: packages beside those of the list.
std::vector<std::string> mmdebstrap_command(const Recipe& recipe, const std::vector<std::string>& extra,
                                            const std::filesystem::path& tree);

/// What mmdebstrap is doing, in our words, given a line of it; empty for one that begins no new step.
std::string step_of(std::string_view line);

}  // namespace conformance::lab
