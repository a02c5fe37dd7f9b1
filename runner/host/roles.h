// SPDX-License-Identifier: Apache-2.0
// Which part each process plays in a run. Pure: decided on what one scan of /proc showed.
#pragma once

#include "runner/host/proc.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace conformance::runner::host {

struct Cast {
  pid_t leader = 0;
  pid_t manager = 0;  ///< 0: it has already returned
  pid_t self = 0;     ///< the program
  std::string subject;
  std::string exec_name;                       ///< comm of what the exec command runs
  std::function<bool(const Entry&)> in_guest;  ///< is it in the leader's PID namespace or below?
  std::set<pid_t> named;                       ///< of a VM: who has the nonce in the command line
};

/// The roles "payload", "manager", "helper" and "exec" by PID; who has none is not in it.
std::map<pid_t, std::string> roles(const std::vector<Entry>& entries, const Cast& cast);

}  // namespace conformance::runner::host
