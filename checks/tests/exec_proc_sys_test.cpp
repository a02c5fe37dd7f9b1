// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void make_writable(Evidence& evidence) { file_system_of(evidence, "/proc/sys").read_only = false; }

/// The one case in which /proc/sys may be writable: all namespaces are private, root is nobody on the host.
void use_the_exception(Evidence& evidence) {
  make_writable(evidence);
  use_user_namespace(evidence, 100000);
}

void map_root_to_root(Evidence& evidence) {
  use_the_exception(evidence);
  use_user_namespace(evidence, 0);
}

void share_network_as_well(Evidence& evidence) {
  use_the_exception(evidence);
  share_namespace(evidence, "net");
}

/// Of the container's own kernel, not of the host's.
void be_of_another_kernel(Evidence& evidence) {
  make_writable(evidence);
  file_system_of(evidence, "/proc/sys/net").read_only = false;
  share_namespace(evidence, "net");
  evidence.guest.start.edit().kernel = "4.4.0";
}

void lose_leader(Evidence& evidence) {
  make_writable(evidence);
  evidence.host.leader = decltype(evidence.host.leader)::absent("no process carries the nonce");
}

}  // namespace

std::vector<Case> proc_sys_cases() {
  return {
      {"exec.proc-sys-read-only", "it is of another kernel", not_applicable, be_of_another_kernel},
      {"exec.proc-sys-read-only", "it is", pass, nothing},
      {"exec.proc-sys-read-only", "it is writable without a user namespace", fail, make_writable},
      {"exec.proc-sys-read-only", "it is writable with all namespaces", pass, use_the_exception},
      {"exec.proc-sys-read-only", "it is writable with the network of the host", fail, share_network_as_well},
      {"exec.proc-sys-read-only", "it is writable for root of the host", fail, map_root_to_root},
      {"exec.proc-sys-read-only", "it is writable and the leader was not found", blocked, lose_leader},
      {"exec.proc-sys-read-only", "it is not there", unknown,
       [](Evidence& e) { file_system_of(e, "/proc/sys").error = "ENOENT"; }},

      {"exec.proc-sys-net-writable-requires-netns", "it is of another kernel", not_applicable, be_of_another_kernel},
      {"exec.proc-sys-net-writable-requires-netns", "it is read-only", pass, nothing},
      {"exec.proc-sys-net-writable-requires-netns", "it is writable in a network namespace", pass,
       [](Evidence& e) { file_system_of(e, "/proc/sys/net").read_only = false; }},
      {"exec.proc-sys-net-writable-requires-netns", "it is writable in the network of the host", fail,
       [](Evidence& e) {
         file_system_of(e, "/proc/sys/net").read_only = false;
         share_namespace(e, "net");
       }},
      {"exec.proc-sys-net-writable-requires-netns", "the host was not looked at", blocked,
       [](Evidence& e) {
         file_system_of(e, "/proc/sys/net").read_only = false;
         e.host = {};
       }},

      {"exec.proc-sys-writable-requires-all-ns", "it is of another kernel", not_applicable, be_of_another_kernel},
      {"exec.proc-sys-writable-requires-all-ns", "proc sys is read-only", not_applicable, nothing},
      {"exec.proc-sys-writable-requires-all-ns", "all are private", pass, use_the_exception},
      {"exec.proc-sys-writable-requires-all-ns", "one is shared", fail, share_network_as_well},
      {"exec.proc-sys-writable-requires-all-ns", "the leader was not found", blocked, lose_leader},

      {"exec.proc-sys-writable-requires-unpriv-root", "it is of another kernel", not_applicable, be_of_another_kernel},
      {"exec.proc-sys-writable-requires-unpriv-root", "proc sys is read-only", not_applicable, nothing},
      {"exec.proc-sys-writable-requires-unpriv-root", "root is nobody on the host", pass, use_the_exception},
      {"exec.proc-sys-writable-requires-unpriv-root", "root is root of the host", fail, map_root_to_root},
      {"exec.proc-sys-writable-requires-unpriv-root", "the map leaves root out", unknown,
       [](Evidence& e) {
         use_the_exception(e);
         e.host.leader.edit().uid_map = {{.inside = 1000, .outside = 1000, .count = 1}};
       }},
  };
}

}  // namespace conformance::checks::testing
