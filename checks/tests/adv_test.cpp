// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

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
  };
}

}  // namespace conformance::checks::testing
