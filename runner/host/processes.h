// SPDX-License-Identifier: Apache-2.0
// The leader and the processes of a run, as evidence.
#pragma once

#include "evidence/host.h"
#include "runner/host/observer.h"
#include "runner/host/proc.h"

#include <vector>

namespace conformance::runner::host {

evidence::Group<evidence::Launcher> launcher();
evidence::Group<evidence::Leader> leader(pid_t pid);

/// Everybody with a part in the run, at most 4096.
std::vector<evidence::Process> processes(const Watched& watched, pid_t leader);

/// Those the manager's exec command put there and that are still there.
std::vector<evidence::Process> exec_processes(const std::string& nonce);

}  // namespace conformance::runner::host
