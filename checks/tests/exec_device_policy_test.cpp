// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::NodeCreation& attempt(Evidence& evidence, std::string_view kind, std::uint64_t minor) {
  return entry_where(evidence.guest.node_creation.edit(),
                     [&](auto& node) { return node.kind == kind && node.minor == minor; });
}

void create_disk(Evidence& evidence, std::string open_error) {
  attempt(evidence, "block", 0).create_error = "";
  attempt(evidence, "block", 0).open_error = std::move(open_error);
}

void show_no_filter(Evidence& evidence) {
  evidence.host.device_filter = evidence::DeviceFilter{.method = "devices", .list = {"a *:* rwm"}, .allows_all = true};
}

}  // namespace

std::vector<Case> device_policy_cases() {
  return {
      {"exec.device-policy-enforced", "others cannot be created", pass, nothing},
      {"exec.device-policy-enforced", "others can be created and not opened", pass,
       [](Evidence& e) { create_disk(e, "EPERM"); }},
      {"exec.device-policy-enforced", "a disk can be opened", fail, [](Evidence& e) { create_disk(e, ""); }},
      {"exec.device-policy-enforced", "a driver answers", fail, [](Evidence& e) { create_disk(e, "ENXIO"); }},
      {"exec.device-policy-enforced", "the driver refuses and there is no filter", fail,
       [](Evidence& e) {
         create_disk(e, "EPERM");
         show_no_filter(e);
       }},
      {"exec.device-policy-enforced", "a user namespace comes with a filter", pass,
       [](Evidence& e) { use_user_namespace(e, 100000); }},
      {"exec.device-policy-enforced", "a user namespace comes without a filter", fail,
       [](Evidence& e) {
         use_user_namespace(e, 100000);
         show_no_filter(e);
       }},
      {"exec.device-policy-enforced", "a kernel of its own has no such device", not_applicable,
       [](Evidence& e) {
         create_disk(e, "ENXIO");
         e.guest.start.edit().kernel = "4.4.0";
       }},
      {"exec.device-policy-enforced", "whose kernel it is, is not known", blocked,
       [](Evidence& e) {
         create_disk(e, "ENXIO");
         e.host.identity = decltype(e.host.identity)::absent("not looked at");
       }},
      {"exec.device-policy-enforced", "the host did not say what its kernel is", blocked,
       [](Evidence& e) { e.host.identity.edit().kernel.clear(); }},
      {"exec.device-policy-enforced", "the filter was not seen", blocked,
       [](Evidence& e) { e.host.device_filter = decltype(e.host.device_filter)::absent("EPERM"); }},
      {"exec.device-policy-enforced", "no other was tried", unknown,
       [](Evidence& e) { std::erase_if(e.guest.node_creation.edit(), [](auto& node) { return !node.standard; }); }},

      {"exec.device-policy-allows-standard", "all can be created", pass, nothing},
      {"exec.device-policy-allows-standard", "one cannot be created", fail,
       [](Evidence& e) { attempt(e, "character", 9).create_error = "EPERM"; }},
      {"exec.device-policy-allows-standard", "null cannot be opened", fail,
       [](Evidence& e) { attempt(e, "character", 3).open_error = "EPERM"; }},
      {"exec.device-policy-allows-standard", "a user namespace is in use", not_applicable,
       [](Evidence& e) { use_user_namespace(e, 100000); }},
      {"exec.device-policy-allows-standard", "the capability is missing", unknown,
       [](Evidence& e) {
         attempt(e, "character", 3).create_error = "EPERM";
         e.guest.capabilities.edit().permitted &= ~(1ull << 27);
       }},
      {"exec.device-policy-allows-standard", "none was tried", unknown,
       [](Evidence& e) { e.guest.node_creation.edit().clear(); }},
  };
}

}  // namespace conformance::checks::testing
