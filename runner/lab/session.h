// SPDX-License-Identifier: Apache-2.0
// All the runs of one `lab run`: which host for which profile, and what comes of each.
#pragma once

#include "runner/lab/host.h"

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::lab {

using runner::LabBackend;

struct Outcome {
  std::string profile;
  int exit_code = 4;
  std::string line;  ///< how it closed, in one sentence
};

/// What came of everything, whatever ended it.
struct Account {
  std::vector<Outcome> outcomes;
  std::vector<std::string> left_behind;  ///< on this host
};

/// The worst of all that happened; `signal`: what interrupted it, or 0.
int exit_code_of(const Account& account, int signal);

/// Those that `signal` kept from being run, or from their end.
void add_unfinished(const std::vector<Job>& jobs, int signal, Account& account);

struct Wishes {
  std::string backend;  ///< empty: as each profile says
  bool fresh = false;   ///< a host of its own for each profile
  std::filesystem::path output;
};

/// Jobs that go to the same kind of host, in their order; why: for people.
struct Group {
  LabBackend backend;
  std::string why;
  std::vector<Job> jobs;
};
std::vector<Group> groups_of(const std::vector<Job>& jobs, const Wishes& wishes);

/// Empty: the suite packages the manager, or nobody said that it does not.
std::string why_not_in(const Profile& profile, const std::string& suite);

/// Runs the jobs of a group; a host that is lost on the way is booted anew for those that are left.
void run_group(machine::Loop& loop, const Image& image, const Group& group, const Words& words, const Wishes& wishes,
               const Voice& voice, Account& account);

}  // namespace conformance::lab
