// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void overlay_root(Evidence& evidence) { mount_of(evidence, "/").type = "overlay"; }

evidence::Machine& another_machine(Evidence& evidence) {
  auto& machines = evidence.host.registration.edit().machines;
  machines.push_back(a_machine());
  machines.back().name = "second";
  return machines.back();
}

}  // namespace

std::vector<Case> machine_cases() {
  return {
      {"host.leader-correct", "it is the init", pass, nothing},
      {"host.leader-correct", "it is the manager", fail, [](Evidence& e) { machine_of(e).leader = manager_pid; }},
      {"host.leader-correct", "it is some process", fail, [](Evidence& e) { machine_of(e).leader = 99; }},
      {"host.leader-correct", "a vm has some process", unknown,
       [](Evidence& e) {
         e.run.subject = "vm";
         machine_of(e).leader = 99;
       }},
      {"host.leader-correct", "it is not registered", not_applicable, unregister},

      {"host.leader-pidfd", "it is the leader's", pass, nothing},
      {"host.leader-pidfd", "it is another's", fail, [](Evidence& e) { machine_of(e).leader_pidfd_id = 701; }},
      {"host.leader-pidfd", "there is none", not_applicable, [](Evidence& e) { machine_of(e).leader_pidfd_id = 0; }},
      {"host.leader-pidfd", "machined is old", not_applicable,
       [](Evidence& e) { machine_of(e).leader_pidfd_id.reset(); }},
      {"host.leader-pidfd", "the kernel is old", unknown, [](Evidence& e) { e.host.leader.edit().pidfd_inode = 0; }},

      {"host.supervisor", "it is the manager", pass, nothing},
      {"host.supervisor", "it is the leader", fail, [](Evidence& e) { machine_of(e).supervisor = leader_pid; }},
      {"host.supervisor", "it is a daemon nobody knows", unknown, [](Evidence& e) { machine_of(e).supervisor = 99; }},
      {"host.supervisor", "there is none", not_applicable, [](Evidence& e) { machine_of(e).supervisor = 0; }},
      {"host.supervisor", "machined is old", not_applicable, [](Evidence& e) { machine_of(e).supervisor.reset(); }},

      {"host.root-directory", "it is the leader's root", pass, nothing},
      {"host.root-directory", "it is another directory", fail, [](Evidence& e) { machine_of(e).root_inode = 3; }},
      {"host.root-directory", "it does not exist", fail, [](Evidence& e) { machine_of(e).root_inode = 0; }},
      {"host.root-directory", "it is relative", fail, [](Evidence& e) { machine_of(e).root_directory = "image"; }},
      {"host.root-directory", "it is empty", fail, [](Evidence& e) { machine_of(e).root_directory.clear(); }},
      {"host.root-directory", "it is empty, the root an overlay", not_applicable,
       [](Evidence& e) {
         machine_of(e).root_directory.clear();
         overlay_root(e);
       }},
      {"host.root-directory", "it is the directory below an overlay", pass,
       [](Evidence& e) {
         machine_of(e).root_inode = 3;
         overlay_root(e);
       }},
      {"host.root-directory", "the leader's root could not be seen", unknown,
       [](Evidence& e) { e.host.leader.edit().root_inode = 0; }},

      {"host.unit-recorded", "it is a scope", pass, nothing},
      {"host.unit-recorded", "it is a slice", fail, [](Evidence& e) { machine_of(e).unit = "machine.slice"; }},
      {"host.unit-recorded", "it is the login's", fail, [](Evidence& e) { machine_of(e).unit = "session-3.scope"; }},
      {"host.unit-recorded", "two machines have it", fail, [](Evidence& e) { another_machine(e); }},
      {"host.unit-recorded", "two machines have a subgroup of it each", pass,
       [](Evidence& e) { another_machine(e).subgroup = "second"; }},
      {"host.unit-recorded", "the manager was started in it", fail, start_in_the_same_unit},

      {"host.netif-passed", "it is the veth", pass, nothing},
      {"host.netif-passed", "none is passed", fail, [](Evidence& e) { machine_of(e).network_interfaces.clear(); }},
      {"host.netif-passed", "it is the bridge", pass,
       [](Evidence& e) {
         e.host.network.edit().push_back({.index = 9, .name = "br0", .kind = "bridge"});
         e.host.network.edit()[1].master = "br0";
         machine_of(e).network_interfaces = {9};
       }},
      {"host.netif-passed", "the network is shared", not_applicable, [](Evidence& e) { share_namespace(e, "net"); }},
      {"host.netif-passed", "it is a macvlan", not_applicable,
       [](Evidence& e) { e.guest.network.edit()[1].kind = "macvlan"; }},

      {"host.timestamps", "it is new", pass, nothing},
      {"host.timestamps", "it is a minute old", fail,
       [](Evidence& e) { machine_of(e).timestamp_us = started_us - 60'000'000; }},
      {"host.timestamps", "the start is not known", unknown, [](Evidence& e) { e.run.started_us = 0; }},
      {"host.timestamps", "one time is missing", unknown,
       [](Evidence& e) { machine_of(e).timestamp_monotonic_us = 0; }},

      {"host.state-running", "it is", pass, nothing},
      {"host.state-running", "it is closing", fail, [](Evidence& e) { machine_of(e).state = "closing"; }},
      {"host.state-running", "it is opening", not_applicable, [](Evidence& e) { machine_of(e).state = "opening"; }},

      {"host.machine-new-signal", "it came once", pass, nothing},
      {"host.machine-new-signal", "it came twice", fail,
       [](Evidence& e) {
         e.host.registration.edit().signals.push_back({"MachineNew", "first"});
       }},
      {"host.machine-new-signal", "an old entry was kept", fail,
       [](Evidence& e) {
         e.host.registration.edit().signals.clear();
         e.host.registration.edit().names_before = {"first"};
       }},
      {"host.machine-new-signal", "it was not seen", unknown,
       [](Evidence& e) { e.host.registration.edit().signals.clear(); }},
  };
}

}  // namespace conformance::checks::testing
