// SPDX-License-Identifier: Apache-2.0
// One run of a profile on a host of the lab: a script, and what the host has to have for it.
#pragma once

#include "runner/machine/loop.h"
#include "runner/profile/profile.h"

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::lab {

using runner::Profile;

/// Where things are on the host of the lab.
inline constexpr const char* job_directory = "/run/lab/job";
inline constexpr const char* guest_directory = "/run/lab/guest";
inline constexpr const char* out_directory = "/run/lab/out";

struct Job {
  std::string name;  ///< of the profile with its variant: "podman-rootless"
  Profile profile;
};

/// Throws Trouble where two would have the same name.
std::vector<Job> jobs_for(const std::vector<Profile>& profiles);

/// Further words of `run`, as the host of the lab is to read them: the files they name are put there.
struct Words {
  std::vector<std::string> inside;
  std::filesystem::path guest;               ///< an OS tree; empty: none
  std::vector<std::filesystem::path> files;  ///< copied to job_directory/files/NUMBER
};

/// Throws Trouble for words that make no sense here.
Words words_for(const std::vector<std::string>& given);

/// A shell script, given the directory for its results. Leaves result.json, report.txt, exit-code and, of a single run,
/// evidence.json.
std::string script_of(const Job& job, const Words& words);

/// Puts program, libraries, profiles, files and scripts into a directory. `tree`: the host's, to see what it lacks.
void stage(machine::Loop& loop, const std::vector<Job>& jobs, const Words& words, const std::filesystem::path& tree,
           const std::filesystem::path& directory);

/// Libraries in the output of ldd that a tree has none of.
std::vector<std::filesystem::path> libraries_missing(const std::string& ldd, const std::filesystem::path& tree);

}  // namespace conformance::lab
