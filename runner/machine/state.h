// SPDX-License-Identifier: Apache-2.0
// What a run writes down about itself before it does it, so that somebody else can clean up after a SIGKILL.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance::machine {

/// A step of the profile with its templates filled in.
struct Command {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE, the whole of it
  std::chrono::milliseconds deadline{30'000};
  std::vector<int> success{0};
  std::optional<int> signal;
  bool console_request = false;

  friend bool operator==(const Command&, const Command&) = default;
};

/// A process by number and start time, so that a number used again is not mistaken for it.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t start = 0;  ///< clock ticks after boot, field 22 of /proc/PID/stat

  friend bool operator==(const ProcessId&, const ProcessId&) = default;
};

struct State {
  std::string nonce;
  std::string profile;
  std::string machine;        ///< {name}
  std::string invocation_id;  ///< in the environment of the manager
  std::string machine_id;     ///< of the guest, 32 digits
  std::uint64_t started = 0;  ///< clock ticks after boot, like ProcessId::start
  std::string phase = "prepare";
  bool keep = false;  ///< left running on purpose: only `clean` ends it
  std::vector<Command> kill;
  std::vector<Command> teardown;
  std::vector<std::string> files;  ///< outside the work directory
  std::vector<ProcessId> processes;
  /// Directories of control groups that were made for this machine alone: whatever is in them is its.
  std::vector<std::string> cgroups;
  std::vector<std::string> controllers;  ///< switched on in the group above the first of these, for it

  friend bool operator==(const State&, const State&) = default;
};

std::string to_json(const State& state);
/// Throws std::runtime_error when the text is no state.
State state_from_json(const std::string& text);

/// 0 when there is no such process.
std::uint64_t start_time(pid_t pid);
/// 'R', 'S', 'T', 'Z', …, the third field of /proc/PID/stat (proc(5)); 0 when there is no such process.
char run_state(pid_t pid);
/// What start_time() says of a process that starts now.
std::uint64_t ticks_now();

}  // namespace conformance::machine
