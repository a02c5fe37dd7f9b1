// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void add_group(Evidence& evidence, evidence::NewCgroup group) {
  evidence.host.changes.edit().cgroups_during.push_back(std::move(group));
}

void leave_group(Evidence& evidence, evidence::NewCgroup group) {
  evidence.host.changes.edit().cgroups_after.push_back(std::move(group));
}

}  // namespace

std::vector<Case> change_cases() {
  return {
      {"host.no-toplevel-cgroup", "there is none", pass, nothing},
      {"host.no-toplevel-cgroup", "there is one", fail,
       [](Evidence& e) {
         add_group(e, {"unified", "/payload.first", "", false, true});
       }},
      {"host.no-toplevel-cgroup", "there is one in an old hierarchy", fail,
       [](Evidence& e) {
         add_group(e, {"cpu,cpuacct", "/payload.first", "", false, true});
       }},
      {"host.no-toplevel-cgroup", "there is one after the end only", fail,
       [](Evidence& e) {
         leave_group(e, {"unified", "/pivot.first", "", false, true});
       }},
      {"host.no-toplevel-cgroup", "there is one and nothing shows whose", unknown,
       [](Evidence& e) {
         leave_group(e, {"unified", "/pivot", "", false, true});
       }},
      {"host.no-toplevel-cgroup", "there is one that holds the machine", fail,
       [](Evidence& e) {
         move_process(e, "payload", "/other/payload");
         add_group(e, {"unified", "/other", "", false, true});
       }},
      {"host.no-toplevel-cgroup", "a unit is there after the end", pass,
       [](Evidence& e) {
         leave_group(e, {"unified", "/machine.slice", "machine.slice", false, true});
       }},
      {"host.no-toplevel-cgroup", "a slice of systemd is new", pass,
       [](Evidence& e) {
         add_group(e, {"unified", "/other.slice", "other.slice", false, true});
       }},
      {"host.no-toplevel-cgroup", "one was made further down", pass,
       [](Evidence& e) {
         add_group(e, {"unified", "/system.slice/first", "", false, false});
       }},
      {"host.no-toplevel-cgroup", "there is no systemd", blocked,
       [](Evidence& e) { e.host.identity.edit().service_manager = false; }},
      {"host.no-toplevel-cgroup", "systemd was not asked", blocked, [](Evidence& e) { forget(e.host.unit); }},

      {"host.no-foreign-cgroup-writes", "there is none", pass, nothing},
      {"host.no-foreign-cgroup-writes", "one was made in a slice", fail,
       [](Evidence& e) {
         add_group(e, {"unified", "/system.slice/first", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "one is at the top", not_applicable,
       [](Evidence& e) {
         add_group(e, {"unified", "/payload.first", "", false, true});
         add_group(e, {"unified", "/payload.first/inner", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "one is at the top, another in a slice", fail,
       [](Evidence& e) {
         add_group(e, {"unified", "/payload.first", "", false, true});
         add_group(e, {"unified", "/system.slice/first", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "one is at the top, another in another hierarchy", fail,
       [](Evidence& e) {
         add_group(e, {"unified", "/first", "", false, true});
         add_group(e, {"cpu,cpuacct", "/first/inner", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "one is left in a slice", fail,
       [](Evidence& e) {
         leave_group(e, {"unified", "/system.slice/first", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "a unit with a group in it has just ended", pass,
       [](Evidence& e) {
         leave_group(e, {"unified", "/system.slice/d.service/x", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "another unit made one", pass,
       [](Evidence& e) {
         add_group(e, {"unified", "/system.slice/d.service/x", "d.service", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "a unit has just ended", pass,
       [](Evidence& e) {
         add_group(e, {"unified", "/system.slice/cron.service", "", false, false});
       }},
      {"host.no-foreign-cgroup-writes", "the machine lives in what looks like a unit", fail,
       [](Evidence& e) {
         add_group(e, {"unified", "/system.slice/first.scope", "", false, false});
         move_process(e, "payload", "/system.slice/first.scope/payload");
       }},
      {"host.no-foreign-cgroup-writes", "there is no systemd", blocked,
       [](Evidence& e) { e.host.identity.edit().service_manager = false; }},
  };
}

}  // namespace conformance::checks::testing
