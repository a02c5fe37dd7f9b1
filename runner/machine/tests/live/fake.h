// SPDX-License-Identifier: Apache-2.0
// Managers that misbehave, as small shell scripts, and the way to run them.
#pragma once

#include "runner/machine/scenario.h"

#include <functional>
#include <string>
#include <vector>

namespace conformance::machine::live {

/// A container manager that is a shell script. "{tree}" and the other variables of profiles may be used; "$PROBE" does
/// not exist there. Foreground, a pty as console, stopped by SIGTERM.
Profile shell_manager(const std::string& script);

/// The simplest manager there is: unshare(1) and chroot(1). Stopped by its leader's SIGRTMIN+3.
Profile bare_manager();

struct Ran {
  evidence::Evidence evidence;
  int signal = 0;
  std::chrono::milliseconds took{};
  int observed_up = 0;  ///< calls of the host observer
  int observed_after = 0;

  const evidence::Run& run() const { return evidence.run; }
  const evidence::Step* step(const std::string& phase) const;
};

/// Runs it with the real guest and a host observer that only counts. `on_progress` is called with what begins.
Ran run(
    const Profile& profile, const RunOptions& options = {},
    const std::function<void(std::string_view)>& on_progress = [](std::string_view) {});

/// What is left of it on the host: work directory, processes. Empty when nothing is.
std::vector<std::string> left_of(const Ran& ran);

}  // namespace conformance::machine::live
