// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

using Signals = std::vector<evidence::MachineSignal>;

void stay_listed(Evidence& evidence) { evidence.host.registration.edit().names_after.emplace_back("first"); }
void go_on(Evidence& evidence) { evidence.run.end.edit().guest_gone_us = 0; }
void signal(Evidence& evidence, Signals signals) { evidence.host.registration.edit().signals = std::move(signals); }
evidence::UnitState& unit_after(Evidence& evidence) { return evidence.host.unit_after.edit(); }

void be_listed(Evidence& evidence, const std::string& name) {
  evidence.host.registration.edit().machines = {{.name = name}};
}

}  // namespace

std::vector<Case> host_end_cases() {
  return {
      {"host.unregistered-after-stop", "it is forgotten", pass, nothing},
      {"host.unregistered-after-stop", "it is listed", fail, stay_listed},
      {"host.unregistered-after-stop", "another is listed", pass,
       [](Evidence& e) { e.host.registration.edit().names_after.emplace_back("second"); }},
      {"host.unregistered-after-stop", "it was not registered", not_applicable, unregister},
      {"host.unregistered-after-stop", "it goes on", blocked, go_on},

      {"host.machine-removed-signal", "it comes once", pass, nothing},
      {"host.machine-removed-signal", "it never comes", fail,
       [](Evidence& e) {
         signal(e, {{"MachineNew", "first"}, {"MachineRemoved", "second"}});
       }},
      {"host.machine-removed-signal", "nobody listened", unknown, [](Evidence& e) { signal(e, {}); }},
      {"host.machine-removed-signal", "the start of it was not heard", unknown,
       [](Evidence& e) {
         signal(e, {{"MachineNew", "second"}});
       }},
      {"host.machine-removed-signal", "nobody listened, and it is listed", fail,
       [](Evidence& e) {
         signal(e, {});
         stay_listed(e);
       }},
      {"host.machine-removed-signal", "it comes twice", fail,
       [](Evidence& e) {
         signal(e, {{"MachineNew", "first"}, {"MachineRemoved", "first"}, {"MachineRemoved", "first"}});
       }},
      {"host.machine-removed-signal", "it was taken back and made anew", pass,
       [](Evidence& e) {
         signal(e, {{"MachineNew", "first"},
                    {"MachineRemoved", "first"},
                    {"MachineNew", "first"},
                    {"MachineRemoved", "first"}});
       }},
      {"host.machine-removed-signal", "it was not registered", not_applicable, unregister},
      {"host.machine-removed-signal", "it goes on", blocked, go_on},

      {"host.unit-gone-after-stop", "it is gone", pass, nothing},
      {"host.unit-gone-after-stop", "it is known still", pass,
       [](Evidence& e) { unit_after(e).load_state = "loaded"; }},
      {"host.unit-gone-after-stop", "it failed", fail,
       [](Evidence& e) {
         unit_after(e).load_state = "loaded";
         unit_after(e).active_state = "failed";
       }},
      {"host.unit-gone-after-stop", "its control group is there", fail,
       [](Evidence& e) { unit_after(e).cgroup_exists = true; }},
      {"host.unit-gone-after-stop", "the user manager made it", blocked, [](Evidence& e) { be_a_users(e); }},
      {"host.unit-gone-after-stop", "it is a service", not_applicable,
       [](Evidence& e) { e.host.unit.edit().name = "box.service"; }},
      {"host.unit-gone-after-stop", "it is a login", not_applicable,
       [](Evidence& e) { e.host.unit.edit().name = "session-3.scope"; }},
      {"host.unit-gone-after-stop", "it is the launcher's", not_applicable,
       [](Evidence& e) { e.host.launcher.edit().cgroups = in_group(scope); }},
      {"host.unit-gone-after-stop", "there is none", not_applicable, leave_units},
      {"host.unit-gone-after-stop", "it goes on", blocked, go_on},

      {"host.no-sandbox-registration", "it is not listed", pass, nothing},
      {"host.no-sandbox-registration", "it is listed", fail,
       [](Evidence& e) { e.host.registration = a_registration(); }},
      {"host.no-sandbox-registration", "its name is listed", fail, [](Evidence& e) { be_listed(e, "first"); }},
      {"host.no-sandbox-registration", "another was listed before", pass,
       [](Evidence& e) {
         be_listed(e, "other");
         e.host.registration.edit().names_before = {"other"};
       }},
      {"host.no-sandbox-registration", "somebody's is listed", unknown, [](Evidence& e) { be_listed(e, "other"); }},
      {"host.no-sandbox-registration", "it did not run", blocked, [](Evidence& e) { never_report(e, "not-started"); }},
  };
}

}  // namespace conformance::checks::testing
