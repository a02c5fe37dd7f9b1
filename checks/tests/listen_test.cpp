// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Descriptor& descriptor(Evidence& evidence, std::int64_t number) {
  return entry_where(evidence.guest.descriptors.edit(), [&](auto& entry) { return entry.number == number; });
}

void lose_socket(Evidence& evidence, std::int64_t number) {
  std::erase_if(evidence.guest.descriptors.edit(), [&](auto& entry) { return entry.number == number; });
}

void claim_nothing(Evidence& evidence) { evidence.run.claims.clear(); }

/// The manager closes its descriptors, and its environment comes through as it is.
void ignore_sockets(Evidence& evidence) {
  lose_socket(evidence, 3);
  lose_socket(evidence, 4);
  set_variable(evidence, "LISTEN_PID", std::to_string(manager_pid));
}

void claim_no_sockets(Evidence& evidence) { evidence.run.claims["listen"] = {"no", "it closes all descriptors"}; }

void pass_no_sockets(Evidence& evidence) { evidence.run.asked.sockets.edit().clear(); }
void forget_sockets(Evidence& evidence) { forget(evidence.run.asked.sockets); }

}  // namespace

std::vector<Case> listen_cases() {
  return {
      {"listen.fds-forwarded", "they are there", pass, nothing},
      {"listen.fds-forwarded", "one is missing", fail, [](Evidence& e) { lose_socket(e, 4); }},
      {"listen.fds-forwarded", "one is another socket", fail, [](Evidence& e) { descriptor(e, 4).inode = 1; }},
      {"listen.fds-forwarded", "there is a gap", fail, [](Evidence& e) { descriptor(e, 4).number = 7; }},
      {"listen.fds-forwarded", "one closes at exec", fail, [](Evidence& e) { descriptor(e, 3).close_on_exec = true; }},
      {"listen.fds-forwarded", "they came in another order", pass,
       [](Evidence& e) { std::swap(descriptor(e, 3).inode, descriptor(e, 4).inode); }},
      {"listen.fds-forwarded", "the profile says no", not_applicable, claim_no_sockets},
      {"listen.fds-forwarded", "none were handed over", not_applicable, pass_no_sockets},
      {"listen.fds-forwarded", "nobody knows what was handed over", blocked, forget_sockets},
      {"listen.fds-forwarded", "they are promised but ignored", fail, ignore_sockets},
      {"listen.fds-forwarded", "they are ignored and nobody promised", not_applicable,
       [](Evidence& e) {
         claim_nothing(e);
         ignore_sockets(e);
       }},
      {"listen.fds-forwarded", "one arrived though nobody promised", fail,
       [](Evidence& e) {
         claim_nothing(e);
         lose_socket(e, 4);
       }},

      {"listen.fds-count", "it is right", pass, nothing},
      {"listen.fds-count", "it is wrong", fail, [](Evidence& e) { set_variable(e, "LISTEN_FDS", "3"); }},
      {"listen.fds-count", "it is not set", fail, [](Evidence& e) { unset_variable(e, "LISTEN_FDS"); }},
      {"listen.fds-count", "it is no number", fail, [](Evidence& e) { set_variable(e, "LISTEN_FDS", "2 "); }},
      {"listen.fds-count", "none were handed over", not_applicable, pass_no_sockets},

      {"listen.pid-rewritten", "it is the init's", pass, nothing},
      {"listen.pid-rewritten", "it is the manager's", fail,
       [](Evidence& e) { set_variable(e, "LISTEN_PID", std::to_string(manager_pid)); }},
      {"listen.pid-rewritten", "it is not set", fail, [](Evidence& e) { unset_variable(e, "LISTEN_PID"); }},
      {"listen.pid-rewritten", "the profile says no", not_applicable, claim_no_sockets},

      {"listen.pidfdid-consistent", "it is not set", pass, nothing},
      {"listen.pidfdid-consistent", "it is the init's", pass,
       [](Evidence& e) { set_variable(e, "LISTEN_PIDFDID", "700"); }},
      {"listen.pidfdid-consistent", "it is the manager's", fail,
       [](Evidence& e) { set_variable(e, "LISTEN_PIDFDID", "500"); }},
      {"listen.pidfdid-consistent", "it is some other", fail,
       [](Evidence& e) { set_variable(e, "LISTEN_PIDFDID", "701"); }},
      {"listen.pidfdid-consistent", "the kernel is old", unknown,
       [](Evidence& e) {
         set_variable(e, "LISTEN_PIDFDID", "700");
         e.guest.pidfd.edit().stable = false;
       }},
      {"listen.pidfdid-consistent", "none were handed over", not_applicable, pass_no_sockets},

      {"listen.fdnames-forwarded", "they are right", pass, nothing},
      {"listen.fdnames-forwarded", "they are not set", fail, [](Evidence& e) { unset_variable(e, "LISTEN_FDNAMES"); }},
      {"listen.fdnames-forwarded", "one is lost", fail, [](Evidence& e) { set_variable(e, "LISTEN_FDNAMES", "web"); }},
      {"listen.fdnames-forwarded", "they are swapped", fail,
       [](Evidence& e) { set_variable(e, "LISTEN_FDNAMES", "control:web"); }},
      {"listen.fdnames-forwarded", "names and sockets came in another order", pass,
       [](Evidence& e) {
         std::swap(descriptor(e, 3).inode, descriptor(e, 4).inode);
         set_variable(e, "LISTEN_FDNAMES", "control:web");
       }},
      {"listen.fdnames-forwarded", "the sockets have no names", not_applicable,
       [](Evidence& e) {
         for (auto& socket : e.run.asked.sockets.edit()) socket.name.clear();
       }},

      {"listen.no-stray-fds", "there are none", pass, nothing},
      {"listen.no-stray-fds", "a file of the host is open", fail,
       [](Evidence& e) {
         e.guest.descriptors.edit().push_back({.number = 9, .target = "/var/lib/manager/lock", .kind = "file"});
       }},
      {"listen.no-stray-fds", "a file closes at exec", pass,
       [](Evidence& e) { e.guest.descriptors.edit().push_back({.number = 9, .kind = "file", .close_on_exec = true}); }},
      {"listen.no-stray-fds", "a file lies among the announced numbers", pass,
       [](Evidence& e) { descriptor(e, 4) = {.number = 4, .target = "/etc/shadow", .kind = "file"}; }},
      {"listen.no-stray-fds", "the count is not set", pass, [](Evidence& e) { unset_variable(e, "LISTEN_FDS"); }},
      {"listen.no-stray-fds", "nobody knows which were handed over", blocked,
       [](Evidence& e) {
         unset_variable(e, "LISTEN_FDS");
         forget_sockets(e);
       }},
      {"listen.no-stray-fds", "nobody saw the descriptors", blocked, [](Evidence& e) { forget(e.guest.descriptors); }},
  };
}

}  // namespace conformance::checks::testing
