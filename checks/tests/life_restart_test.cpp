// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void stay_down(Evidence& evidence) {
  never_report(evidence, "not-started");
  evidence.run.steps = {{.phase = evidence.run.scenarios.front(), .exit_code = 0}};
}

void never_be_asked(Evidence& evidence) { never_report(evidence, "not-started"); }

void say_nothing(Evidence& evidence) {
  stay_down(evidence);
  evidence.run.state = "silent";
}

void break_off(Evidence& evidence) { never_report(evidence, "incomplete"); }

void end_with_133(Evidence& evidence) { evidence.run.steps = {{.phase = "start", .exit_code = 133}}; }

void be_asked_in_vain(Evidence& evidence) {
  stay_down(evidence);
  evidence.run.steps.front().exit_code = 1;
}

void have_no_command(Evidence& evidence) {
  stay_down(evidence);
  evidence.run.steps.front().exit_code = -1;
}

void be_another(Evidence& evidence) { set_variable(evidence, "container_uuid", host_machine_id); }
void lose_uuid(Evidence& evidence) { unset_variable(evidence, "container_uuid"); }
void lose_power(Evidence& evidence) { evidence.guest.capabilities.edit().effective &= ~(1ull << 22); }

}  // namespace

std::vector<Case> restart_cases() {
  return {
      {"life.reboot-from-inside", "it comes again", pass, nothing},
      {"life.reboot-from-inside", "it stays down", fail, stay_down},
      {"life.reboot-from-inside", "it was not asked for", blocked, never_be_asked},
      {"life.reboot-from-inside", "it says nothing more", fail, say_nothing},
      {"life.reboot-from-inside", "it comes again as another", fail, be_another},
      {"life.reboot-from-inside", "it comes again without a UUID", fail, lose_uuid},
      {"life.reboot-from-inside", "it comes again with another name", fail,
       [](Evidence& e) { e.guest.start.edit().hostname = "third"; }},
      {"life.reboot-from-inside", "it never had a UUID", pass, lose_uuid, lose_uuid},
      {"life.reboot-from-inside", "the manager asks to be started again", unknown, stay_down, end_with_133},
      {"life.reboot-from-inside", "the report broke off", blocked, break_off},
      {"life.reboot-from-inside", "it could not be asked for", blocked, be_asked_in_vain},
      {"life.reboot-from-inside", "no command shows an exit code", fail, have_no_command},
      {"life.reboot-from-inside", "it may not", not_applicable, nothing, lose_power},

      {"life.machinectl-reboot", "it comes again", pass, nothing},
      {"life.machinectl-reboot", "it stays down", fail, stay_down},
      {"life.machinectl-reboot", "it is not registered", not_applicable, nothing, unregister},
      {"life.machinectl-reboot", "machined refuses", blocked, be_asked_in_vain},
      {"life.machinectl-reboot", "there was nobody to ask", blocked, have_no_command},
      {"life.machinectl-reboot", "the command was killed", blocked,
       [](Evidence& e) {
         stay_down(e);
         e.run.steps.front() = {
             .phase = "machinectl-reboot", .arguments = {"machinectl"}, .exit_code = -1, .signal = 9};
       }},

      {"host.reregisters-on-restart", "it has one new entry", pass, nothing},
      {"host.reregisters-on-restart", "it is not registered any more", fail, unregister},
      {"host.reregisters-on-restart", "the old entry stays", fail,
       [](Evidence& e) {
         machine_of(e).leader = leader_pid;
         machine_of(e).timestamp_us = started_us + 50'000;
       }},
      {"host.reregisters-on-restart", "it is listed twice", fail,
       [](Evidence& e) {
         auto& machines = e.host.registration.edit().machines;
         machines.push_back(machines.front());
       }},
      {"host.reregisters-on-restart", "it was not registered", not_applicable, nothing, unregister},
      {"host.reregisters-on-restart", "it did not report again", blocked, never_be_asked},
  };
}

}  // namespace conformance::checks::testing
