// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Node& local_time(Evidence& evidence) { return evidence.guest.links_of_interest.edit().front(); }

}  // namespace

std::vector<Case> adv_cases() {
  return {
      {"adv.journal-linked", "it is a symlink", pass, nothing},
      {"adv.journal-linked", "it is the same directory", pass,
       [](Evidence& e) { e.host.journal.edit().kind = "directory"; }},
      {"adv.journal-linked", "the symlink leads elsewhere", fail,
       [](Evidence& e) { e.host.journal.edit().same_directory = false; }},
      {"adv.journal-linked", "there is none", not_applicable,
       [](Evidence& e) {
         e.host.journal.edit().kind = "absent";
         e.host.journal.edit().same_directory = false;
       }},
      {"adv.journal-linked", "there is none, though the profile promises one", fail,
       [](Evidence& e) {
         e.host.journal.edit().kind = "absent";
         e.host.journal.edit().same_directory = false;
         e.run.claims["journal"] = {"yes", ""};
       }},
      {"adv.journal-linked", "it is a directory of its own", not_applicable,
       [](Evidence& e) {
         e.host.journal.edit().kind = "directory";
         e.host.journal.edit().same_directory = false;
       }},
      {"adv.journal-linked", "it is a file", unknown,
       [](Evidence& e) {
         e.host.journal.edit().kind = "other";
         e.host.journal.edit().same_directory = false;
       }},
      {"adv.journal-linked", "the host's journal is volatile", not_applicable,
       [](Evidence& e) { e.host.identity.edit().persistent_journal = false; }},
      {"adv.journal-linked", "the machine id is the host's", not_applicable,
       [](Evidence& e) { e.host.journal.edit().machine_id = host_machine_id; }},
      {"adv.journal-linked", "nobody could look", blocked, [](Evidence& e) { forget(e.host.journal); }},

      {"adv.localtime-synced", "it is", pass, nothing},
      {"adv.localtime-synced", "it is another zone", fail,
       [](Evidence& e) { local_time(e).target = "../usr/share/zoneinfo/Europe/Paris"; }},
      {"adv.localtime-synced", "it is another name of the same", pass,
       [](Evidence& e) {
         e.host.identity.edit().time_zone = "Etc/UTC";
         local_time(e).target = "../usr/share/zoneinfo/UTC";
       }},
      {"adv.localtime-synced", "the host's file is bound there", pass,
       [](Evidence& e) {
         local_time(e) = a_node("/etc/localtime", "file", 0, 0);
         add_mount(e, a_mount(230, 100, "/etc/localtime", "ext4", {"ro"}, "/usr/share/zoneinfo/Europe/Berlin"));
       }},
      {"adv.localtime-synced", "it is a copy", unknown,
       [](Evidence& e) { local_time(e) = a_node("/etc/localtime", "file", 0, 0); }},
      {"adv.localtime-synced", "the host has a copy", unknown,
       [](Evidence& e) {
         e.host.identity.edit().local_time = "file";
         e.host.identity.edit().time_zone.clear();
       }},
      {"adv.localtime-synced", "the host has none", not_applicable,
       [](Evidence& e) {
         e.host.identity.edit().local_time = "absent";
         e.host.identity.edit().time_zone.clear();
       }},
      {"adv.localtime-synced", "the container has none", not_applicable,
       [](Evidence& e) { e.guest.links_of_interest.edit().clear(); }},
      {"adv.localtime-synced", "nobody looked", blocked, [](Evidence& e) { forget(e.guest.links_of_interest); }},

      {"adv.localtime-relative-symlink", "it is", pass, nothing},
      {"adv.localtime-relative-symlink", "it is absolute", fail,
       [](Evidence& e) { local_time(e).target = "/usr/share/zoneinfo/Europe/Berlin"; }},
      {"adv.localtime-relative-symlink", "it leads nowhere", fail, [](Evidence& e) { local_time(e).resolved.reset(); }},
      {"adv.localtime-relative-symlink", "it is a copy", fail,
       [](Evidence& e) { local_time(e) = a_node("/etc/localtime", "file", 0, 0); }},
      {"adv.localtime-relative-symlink", "no link could be made", not_applicable,
       [](Evidence& e) {
         local_time(e) = a_node("/etc/localtime", "file", 0, 0);
         file_system_of(e, "/etc").read_only = true;
       }},
      {"adv.localtime-relative-symlink", "there is none", not_applicable,
       [](Evidence& e) { e.guest.links_of_interest.edit().clear(); }},
  };
}

}  // namespace conformance::checks::testing
