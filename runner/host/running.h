// SPDX-License-Identifier: Apache-2.0
// A machine that somebody else started, looked at without changing anything about it.
#pragma once

#include "evidence/host.h"

#include <sys/types.h>

#include <stdexcept>
#include <string>

namespace conformance::runner {

struct Running {
  pid_t leader = 0;
  std::string subject;  ///< "container" or "vm"
};

/// It is no machine, or may not be looked at; what() says why.
class NoMachine : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// By the PID of a process of it, or by the name machined knows it under. `subject` is what is known beforehand, or
/// empty. Throws NoMachine.
Running find_running(const std::string& wanted, const std::string& subject);

/// What the host shows of it now. What would take a look before its start, a word from inside, or a change is absent
/// with that reason.
void look_at_running(const Running& running, evidence::Host& host);

namespace host {

/// What decides whether a process is a machine's.
struct Stranger {
  pid_t pid = 0;
  std::string name;
  bool exists = false;
  bool ours = false;            ///< this program, or one that it descends from
  bool namespace_seen = false;  ///< it is known in which PID namespace it lives
  bool beside_us = false;       ///< in the same one as this program
  bool runs_a_vm = false;
};

/// Why the process cannot be a machine's; empty: it can. Pure.
std::string why_no_machine(const Stranger& stranger, const std::string& subject);

}  // namespace host

}  // namespace conformance::runner
