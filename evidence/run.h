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

/// A credential the profile told the manager to pass; the content as hexadecimal digits.
struct AskedCredential {
  std::string name;
  std::string hex;
  EVIDENCE_FIELDS(AskedCredential, name, hex)
};

/// What the profile told the manager to give to the machine. Absent where the profile does not ask.
struct Asked {
  Group<std::string> hostname;
  Group<std::string> machine_name;  ///< the name to be registered under
  Group<std::string> uuid;          ///< 32 hexadecimal digits
  Group<std::string> slice;         ///< a slice set in the profile on purpose
  Group<std::vector<PassedSocket>> sockets;
  Group<std::vector<AskedCredential>> credentials;
  Group<std::vector<std::string>> smbios_strings;  ///< of type 11, for a VM, beside those that carry credentials
  EVIDENCE_FIELDS(Asked, hostname, machine_name, uuid, slice, sockets, credentials, smbios_strings)
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

/// A message on the manager's NOTIFY_SOCKET.
struct Notification {
  std::int64_t at_us = 0;  ///< after the start of the manager
  std::string message;     ///< on one line
  EVIDENCE_FIELDS(Notification, at_us, message)
};

/// Something the program asked of the guest after its report (fixtures/guest/requests.h), one after the other.
struct Request {
  std::string action;
  std::int64_t at_us = 0;    ///< after the start of the manager
  std::int64_t done_us = 0;  ///< when the guest said that it had done so; 0: never
  std::string detail;        ///< what the guest said
  EVIDENCE_FIELDS(Request, action, at_us, done_us, detail)
};

/// How the machine came to its end, and what the manager made of that.
struct End {
  /// "stop" (the manager's own way), "power-off" and "exit" (the guest), "leader-death" (SIGKILL from the host),
  /// "machinectl-poweroff", "machinectl-terminate", "unit-stop" (systemctl stop of its unit), "reboot" and
  /// "machinectl-reboot" (where nothing came again).
  std::string how;
  std::string error;                    ///< of asking for it; empty: it was asked for
  std::int64_t asked_us = 0;            ///< after the start of the manager
  std::int64_t guest_gone_us = 0;       ///< the leader had ended; 0: it had not before the deadline
  std::int64_t manager_gone_us = 0;     ///< a manager in the foreground had ended; 0: not before the deadline
  std::int64_t manager_exit_code = -1;  ///< -1: by a signal, not ended, or not in the foreground
  std::int64_t manager_signal = 0;
  bool came_again = false;  ///< the manager started the guest once more by itself
  EVIDENCE_FIELDS(End, how, error, asked_us, guest_gone_us, manager_gone_us, manager_exit_code, manager_signal,
                  came_again)
};

/// A connection that waited at a passed socket before the machine was started.
struct Activation {
  std::string by;      ///< "socket-unit", or "program": this one, as a service manager would
  std::string answer;  ///< what the guest wrote into the connection that waited
  std::string error;   ///< of connecting, or of waiting for that
  EVIDENCE_FIELDS(Activation, by, answer, error)
};

/// The run as a whole.
struct Run {
  EVIDENCE_COPIES_ELSEWHERE(Run)
  std::string tool_version;
  std::string manager;          ///< profile id
  std::string variant;          ///< empty: the plain one
  std::string manager_version;  ///< what the version command said; empty if it said nothing usable
  std::string subject;          ///< "container" or "vm"
  std::string start = "boot";   ///< its name: that of the first scenario it serves
  std::vector<std::string> scenarios{"boot", "credentials", "notify", "stop"};  ///< what it is for
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
  std::vector<Notification> notifications;
  std::vector<Step> steps;
  std::vector<GuestEvent> events;
  std::vector<Request> requests;
  std::int64_t end_takes_us = 0;  ///< how long the guest was told to take between the signal and its end
  Group<End> end;                 ///< absent while it runs on
  Group<Activation> activation;
  std::vector<std::string> left_behind;  ///< what the clean-up could not remove
  EVIDENCE_FIELDS(Run, tool_version, manager, variant, manager_version, subject, start, scenarios, started_us,
                  reported_us, state, detail, transport, claims, asked, manager_environment, notifications, steps,
                  events, requests, end_takes_us, end, activation, left_behind)
};

}  // namespace conformance::evidence
