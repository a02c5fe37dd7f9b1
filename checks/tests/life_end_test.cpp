// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::End& end_of(Evidence& evidence) { return evidence.run.end.edit(); }

void exit_with(Evidence& evidence, std::int64_t code) { end_of(evidence).manager_exit_code = code; }
void be_detached(Evidence& evidence) { exit_with(evidence, -1); }

void crash(Evidence& evidence) {
  be_detached(evidence);
  end_of(evidence).manager_signal = 2;
}

void come_again(Evidence& evidence) { end_of(evidence).came_again = true; }
void go_on(Evidence& evidence) { end_of(evidence).guest_gone_us = 0; }
void end_in_vain(Evidence& evidence) { end_of(evidence).error = "org.freedesktop.DBus.Error.AccessDenied"; }
void end_otherwise(Evidence& evidence) { end_of(evidence).how = "stop"; }

void leave_process(Evidence& evidence) {
  evidence.host.processes_after.edit() = {a_process(5900, "stray", "payload", "/other")};
}

void stay_listed(Evidence& evidence) { evidence.host.registration.edit().names_after.emplace_back("second"); }

void have_no_systemd(Evidence& evidence) {
  evidence.host.identity.edit().service_manager = false;
  forget(evidence.host.registration);
  forget(evidence.host.unit);
  forget(evidence.host.unit_after);
}

void lose_power(Evidence& evidence) { evidence.guest.capabilities.edit().effective &= ~(1ull << 22); }

void be_killed(Evidence& evidence) { lose_event(evidence, "ending"); }

}  // namespace

std::vector<Case> end_cases() {
  return {
      {"life.poweroff-from-inside", "the manager ends well", pass, nothing},
      {"life.poweroff-from-inside", "the manager calls it a failure", fail, [](Evidence& e) { exit_with(e, 1); }},
      {"life.poweroff-from-inside", "the manager hands the signal on", fail, [](Evidence& e) { exit_with(e, 130); }},
      {"life.poweroff-from-inside", "the manager dies", fail, crash},
      {"life.poweroff-from-inside", "it is started again", fail, come_again},
      {"life.poweroff-from-inside", "it goes on", unknown, go_on},
      {"life.poweroff-from-inside", "nobody sees what the manager makes of it", unknown, be_detached},
      {"life.poweroff-from-inside", "its unit failed", fail,
       [](Evidence& e) {
         be_detached(e);
         e.host.unit_after.edit().active_state = "failed";
       }},
      {"life.poweroff-from-inside", "it may not", not_applicable, lose_power},
      {"life.poweroff-from-inside", "it ended in another way", blocked, end_otherwise},

      {"life.exit-status-propagated", "it is handed on", pass, nothing},
      {"life.exit-status-propagated", "it is lost", fail, [](Evidence& e) { exit_with(e, 0); }},
      {"life.exit-status-propagated", "it is another", fail, [](Evidence& e) { exit_with(e, 1); }},
      {"life.exit-status-propagated", "the manager dies", fail, crash},
      {"life.exit-status-propagated", "no command stays", unknown, be_detached},
      {"life.exit-status-propagated", "it goes on", unknown, go_on},
      {"life.exit-status-propagated", "it is started again", unknown, come_again},
      {"life.exit-status-propagated", "it ended in another way", blocked, end_otherwise},

      {"life.leader-death-ends-machine", "all goes", pass, nothing},
      {"life.leader-death-ends-machine", "a process stays", fail, leave_process},
      {"life.leader-death-ends-machine", "processes stay, and the PID namespace is the host's", unknown,
       [](Evidence& e) {
         leave_process(e);
         share_namespace(e, "pid");
       }},
      {"life.leader-death-ends-machine", "its entry stays", fail, stay_listed},
      {"life.leader-death-ends-machine", "another's entry stays", pass,
       [](Evidence& e) { e.host.registration.edit().names_after.emplace_back("third"); }},
      {"life.leader-death-ends-machine", "it was not registered", pass, unregister},
      {"life.leader-death-ends-machine", "there is no systemd", pass, have_no_systemd},
      {"life.leader-death-ends-machine", "a process stays without systemd", fail,
       [](Evidence& e) {
         have_no_systemd(e);
         leave_process(e);
       }},
      {"life.leader-death-ends-machine", "nobody asked machined", blocked,
       [](Evidence& e) { forget(e.host.registration); }},
      {"life.leader-death-ends-machine", "the leader did not die", unknown, go_on},
      {"life.leader-death-ends-machine", "it is started again", unknown, come_again},

      {"life.machinectl-poweroff", "it gets to its end", pass, nothing},
      {"life.machinectl-poweroff", "it is killed", fail, be_killed},
      {"life.machinectl-poweroff", "nothing reaches it", fail,
       [](Evidence& e) { e.run.events = {{.kind = "notify-sent", .detail = "ok"}}; }},
      {"life.machinectl-poweroff", "it goes on", fail,
       [](Evidence& e) {
         be_killed(e);
         go_on(e);
       }},
      {"life.machinectl-poweroff", "nothing is heard any more", unknown, hear_nothing},
      {"life.machinectl-poweroff", "the VM's process dies of the signal", fail,
       [](Evidence& e) {
         hear_nothing(e);
         e.run.subject = "vm";
       }},
      {"life.machinectl-poweroff", "it is not registered", not_applicable, unregister},
      {"life.machinectl-poweroff", "machined refuses", blocked, end_in_vain},

      {"life.terminate-kills-all", "nothing is left", pass, nothing},
      {"life.terminate-kills-all", "a process is left", fail, leave_process},
      {"life.terminate-kills-all", "systemd waits", unknown, go_on},
      {"life.terminate-kills-all", "init is in another unit", fail,
       [](Evidence& e) {
         go_on(e);
         machine_of(e).unit = "machine-first-recorded.scope";
       }},
      {"life.terminate-kills-all", "it is not registered", not_applicable, unregister},
      {"life.terminate-kills-all", "machined refuses", blocked, end_in_vain},
  };
}

}  // namespace conformance::checks::testing
