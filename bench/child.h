// SPDX-License-Identifier: Apache-2.0
// A child process, timed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::bench {

struct Timing {
  double milliseconds = 0;    ///< from fork to the end, wall clock
  double cpu = 0;             ///< of run(): milliseconds of processor time, which other work does not change much
  int exit_code = -1;         ///< -1 when killed
  std::int64_t peak_kib = 0;  ///< VmHWM of the process itself, if asked for
};

/// False if nothing can be read from it within 20 s: what is waited for hangs, and nothing is measured then.
bool await_readable(int descriptor);

/// Runs a program to its end with its output thrown away. `trace` stops it at its exit to read its peak memory, which
/// slows it down: never together with timing.
Timing run(const std::vector<std::string>& argv, bool trace = false);

/// Runs a program to its end on a pty, its controlling terminal. `seen` is called with its PID whenever `words` came.
Timing run_on_terminal(const std::vector<std::string>& argv, std::string_view words,
                       const std::function<void(pid_t)>& seen);

}  // namespace conformance::bench
