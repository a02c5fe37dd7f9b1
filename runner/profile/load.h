// SPDX-License-Identifier: Apache-2.0
// Reading profiles: strict, every error with file, line, column, the line itself, a caret and a suggestion.
#pragma once

#include "runner/profile/profile.h"

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::runner {

/// what() is the whole message, ready for stderr.
class ProfileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// --set KEY=VALUE: another value for a key of [variables]. The value is taken as it is, braces and all.
using Setting = std::pair<std::string, std::string>;
Setting parse_setting(std::string_view argument);
void apply_settings(Profile& profile, const std::vector<Setting>& settings);

/// Reads a profile and applies a variant (empty: the plain one). Throws ProfileError.
Profile load_profile(const std::filesystem::path& file, std::string_view variant = "");

/// The same from text; `name` stands for the file in messages.
Profile parse_profile(std::string_view text, std::string_view name, std::string_view variant = "");

/// The variants a profile has, the plain one ("") first.
std::vector<std::string> variants_of(const std::filesystem::path& file);

/// FILE, NAME, FILE:VARIANT or NAME:VARIANT as --profile takes it; NAME is looked up in the profile directories
/// ($CONFORMANCE_PROFILES, the source tree's profiles/ beside the build, the installed one). Throws ProfileError.
Profile find_profile(std::string_view argument, const std::vector<Setting>& settings = {});

/// Every profile in those directories, by id.
std::vector<std::filesystem::path> known_profiles();

/// Values for the templates of one run.
struct Values {
  std::map<std::string, std::string> single;
  std::vector<std::string> options;  ///< "{options...}"
  std::vector<std::string> command;  ///< "{command...}", for exec
};

/// `single` with what follows from the profile: every key of [variables], slice, console_file, bin (the directory of
/// self), and the options.
Values values_for(const Profile& profile, std::map<std::string, std::string> single);

/// Throws ProfileError for a variable nobody knows (load_profile has already refused those).
std::string expand(std::string_view text, const Values& values);
std::vector<std::string> expand_all(const std::vector<Template>& argv, const Values& values);

/// The variables every profile may use.
const std::vector<std::string_view>& known_variables();

/// The capabilities [claims] may speak about.
const std::vector<std::string_view>& known_capabilities();

/// The Debian releases that [lab] may name.
const std::vector<std::string_view>& known_suites();

/// The version a version command printed, or "" if the pattern is not found. Looks at bounded lines, so any output will
/// do.
std::string version_in(const Version& version, std::string_view output);

/// What a profile asks of the host. Replaced in tests.
struct HostAbilities {
  std::function<bool(const std::string&)> has_command;  ///< in PATH and the sbin directories, or a path
  std::function<bool(const std::string&)> has_file;
  bool service_manager = false;
  bool root = false;
};
HostAbilities host_abilities();

/// Why the profile cannot run here, one sentence each; empty if it can. Kernel and guest are not looked at.
std::vector<std::string> missing_here(const Profile& profile, const HostAbilities& host);

/// The variants of the same file that could run here, as --profile takes them.
std::vector<std::string> variants_for_here(const Profile& profile, const HostAbilities& host);

}  // namespace conformance::runner
