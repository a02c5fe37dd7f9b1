// SPDX-License-Identifier: Apache-2.0
// A case: the conforming container with one thing altered, and what a clause has to say of it.
#pragma once

#include "checks/finding.h"
#include "checks/tests/conforming_guest.h"

#include <string_view>
#include <vector>

namespace conformance::checks::testing {

inline void nothing(Evidence&) {}

struct Case {
  std::string_view clause;
  std::string_view when;
  Outcome expected;
  void (*alter)(Evidence&);                  ///< the start of the clause's scenario
  void (*alter_first)(Evidence&) = nothing;  ///< the one it is compared with, if it is
};

// One table per section file.
std::vector<Case> process_cases();
std::vector<Case> mount_cases();
std::vector<Case> proc_sys_cases();
std::vector<Case> device_cases();
std::vector<Case> device_policy_cases();
std::vector<Case> console_cases();
std::vector<Case> cgroup_cases();
std::vector<Case> capability_cases();
std::vector<Case> prohibition_cases();

/// All of them.
std::vector<Case> exec_cases();

}  // namespace conformance::checks::testing
