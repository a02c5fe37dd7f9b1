// SPDX-License-Identifier: Apache-2.0
// A child process that has an owner: started through Boost.Process, ended at the latest when its owner is gone.
#pragma once

#include "runner/machine/loop.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace conformance::machine {

/// What a process gets. Descriptors are borrowed for the call; everything else the program has open is close-on-exec.
struct Launch {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE; the whole of it
  int input = -1;                        ///< -1: /dev/null
  int output = -1;
  int error = -1;
  bool controlling_terminal = false;  ///< `input` is a terminal, and becomes the session's
  std::vector<int> passed;            ///< become 3, 4, … without close-on-exec
  bool listen_process = false;        ///< add LISTEN_PID and, where pidfds have identities, LISTEN_PIDFDID
};

class Process {
 public:
  /// Starts in a session of its own, signals at their defaults. Throws std::system_error with what execve() said.
  Process(Loop& loop, const Launch& launch);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool ended() const { return status_.has_value(); }
  /// -1 while it runs or when a signal ended it.
  int exit_code() const;
  int ended_by_signal() const;

  /// To the process alone; nothing happens when it has ended.
  void send(int signal) const;
  /// SIGKILL to the process and its group.
  void kill() const;

  /// Leaves it running without an owner.
  void detach();

 private:
  Loop& loop_;
  pid_t pid_ = -1;
  std::optional<int> status_;
  bool detached_ = false;
};

/// The absolute path of a command in the search path steps get; empty when there is none.
std::string find_command(const std::string& command);

/// PATH, HOME, LANG and TERM as every step gets them.
std::vector<std::string> clean_environment();

/// Do pidfds have an inode of their own on this kernel (pidfs, Linux 6.9)?
bool has_pidfd_identity();

}  // namespace conformance::machine
