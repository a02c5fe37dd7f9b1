// SPDX-License-Identifier: Apache-2.0
// Looks at the host: before the start, while the guest is up, after it is gone. Reads only; the one exception is
// OpenMachinePTY, which is the documented way to ask for a pty.
#pragma once

#include "evidence/evidence.h"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace conformance::runner {

/// Finds the leader in /proc by the probe's nonce. For a container: the process whose comm is probe_comm(nonce) and
/// whose last NSpid is 1, or, if there is none, the one whose parent is not of that name. For a VM: the process whose
/// command line holds the nonce, and of those the one that really runs the machine (descendant of the manager, holds
/// /dev/kvm or is the VMM, not a shell around it). nullopt: nobody is there.
std::optional<pid_t> find_leader(const std::string& nonce, const std::string& subject);

/// What the observer has to know of the run.
struct Watched {
  std::string nonce;
  std::string subject;           ///< "container" or "vm"
  std::string machine_name;      ///< as asked for; empty if unknown
  pid_t manager = 0;             ///< the process the program started; 0 if it has already returned (detached start)
  std::string guest_machine_id;  ///< 32 digits, or empty
  std::string guest_tree;        ///< host path of the guest's root directory, or empty
  std::string offered;           ///< a directory of the host to be bound into the machine; empty: none
};

/// What is looked at only where somebody asks, because it takes its time.
struct Look {
  bool settings = false;  ///< /proc/sys before and after
};

class HostObserver {
 public:
  /// Connects to the system bus (if there is one), subscribes to machined's signals, and takes the snapshots to compare
  /// with. Never throws for something the host lacks: the group in question is absent with the reason.
  explicit HostObserver(Look look = {});
  ~HostObserver();
  HostObserver(const HostObserver&) = delete;
  HostObserver& operator=(const HostObserver&) = delete;

  /// The descriptors to watch for readability, so that signals are read as they come; may be empty.
  int bus_descriptor() const;
  void dispatch_bus();

  /// While the guest is up: fills everything in `host` that can be seen now.
  void while_up(const Watched& watched, evidence::Host& host);

  /// Processes the manager's exec command put into the machine, found by their comm (exec_comm(nonce)); adds them to
  /// host.processes.
  void exec_session(const Watched& watched, evidence::Host& host);

  /// After the guest is gone: names_after, cgroups_after, mounts_after, links_after, the remaining signals. What
  /// was absent stays so; what cannot be completed becomes absent with the reason.
  void after(evidence::Host& host);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conformance::runner
