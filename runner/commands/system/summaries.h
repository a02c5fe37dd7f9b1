// SPDX-License-Identifier: Apache-2.0
// The commands that touch the system. They are in a program of their own, conformance-system: loading the libraries
// they need takes longer than most other commands do. `conformance` shows them, too, and becomes that program.
#pragma once

#include "runner/commands/command.h"

#include <array>

namespace conformance::runner::summary {

inline constexpr Summary run{10, "run", "Start a manager's machine, look at it, judge and report"};
inline constexpr Summary plan{20, "plan", "Show what run would start, and why"};
inline constexpr Summary profiles{62, "profiles", "List the profiles and whether they can run here"};
inline constexpr Summary check_profile{65, "check-profile", "Check a profile, and show what it would run"};
inline constexpr Summary doctor{70, "doctor", "What this host can and cannot check"};
inline constexpr Summary guest{80, "guest", "Build an OS tree to boot as payload (run --guest)"};
inline constexpr Summary clean{85, "clean", "Remove what a killed run left on the host"};
inline constexpr Summary lab{82, "lab", "Run profiles inside a throw-away Debian host"};
// These two describe all commands, so they are where all commands are.
inline constexpr Summary man{1010, "man", "Print the man page", true};
inline constexpr Summary complete{1020, "complete", "Print what could stand for the last of the words", true};

inline constexpr std::array system_commands{run,   plan, profiles, check_profile, doctor,
                                            guest, lab,  clean,    man,           complete};

}  // namespace conformance::runner::summary
