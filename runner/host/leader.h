// SPDX-License-Identifier: Apache-2.0
// Which process is the leader: pure decisions on what /proc showed.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// A process whose command line holds the nonce.
struct Candidate {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string name;  ///< comm
  std::string command_line;
  bool runs_guest = false;       ///< has a KVM machine open
  bool has_kvm = false;          ///< has /dev/kvm open
  std::vector<pid_t> ancestors;  ///< parent first
};

/// The one of the candidates that encapsulates the VM: one with a KVM machine, else with /dev/kvm, else a known VMM,
/// else the one deepest below the others that is neither a shell nor a known helper. Of a process and its forks the
/// first.
std::optional<pid_t> choose_vm_leader(std::vector<Candidate> candidates);

/// It has a KVM machine open, or is a known VMM.
bool runs_a_vm(pid_t pid);

/// Its parent, the parent of that, …
std::vector<pid_t> ancestors_of(pid_t pid);

/// The init of the PID namespace a process lives in; nullopt where that is our own namespace.
std::optional<pid_t> init_beside(pid_t pid);

bool is_shell(std::string_view name);

/// Candidates of a VM: whoever has the nonce in the command line, without ourselves and those we descend from.
std::vector<Candidate> find_candidates(std::string_view nonce);

}  // namespace conformance::runner::host
