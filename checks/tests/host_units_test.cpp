// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Unit& unit(Evidence& evidence) { return evidence.host.unit.edit(); }
evidence::UnitCgroup& group(Evidence& evidence) { return evidence.host.unit_cgroup.edit(); }
evidence::Slice& slice(Evidence& evidence) { return evidence.host.slices.edit().front(); }
evidence::Slice& root_slice(Evidence& evidence) { return evidence.host.slices.edit().back(); }

void no_systemd(Evidence& evidence) { forget(evidence.host.unit); }

void add_group_to_slice(Evidence& evidence, const std::string& path) {
  slice(evidence).foreign_children = {path};
  evidence.host.changes.edit().cgroups_during.push_back({"unified", path, "", false, false});
}

}  // namespace

std::vector<Case> unit_cases() {
  return {
      {"host.unit-is-service-or-scope", "it is a scope", pass, nothing},
      {"host.unit-is-service-or-scope", "it is a service", pass,
       [](Evidence& e) { unit(e).name = "container@first.service"; }},
      {"host.unit-is-service-or-scope", "it is the root slice", fail, leave_units},
      {"host.unit-is-service-or-scope", "there is none", fail, [](Evidence& e) { unit(e) = {}; }},
      {"host.unit-is-service-or-scope", "it is the login's", fail,
       [](Evidence& e) { unit(e).name = "session-3.scope"; }},
      {"host.unit-is-service-or-scope", "it is the user manager's", fail,
       [](Evidence& e) { unit(e).name = "user@0.service"; }},
      {"host.unit-is-service-or-scope", "the user manager made it", pass, [](Evidence& e) { be_a_users(e); }},
      {"host.unit-is-service-or-scope", "it is the user manager's own", fail,
       [](Evidence& e) { be_a_users(e, "/init.scope"); }},
      {"host.unit-is-service-or-scope", "the user manager made it for the tool", fail,
       [](Evidence& e) {
         be_a_users(e);
         e.host.launcher.edit().cgroups = e.host.leader->cgroups;
       }},
      {"host.unit-is-service-or-scope", "the manager was started in it", fail,
       [](Evidence& e) { e.host.launcher.edit().cgroups = in_group(below_scope("tool")); }},
      {"host.unit-is-service-or-scope", "there is no systemd", blocked, no_systemd},

      {"host.unit-in-machine-slice", "it is", pass, nothing},
      {"host.unit-in-machine-slice", "it is in a child", pass,
       [](Evidence& e) { unit(e).slice = "machine-web.slice"; }},
      {"host.unit-in-machine-slice", "it is in the slice asked for", pass,
       [](Evidence& e) {
         unit(e).slice = "batch.slice";
         e.run.asked.slice = std::string("batch.slice");
       }},
      {"host.unit-in-machine-slice", "it is in the system's", fail,
       [](Evidence& e) { unit(e).slice = "system.slice"; }},
      {"host.unit-in-machine-slice", "it is in a slice that is named alike", fail,
       [](Evidence& e) { unit(e).slice = "machines.slice"; }},
      {"host.unit-in-machine-slice", "it is the one the manager was started in", fail,
       [](Evidence& e) {
         unit(e).slice = "user-0.slice";
         e.host.launcher.edit().cgroups = in_group(below_scope("tool"));
       }},
      {"host.unit-in-machine-slice", "the user manager made it", not_applicable, [](Evidence& e) { be_a_users(e); }},
      {"host.unit-in-machine-slice", "there is no unit", not_applicable, [](Evidence& e) { unit(e) = {}; }},
      {"host.unit-in-machine-slice", "it is the root slice", not_applicable, leave_units},
      {"host.unit-in-machine-slice", "a vm has none", fail,
       [](Evidence& e) {
         e.run.subject = "vm";
         unit(e) = {};
       }},
      {"host.unit-in-machine-slice", "there is no systemd", blocked, no_systemd},

      {"host.delegate-on", "it is", pass, nothing},
      {"host.delegate-on", "only the attribute tells", pass, [](Evidence& e) { unit(e).delegate = false; }},
      {"host.delegate-on", "it is off", fail,
       [](Evidence& e) {
         unit(e).delegate = false;
         group(e).delegate_attribute.clear();
       }},
      {"host.delegate-on", "there is no unit", not_applicable, leave_units},
      {"host.delegate-on", "it is off for the launcher's", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         unit(e).delegate = false;
         group(e).delegate_attribute.clear();
       }},
      {"host.delegate-on", "the user manager made it", blocked, [](Evidence& e) { be_a_users(e); }},
      {"host.delegate-on", "the user manager made it for the tool", not_applicable,
       [](Evidence& e) {
         be_a_users(e);
         e.host.launcher.edit().cgroups = e.host.leader->cgroups;
       }},

      {"host.delegated-controllers", "all are there", pass, nothing},
      {"host.delegated-controllers", "one is missing", fail, [](Evidence& e) { group(e).controllers = {"memory"}; }},
      {"host.delegated-controllers", "one is missing in the launcher's", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         group(e).controllers = {"memory"};
       }},
      {"host.delegated-controllers", "one is missing for the user's manager", blocked,
       [](Evidence& e) {
         be_a_users(e);
         group(e).controllers = {"memory"};
       }},
      {"host.delegated-controllers", "the root lacks the same", pass,
       [](Evidence& e) {
         group(e).root_controllers = {"memory"};
         group(e).controllers = {"memory"};
       }},
      {"host.delegated-controllers", "the root has none", not_applicable,
       [](Evidence& e) { group(e).root_controllers.clear(); }},

      {"host.delegate-not-on-slice", "it is not", pass, nothing},
      {"host.delegate-not-on-slice", "it is", fail, [](Evidence& e) { slice(e).delegate = true; }},
      {"host.delegate-not-on-slice", "the host is a container in a delegated unit", pass,
       [](Evidence& e) { root_slice(e).delegate = true; }},
      {"host.delegate-not-on-slice", "the machine is in the root slice", not_applicable,
       [](Evidence& e) { e.host.slices.edit().erase(e.host.slices.edit().begin()); }},
      {"host.delegate-not-on-slice", "the machine is in no unit", not_applicable,
       [](Evidence& e) {
         unit(e) = {};
         e.host.slices.edit().clear();
       }},
      {"host.delegate-not-on-slice", "a group was made in one", fail,
       [](Evidence& e) { add_group_to_slice(e, "/machine.slice/first"); }},
      {"host.delegate-not-on-slice", "a group was there before", pass,
       [](Evidence& e) { slice(e).foreign_children = {"/machine.slice/old"}; }},
      {"host.delegate-not-on-slice", "a unit has just ended", pass,
       [](Evidence& e) { add_group_to_slice(e, "/machine.slice/other.scope"); }},

      {"host.no-writes-to-unit-attributes", "they are as systemd set them", pass, nothing},
      {"host.no-writes-to-unit-attributes", "one was changed", fail,
       [](Evidence& e) { group(e).attributes["memory.max"] = "536870912"; }},
      {"host.no-writes-to-unit-attributes", "none can be compared", unknown,
       [](Evidence& e) { group(e).attributes.clear(); }},
      {"host.no-writes-to-unit-attributes", "there is no unit", not_applicable, leave_units},
      {"host.no-writes-to-unit-attributes", "it is the launcher's", not_applicable, start_in_the_same_unit},
      {"host.no-writes-to-unit-attributes", "the user manager made it", blocked, [](Evidence& e) { be_a_users(e); }},
  };
}

}  // namespace conformance::checks::testing
