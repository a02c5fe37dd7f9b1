// SPDX-License-Identifier: Apache-2.0
// What systemd-machined knows, asked over org.freedesktop.machine1(5).
#pragma once

#include "evidence/host.h"
#include "runner/host/bus.h"
#include "runner/host/file.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace conformance::runner::host {

class Machined {
 public:
  /// Subscribes to the signals and lists the machines there are; starts machined if it can be started.
  explicit Machined(Bus& bus);

  /// Asks for all machines, which of them the processes belong to, and all that machined offers for the leader's
  /// machine; answers are there after Bus::finish().
  void ask_machines(pid_t leader, const std::vector<pid_t>& payload);
  /// A directory of the host to be bound into the machine; empty: none is.
  void offer(const std::string& directory) { bind_source_ = directory; }
  /// The name the manager was asked to give the machine; empty: none is known.
  void asked_for(const std::string& name) { asked_name_ = name; }
  /// A machine that somebody else uses: nothing is called that would change it.
  void only_look() { only_look_ = true; }
  /// What was answered.
  evidence::Group<evidence::Registration> registration();

  /// After the guest is gone: waits for MachineRemoved if the machine is still listed, then lists again. Throws
  /// std::runtime_error when machined does not answer.
  void after(evidence::Registration& registration);

 private:
  using Names = std::vector<std::string>;
  std::string list(Names& names);
  void ask_machine(const std::string& name, const std::string& path);
  void ask_owner(pid_t pid, evidence::PidLookup& lookup);
  void ask_about_leader();
  void call_all(const std::string& machine);
  void ask_for_pty(const std::string& machine);
  void ask_to_bind(const std::string& machine);
  void see_bound();
  std::optional<std::string> machine_of_leader() const;
  void reach(const std::string& name);
  void forget_ended();
  bool removed(const std::string& machine) const;
  std::string name_of_ours(const evidence::Registration& registration) const;

  Bus& bus_;
  std::string error_before_;  ///< of the listing before the start
  std::string error_;         ///< of the one while the guest is up
  std::string unanswered_;    ///< a question about some machine that got no answer; empty: all were answered
  std::string bind_source_;
  std::string asked_name_;
  bool only_look_ = false;
  pid_t leader_ = 0;
  std::string name_by_leader_;       ///< the machine that GetMachineByPID says the leader belongs to
  std::string called_;               ///< the machine everything was asked for; empty: none yet
  std::string bind_error_;           ///< of asking to bind
  std::vector<Descriptor> handles_;  ///< pidfds of facts_.pid_lookups, opened before asking
  evidence::Registration facts_;
  std::vector<evidence::MachineSignal> signals_;
};

/// A machine as its properties tell it. root_device and root_inode are left for whoever looks at the file system.
evidence::Machine machine_of(const Properties& properties);

}  // namespace conformance::runner::host
