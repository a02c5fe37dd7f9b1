// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

std::vector<Case> process_cases() {
  return {
      {"exec.init-is-pid1", "it is", pass, nothing},
      {"exec.init-is-pid1", "a shell runs in front of it", fail, [](Evidence& e) { e.guest.start.edit().pid = 7; }},
      {"exec.init-is-pid1", "NSpid ends in another number", fail,
       [](Evidence& e) {
         e.host.leader.edit().namespace_pids = {4711, 7};
       }},
      {"exec.init-is-pid1", "the PID namespace is shared", fail, [](Evidence& e) { share_namespace(e, "pid"); }},
      {"exec.init-is-pid1", "the leader was not found", blocked,
       [](Evidence& e) { e.host.leader = decltype(e.host.leader)::absent("no process carries the nonce"); }},

      {"exec.hostname-preset", "the name is as asked for", pass, nothing},
      {"exec.hostname-preset", "another name is set", fail,
       [](Evidence& e) { e.guest.start.edit().hostname = "laboratory"; }},
      {"exec.hostname-preset", "no name is set", fail, [](Evidence& e) { e.guest.start.edit().hostname = "(none)"; }},
      {"exec.hostname-preset", "no name was asked for", blocked,
       [](Evidence& e) { e.run.asked.hostname = evidence::Group<std::string>::absent("not asked"); }},
      {"exec.hostname-preset", "the manager sets no names", not_applicable,
       [](Evidence& e) {
         e.run.claims["hostname"] = {"no", "it has no such option"};
       }},
      {"exec.hostname-preset", "the UTS namespace is shared", not_applicable,
       [](Evidence& e) { share_namespace(e, "uts"); }},
  };
}

}  // namespace conformance::checks::testing
