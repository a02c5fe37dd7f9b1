// SPDX-License-Identifier: Apache-2.0
// What was started, how, and what the manager was asked for.
#pragma once

#include "evidence/describe.h"
#include "evidence/group.h"
#include "evidence/guest.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace conformance::evidence {

/// A capability the profile speaks about: "yes", "no" or "unknown", and why.
struct Claim {
  std::string value = "unknown";
  std::string reason;
  EVIDENCE_FIELDS(Claim, value, reason)
};

/// A listening socket the program handed to the manager, as a service manager would.
struct PassedSocket {
  std::int64_t number = 0;  ///< descriptor in the manager, from 3 on
  std::string name;         ///< in LISTEN_FDNAMES
  std::string address;
  std::uint64_t inode = 0;
  EVIDENCE_FIELDS(PassedSocket, number, name, address, inode)
};

/// What the profile told the manager to give to the machine. Absent where the profile does not ask.
struct Asked {
  Group<std::string> hostname;
  Group<std::string> machine_name;  ///< the name to be registered under
  Group<std::string> uuid;          ///< 32 hexadecimal digits
  Group<std::string> slice;         ///< a slice set in the profile on purpose
  Group<std::vector<PassedSocket>> sockets;
  EVIDENCE_FIELDS(Asked, hostname, machine_name, uuid, slice, sockets)
};

/// One step of the run: "setup", "start", "exec", "stop", "kill", "teardown".
struct Step {
  std::string phase;
  std::vector<std::string> arguments;
  std::int64_t exit_code = -1;  ///< -1: killed by a signal, or not ended
  std::int64_t signal = 0;
  bool timed_out = false;
  std::int64_t elapsed_us = 0;
  std::string output;  ///< the last 4 KiB of what it printed
  EVIDENCE_FIELDS(Step, phase, arguments, exit_code, signal, timed_out, elapsed_us, output)
};

/// An event the probe reported after its end mark: "signal" with its number, "notify-sent", …
struct GuestEvent {
  std::string kind;
  std::int64_t number = 0;
  std::int64_t at_us = 0;  ///< after the probe's first instruction
  std::string detail;
  EVIDENCE_FIELDS(GuestEvent, kind, number, at_us, detail)
};

/// The run as a whole.
struct Run {
  EVIDENCE_COPIES_ELSEWHERE(Run)
  std::string tool_version;
  std::string manager;          ///< profile id
  std::string variant;          ///< empty: the plain one
  std::string manager_version;  ///< what the version command said; empty if it said nothing usable
  std::string subject;          ///< "container" or "vm"
  std::string scenario = "boot";
  std::uint64_t started_us = 0;   ///< CLOCK_REALTIME when the manager was started
  std::uint64_t reported_us = 0;  ///< CLOCK_REALTIME when the probe's end mark arrived; 0: never
  /// "reported": the probe's end mark came, with the right count. Otherwise one of "not-started" (the command could not
  /// be run or ended at once), "silent" (no report before the deadline), "incomplete" (the stream broke off),
  /// "malformed" (it broke the protocol), "flooded" (it went over its bounds), "interrupted".
  std::string state;
  std::string detail;     ///< one sentence about that state
  std::string transport;  ///< "console" or "file": where the report was taken from
  std::map<std::string, Claim> claims;
  Asked asked;
  std::vector<Variable> manager_environment;  ///< what the manager got that is addressed to it alone
  std::vector<std::string> notifications;     ///< messages on the manager's NOTIFY_SOCKET, one line each
  std::vector<Step> steps;
  std::vector<GuestEvent> events;
  std::vector<std::string> left_behind;  ///< what the clean-up could not remove
  EVIDENCE_FIELDS(Run, tool_version, manager, variant, manager_version, subject, scenario, started_us, reported_us,
                  state, detail, transport, claims, asked, manager_environment, notifications, steps, events,
                  left_behind)
};

}  // namespace conformance::evidence
