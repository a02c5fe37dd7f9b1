// SPDX-License-Identifier: Apache-2.0
// A child process, timed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace conformance::bench {

struct Timing {
  double milliseconds = 0;    ///< from fork to the end, wall clock
  int exit_code = -1;         ///< -1 when killed
  std::int64_t peak_kib = 0;  ///< VmHWM of the process itself, if asked for
};

enum class Terminal { none, pty };

/// Runs a program to its end with its output thrown away. With a pty it becomes its controlling terminal, which is read
/// to the end. `trace` stops it at its exit to read its peak memory, which slows it down: never together with timing.
Timing run(const std::vector<std::string>& argv, Terminal terminal = Terminal::none, bool trace = false);

}  // namespace conformance::bench
