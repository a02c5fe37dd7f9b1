// SPDX-License-Identifier: Apache-2.0
#include "checks/payload_facts.h"

#include "checks/env_facts.h"
#include "checks/facts.h"

#include <algorithm>
#include <charconv>

namespace conformance::checks {

using evidence::Evidence;
using evidence::PayloadUnit;

namespace {

bool is_no(std::string_view word) { return is_one_of(word, {"0", "no", "n", "false", "f", "off"}); }

}  // namespace

const PayloadUnit* payload_unit(const Evidence& evidence, std::string_view name) {
  const auto& units = evidence.guest.payload->units;
  const auto found = std::ranges::find(units, name, &PayloadUnit::name);
  return found == units.end() ? nullptr : &*found;
}

bool is_usable(const PayloadUnit* unit) { return unit != nullptr && unit->load_state == "loaded"; }

bool is_active(const PayloadUnit* unit) { return unit != nullptr && unit->active_state == "active"; }

std::string describe(const PayloadUnit* unit, std::string_view name) {
  if (unit == nullptr) return std::string(name) + ": not loaded";
  return unit->name + ": " + (unit->load_state == "loaded" ? unit->active_state : unit->load_state);
}

std::vector<std::string> started_vt_gettys(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const auto& unit : evidence.guest.payload->units)
    if (unit.name.starts_with("getty@tty") && unit.active_state != "inactive") names.push_back(unit.name);
  return names;
}

std::int64_t payload_systemd(const Evidence& evidence) {
  const std::string& text = evidence.guest.payload->systemd_version;
  std::int64_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

bool switched_off(const Evidence& evidence, std::string_view argument, std::string_view variable) {
  const std::string assignment = std::string(argument) + "=";
  auto words = evidence.guest.start->arguments;
  if (evidence.run.subject == "vm") words = words_of(evidence.guest.virtualization->kernel_command_line);
  for (const auto& word : words)
    if (word.starts_with(assignment) && is_no(word.substr(assignment.size()))) return true;
  return is_no(guest_variable(evidence, variable).value_or(""));
}

std::string detected_container(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  const std::string word = payload.detected.empty() ? payload.virtualization : payload.detected;
  // What org.freedesktop.systemd1.Manager in the guest says may be a VM's word; systemd-detect-virt was asked for
  // containers only.
  const bool machine = is_one_of(
      word, {"none",      "kvm",   "amazon", "qemu", "bochs",   "xen",   "uml", "vmware", "oracle",  "microsoft", "zvm",
             "parallels", "bhyve", "qnx",    "acrn", "powervm", "apple", "sre", "google", "arm-cca", "vm-other"});
  return machine ? "" : word;
}

bool has_system_credential(const Evidence& evidence, std::string_view name) {
  const auto& all = evidence.guest.payload->credentials;
  return std::ranges::find(all, name, &evidence::PayloadCredential::name) != all.end();
}

std::vector<std::string> missing_credentials(const Evidence& evidence,
                                             const std::vector<evidence::Credential>& passed) {
  std::vector<std::string> missing;
  const auto& seen = evidence.guest.payload->credentials;
  for (const auto& one : passed) {
    if (one.kind != "file") continue;
    const auto found = std::ranges::find(seen, one.name, &evidence::PayloadCredential::name);
    if (found == seen.end() || found->hex != one.hex) missing.push_back(one.name);
  }
  return missing;
}

}  // namespace conformance::checks
