// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

template <unsigned bit>
void drop(Evidence& evidence) {
  evidence.guest.capabilities.edit().bounding &= ~(1ull << bit);
  evidence.guest.capabilities.edit().permitted &= ~(1ull << bit);
}

template <unsigned bit>
void give(Evidence& evidence) {
  evidence.guest.capabilities.edit().bounding |= 1ull << bit;
}

template <unsigned bit>
void drop_from_bounding_set(Evidence& evidence) {
  evidence.guest.capabilities.edit().bounding &= ~(1ull << bit);
}

}  // namespace

std::vector<Case> capability_cases() {
  return {
      {"caps.mknod-kept", "it is", pass, nothing},
      {"caps.mknod-kept", "it is dropped", fail, drop<27>},
      {"caps.mknod-kept", "only PID 1 has it", fail, drop_from_bounding_set<27>},
      {"caps.mknod-kept", "a user namespace is in use", pass, [](Evidence& e) { use_user_namespace(e, 100000); }},
      {"caps.sys-admin-kept", "it is", pass, nothing},
      {"caps.sys-admin-kept", "it is dropped", fail, drop<21>},
      {"caps.no-audit-control", "it is dropped", pass, nothing},
      {"caps.no-audit-control", "it is passed", fail, give<30>},
      {"caps.no-audit-control", "it is passed in a user namespace", fail,
       [](Evidence& e) {
         use_user_namespace(e, 100000);
         give<30>(e);
       }},
      {"caps.no-audit-read", "it is dropped", pass, nothing},
      {"caps.no-audit-read", "it is passed", fail, give<37>},
      {"caps.no-audit-write", "it is dropped", pass, nothing},
      {"caps.no-audit-write", "it is passed", fail, give<29>},

      {"caps.audit-unusable", "seccomp refuses the socket", pass, nothing},
      {"caps.audit-unusable", "seccomp calls it invalid", pass,
       [](Evidence& e) { e.guest.audit.edit().socket_error = "EINVAL"; }},
      {"caps.audit-unusable", "requests are refused", pass,
       [](Evidence& e) { e.guest.audit = evidence::Audit{.reply_error = "ECONNREFUSED"}; }},
      {"caps.audit-unusable", "audit answers", fail, [](Evidence& e) { e.guest.audit = evidence::Audit{}; }},
      {"caps.audit-unusable", "audit answers that it may not", fail,
       [](Evidence& e) { e.guest.audit = evidence::Audit{.reply_error = "EPERM"}; }},
      {"caps.audit-unusable", "no answer comes", unknown,
       [](Evidence& e) { e.guest.audit = evidence::Audit{.reply_error = "ETIMEDOUT"}; }},
      {"caps.audit-unusable", "the socket fails for another reason", unknown,
       [](Evidence& e) { e.guest.audit = evidence::Audit{.socket_error = "EMFILE"}; }},

      {"caps.mount-namespaces-work", "they do", pass, nothing},
      {"caps.mount-namespaces-work", "unshare is refused", fail,
       [](Evidence& e) {
         e.guest.mount_namespaces = evidence::MountNamespaceUse{
             .unshare_error = "EPERM", .propagation_error = "not tried", .mount_error = "not tried"};
       }},
      {"caps.mount-namespaces-work", "the LSM refuses to mount", fail,
       [](Evidence& e) { e.guest.mount_namespaces.edit().mount_error = "EACCES"; }},
  };
}

}  // namespace conformance::checks::testing
