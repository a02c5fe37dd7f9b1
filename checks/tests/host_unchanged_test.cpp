// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

std::vector<Case> unchanged_cases() {
  return {
      {"host.mounts-unchanged", "they are", pass, nothing},
      {"host.mounts-unchanged", "one of the machine is left", fail,
       [](Evidence& e) {
         e.host.changes.edit().mounts_after = {a_mount(9, 1, "/run/manager/first", "tmpfs", {"rw"})};
       }},
      {"host.mounts-unchanged", "one is left, of whomever", unknown,
       [](Evidence& e) { e.host.changes.edit().mounts_after = {a_mount(9, 1, "/media/stick", "vfat", {"rw"})}; }},
      {"host.mounts-unchanged", "one is there while the machine is up", pass,
       [](Evidence& e) { e.host.changes.edit().mounts_during = {a_mount(9, 1, "/run/first", "tmpfs", {"rw"})}; }},
      {"host.mounts-unchanged", "the guest's reach the host", fail,
       [](Evidence& e) { e.host.propagated_mounts = std::vector<std::string>{"/var/lib/machines/image/mnt"}; }},
      {"host.mounts-unchanged", "the guest may not mount", pass,
       [](Evidence& e) {
         entry_where(e.run.requests, [](auto& made) { return made.action == "mount"; }).detail = "EPERM";
       }},
      {"host.mounts-unchanged", "the guest was not asked", blocked, [](Evidence& e) { e.run.requests.clear(); }},
      {"host.mounts-unchanged", "nobody looked", blocked, [](Evidence& e) { forget(e.host.changes); }},

      {"host.sysctls-unchanged", "they are", pass, nothing},
      {"host.sysctls-unchanged", "one is not", fail,
       [](Evidence& e) {
         e.host.settings = std::vector<evidence::SettingChange>{{"/proc/sys/kernel/hostname", "laboratory", "first"}};
       }},
      {"host.sysctls-unchanged", "nobody looked", blocked, [](Evidence& e) { forget(e.host.settings); }},
  };
}

}  // namespace conformance::checks::testing
