// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Registration& machined(Evidence& evidence) { return evidence.host.registration.edit(); }

void register_the_manager(Evidence& evidence) { machine_of(evidence).leader = manager_pid; }

}  // namespace

std::vector<Case> operation_cases() {
  return {
      {"host.pid-lookup", "it is found", pass, nothing},
      {"host.pid-lookup", "one is not found", fail,
       [](Evidence& e) {
         machined(e).pid_lookups.push_back({4712, "org.freedesktop.machine1.NoMachineForPID", ""});
       }},
      {"host.pid-lookup", "another machine is found", fail,
       [](Evidence& e) { machined(e).pid_lookups.front().name = "other"; }},
      {"host.pid-lookup", "machined does not answer", blocked,
       [](Evidence& e) { machined(e).pid_lookups.front().error = "org.freedesktop.DBus.Error.NoReply"; }},
      {"host.pid-lookup", "nothing was looked up", unknown, [](Evidence& e) { machined(e).pid_lookups.clear(); }},
      {"host.pid-lookup", "it is not registered", not_applicable, unregister},

      {"host.open-pty", "there is one", pass, nothing},
      {"host.open-pty", "the container has no ptmx", fail,
       [](Evidence& e) { machined(e).open_pty.edit().error = "System.Error.ENOENT"; }},
      {"host.open-pty", "we may not ask", blocked,
       [](Evidence& e) { machined(e).open_pty.edit().error = "org.freedesktop.DBus.Error.AccessDenied"; }},
      {"host.open-pty", "the leader is another process", not_applicable, register_the_manager},
      {"host.open-pty", "the class is another", not_applicable,
       [](Evidence& e) { machine_of(e).machine_class = "vm"; }},

      {"host.addresses", "there is one", pass, nothing},
      {"host.addresses", "machined cannot enter", fail,
       [](Evidence& e) { machined(e).addresses.edit().error = "System.Error.EPERM"; }},
      {"host.addresses", "none is configured", unknown,
       [](Evidence& e) { machined(e).addresses.edit().result.clear(); }},
      {"host.addresses", "the network is shared", not_applicable, [](Evidence& e) { share_namespace(e, "net"); }},
      {"host.addresses", "machined sees no private network", not_applicable,
       [](Evidence& e) { machined(e).addresses.edit().error = "org.freedesktop.machine1.NoPrivateNetworking"; }},

      {"host.os-release", "it is read", pass, nothing},
      {"host.os-release", "it has no ID", fail, [](Evidence& e) { machined(e).os_release.edit().result.clear(); }},
      {"host.os-release", "an empty file is mounted over it", fail,
       [](Evidence& e) {
         entry_where(e.guest.files.edit(), [](auto& file) { return file.path == "/etc/os-release"; }).content.clear();
         add_mount(e, a_mount(200, 100, "/usr/lib/os-release", "tmpfs", {"ro"}));
         machined(e).os_release.edit().result.clear();
       }},
      {"host.os-release", "the container has none", not_applicable,
       [](Evidence& e) {
         std::erase_if(e.guest.files.edit(), [](auto& file) { return file.path == "/etc/os-release"; });
       }},

      {"host.uid-shift", "it is the base", pass, nothing},
      {"host.uid-shift", "it is another", fail, [](Evidence& e) { machined(e).uid_shift.edit().result = "65536"; }},
      {"host.uid-shift", "the map has two ranges", not_applicable,
       [](Evidence& e) {
         e.host.leader.edit().uid_map = {{0, 100000, 1000}, {1000, 1000, 1}};
       }},
      {"host.uid-shift", "the maps could not be read", unknown,
       [](Evidence& e) { e.host.leader.edit().uid_map.clear(); }},
  };
}

}  // namespace conformance::checks::testing
