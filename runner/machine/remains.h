// SPDX-License-Identifier: Apache-2.0
// What a run leaves on the host if nobody cleans up, and how it is removed. Everything is recognised by what only this
// run can have made: its nonce, its machine name, its invocation id, its work directory.
#pragma once

#include "runner/machine/loop.h"
#include "runner/machine/state.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::machine {

/// Processes of the machine or of its manager: by the control groups that were made for it, by comm (the probe), by
/// INVOCATION_ID in the environment (the manager and its children), as the state names them, or because they are our
/// children: what nobody waits for becomes ours.
std::vector<pid_t> processes_of(const State& state);

/// SIGKILL to all of them, until none is left or the deadline comes. True when none is left.
bool kill_processes(Loop& loop, const State& state, Deadline deadline);

/// Mount points at or below the directory, innermost first, from the text of mountinfo.
std::vector<std::string> mounts_below(std::string_view mountinfo, const std::filesystem::path& directory);

/// Whether a name carries the nonce or the machine name, as only things of this run do.
bool carries_name(std::string_view name, const State& state);

/// Whether control groups have to be looked for, or are known to be gone.
enum class Cgroups { look, gone };

/// Removes mounts, cgroups, links, journal entry, files and last the work directory; returns what could not be removed.
std::vector<std::string> remove_remains(const State& state, const std::filesystem::path& work,
                                        Cgroups cgroups = Cgroups::look);

}  // namespace conformance::machine
