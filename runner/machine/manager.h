// SPDX-License-Identifier: Apache-2.0
// The manager as the program starts it: with a console, a notification socket and passed sockets.
#pragma once

#include "runner/machine/console_file.h"
#include "runner/machine/plan.h"
#include "runner/machine/process.h"
#include "runner/machine/pty.h"
#include "runner/machine/report.h"
#include "runner/machine/service_manager.h"

#include <memory>
#include <optional>

namespace conformance::machine {

class Manager {
 public:
  /// Makes everything the manager is handed; starts nothing. `stored`: descriptors an earlier start left to be handed
  /// back, and where those of this one go; nullptr: there is no such store.
  Manager(Loop& loop, const Plan& plan, Report& report, Stored* stored);

  /// `now`: from when on the times of the run are counted, those of the manager's notifications among them. Throws
  /// std::system_error when the command cannot be run.
  void start(const Command& command, Clock::time_point now);

  bool started() const { return process_ != nullptr; }
  bool ended() const { return !process_ || process_->ended(); }
  bool foreground() const { return foreground_; }
  Process& process() { return *process_; }
  /// The process of a foreground manager, 0 otherwise: what a detached start leaves behind is not ours.
  pid_t pid() const { return foreground_ && process_ ? process_->pid() : 0; }

  /// Asks the probe over the console to power off; false when there is no console to write to.
  bool request_stop(const std::string& nonce);
  bool write_console(const std::string& line);
  /// From now on the console is another guest's.
  void report_to(Report& report) { report_ = &report; }
  /// Reads what console and notification socket still hold.
  void drain();
  /// Leaves the machine running, with somebody to read its console.
  void keep();

  /// What the manager was handed, and what it sent.
  void write_to(evidence::Run& run) const;

 private:
  int read();
  std::vector<std::string> listen_environment() const;
  std::vector<evidence::Variable> addressed() const;

  Loop& loop_;
  Report* report_;
  bool foreground_;
  std::optional<Pty> pty_;
  Stored* stored_;
  NotifySocket notify_;
  std::optional<PassedSockets> sockets_;
  std::string invocation_id_;
  std::vector<evidence::PassedSocket> passed_by_systemd_;  ///< inode 0: the program has not made it
  std::string no_sockets_;                                 ///< why none were passed
  Watch console_;                                          ///< the pty, or the pipe behind stdout and stderr
  std::optional<ConsoleFile> console_file_;
  std::unique_ptr<Process> process_;
  std::uint64_t identity_ = 0;  ///< inode of the process's pidfd, where those have one
};

}  // namespace conformance::machine
