// SPDX-License-Identifier: Apache-2.0
// Credentials and other strings that reach a virtual machine through its firmware.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/sections.h"
#include "checks/smbios.h"
#include "checks/vm_channels.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::AskedCredential;

constexpr Source credentials_by_firmware = {"VM_INTERFACE", "", "1"};
constexpr Source smbios_strings = {"smbios-type-11(7)", "Description"};

std::string content_of(const AskedCredential& credential) {
  const auto bytes = bytes_of(credential.hex);
  if (!bytes) throw evidence::Absent("what was asked for as " + credential.name + " is not readable");
  return {bytes->begin(), bytes->end()};
}

const AskedCredential* asked_for(const Evidence& evidence, std::string_view name) {
  for (const auto& credential : *evidence.run.asked.credentials)
    if (credential.name == name) return &credential;
  return nullptr;
}

std::string sizes(const Arrived& arrived, const std::string& wanted) {
  if (!arrived.content) return arrived.name + " cannot be decoded";
  return arrived.name + " has " + counted(arrived.content->size(), "byte", "bytes") + ", asked for " +
         counted(wanted.size(), "byte", "bytes");
}

/// Compares what came through one channel with what was asked for.
Finding judge_channel(const Evidence& evidence, Channel channel, std::string_view kind) {
  std::string seen;
  for (const auto& arrived :
       channel == Channel::fw_cfg ? fw_cfg_credentials(evidence) : arrived_credentials(evidence)) {
    const auto* asked = arrived.channel == channel ? asked_for(evidence, arrived.name) : nullptr;
    if (asked == nullptr) continue;
    const std::string wanted = content_of(*asked);
    if (arrived.content != wanted) return fail(sizes(arrived, wanted) + ", and it differs");
    seen += (seen.empty() ? "" : ", ") + arrived.name + " (" + counted(wanted.size(), "byte", "bytes") + ")";
  }
  if (!seen.empty()) return pass(seen);
  return not_applicable("not offered: none of the credentials asked for came " + std::string(kind));
}

template <Channel channel>
Finding judge_smbios(const Evidence& evidence) {
  (void)*evidence.run.asked.credentials;
  if (!has_smbios(evidence)) return not_applicable("the machine has no SMBIOS table");
  return judge_channel(evidence, channel,
                       channel == Channel::smbios_text ? "as a text in SMBIOS" : "in the binary form in SMBIOS");
}

Finding judge_multiple(const Evidence& evidence) {
  const auto& asked = *evidence.run.asked.credentials;
  if (!has_smbios(evidence)) return not_applicable("the machine has no SMBIOS table");
  const auto arrived = arrived_credentials(evidence);
  std::vector<std::string> by_smbios;
  std::vector<std::string> missing;
  for (const auto& credential : asked) {
    const auto found = std::ranges::find(arrived, credential.name, &Arrived::name);
    if (found == arrived.end())
      missing.push_back(credential.name);
    else if (found->channel != Channel::fw_cfg && found->channel != Channel::command_line)
      by_smbios.push_back(credential.name);
  }
  if (!missing.empty()) require_fw_cfg(evidence);
  if (missing.size() == asked.size()) return unknown("no credential came by SMBIOS, fw_cfg or the command line");
  if (by_smbios.empty()) return not_applicable("not offered: no credential came by SMBIOS");
  if (!missing.empty()) return fail("came: " + listing(by_smbios) + "; nowhere to be found: " + listing(missing));
  if (by_smbios.size() < 2) return not_applicable("only one credential came by SMBIOS, the others another way");
  return pass(listing(by_smbios));
}

Finding judge_fw_cfg(const Evidence& evidence) {
  (void)*evidence.run.asked.credentials;
  const auto& firmware = *evidence.guest.firmware;
  if (firmware.fw_cfg_error.empty()) return judge_channel(evidence, Channel::fw_cfg, "by fw_cfg");
  require_fw_cfg(evidence);
  if (evidence.guest.start->architecture != "x86_64")
    return unknown("no fw_cfg in sysfs (" + firmware.fw_cfg_error + "), and no ACPI device to tell why");
  return not_applicable("the machine has no fw_cfg device");
}

Finding judge_names_and_size(const Evidence& evidence) {
  constexpr std::size_t limit = 1024 * 1024;
  const auto arrived = arrived_credentials(evidence);
  std::size_t total = 0;
  for (const auto& credential : arrived) {
    if (!is_credential_name(credential.name))
      return fail("not a name of a credential: \"" + credential.name.substr(0, 100) + "\"");
    total += credential.content ? credential.content->size() : 0;
  }
  require_fw_cfg(evidence);
  if (arrived.empty()) return not_applicable("no credential came by SMBIOS, fw_cfg or the command line");
  return pass_if(total < limit, counted(arrived.size(), "credential", "credentials") + ", together " +
                                    counted(total, "byte", "bytes"));
}

Finding judge_not_on_command_line(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const auto& credential : command_line_credentials(evidence)) names.push_back(credential.name.substr(0, 100));
  if (names.empty()) return pass("no systemd.set_credential on the kernel command line");
  const auto& firmware = *evidence.guest.firmware;
  if (!firmware.fw_cfg_device && !firmware.fw_cfg_error.empty() && !has_smbios(evidence))
    return not_applicable("the machine has neither SMBIOS nor fw_cfg");
  return fail("on the kernel command line: " + listing(names));
}

/// What a guest takes from nobody when the host could have made it up; for TDX the SMBIOS table is measured.
bool is_ignored(Channel channel, std::string_view kind) {
  if (channel == Channel::command_line) return false;
  return channel == Channel::fw_cfg || kind != "tdx";
}

Finding judge_confidential(const Evidence& evidence) {
  const auto& kind = evidence.guest.virtualization->confidential;
  if (kind == "none") return not_applicable("the host can read the machine's memory: it is no confidential VM");
  if (kind.empty() || kind == "unknown") return unknown("the guest cannot tell whether it is a confidential VM");
  (void)*evidence.run.asked.credentials;
  std::set<std::string> taken;
  std::set<std::string> ignored;
  for (const auto& arrived : arrived_credentials(evidence))
    if (asked_for(evidence, arrived.name) != nullptr)
      (is_ignored(arrived.channel, kind) ? ignored : taken).insert(arrived.name);
  std::erase_if(ignored, [&](const auto& name) { return taken.contains(name); });
  if (!ignored.empty())
    return fail("came only by a way that a guest with " + kind +
                " ignores: " + listing({ignored.begin(), ignored.end()}));
  require_fw_cfg(evidence);
  if (taken.empty()) return not_applicable("not offered: no credential came by SMBIOS, fw_cfg or the command line");
  return pass(listing({taken.begin(), taken.end()}) + " came by a way that a guest with " + kind + " takes");
}

/// What is left of `wanted` among the strings: its longest beginning that is one of them.
const std::string* rest_of(const std::string& wanted, const std::vector<std::string>& strings) {
  const std::string* longest = nullptr;
  for (const auto& text : strings)
    if (!text.empty() && wanted.starts_with(text) && (longest == nullptr || text.size() > longest->size()))
      longest = &text;
  return longest;
}

/// Whether one string asked for stands there as it is.
Finding judge_string(const std::string& wanted, const std::vector<std::string>& strings) {
  const std::string name = "\"" + wanted.substr(0, 60) + (wanted.size() > 60 ? "…\"" : "\"");
  if (std::ranges::count(strings, wanted) > 0) return pass(name + " stands in type 11 as it is");
  const auto* rest = rest_of(wanted, strings);
  if (rest == nullptr) return fail(name + " is not among the strings of type 11");
  return fail(name + " was cut after " + counted(rest->size(), "byte", "bytes"));
}

bool is_for_systemd(std::string_view text) { return text.starts_with("io.systemd."); }

Finding judge_verbatim(const Evidence& evidence) {
  const auto& asked = *evidence.run.asked.smbios_strings;
  if (!has_smbios(evidence)) return not_applicable("the machine has no SMBIOS table");
  const auto strings = strings_of_firmware(evidence);
  std::size_t seen = 0;
  for (const auto& wanted : asked) {
    if (is_for_systemd(wanted)) continue;
    if (auto finding = judge_string(wanted, strings); finding.outcome != Outcome::pass) return finding;
    ++seen;
  }
  if (seen == 0) return blocked("the manager was asked for no such string");
  return pass(counted(seen, "string", "strings") + " in type 11 as asked for");
}

/// The strings for a boot loader that begin with one of these words. None of them is honoured at a direct kernel boot;
/// that they can be passed shows in the table.
Finding judge_boot_strings(const Evidence& evidence, std::initializer_list<std::string_view> keys) {
  const auto& asked = *evidence.run.asked.smbios_strings;
  if (!has_smbios(evidence)) return not_applicable("the machine has no SMBIOS table");
  const auto strings = strings_of_firmware(evidence);
  std::string saw;
  for (const std::string_view key : keys) {
    const auto wanted = std::ranges::find_if(asked, [&](auto& text) { return text.starts_with(key); });
    if (wanted == asked.end()) return blocked("the manager was not asked for " + std::string(key));
    const auto finding = judge_string(*wanted, strings);
    if (finding.outcome != Outcome::pass) return finding;
    saw += (saw.empty() ? "" : ", ") + finding.saw;
  }
  return pass(saw);
}

constexpr std::string_view see_strings = "the strings of type 11 in the SMBIOS table, compared byte by byte";
constexpr std::string_view keep_strings =
    "Pass strings of SMBIOS type 11 through unchanged; with QEMU in a file (path=), or with every comma doubled.";

constexpr Clause clauses[] = {
    {
        .id = "vm.cred-smbios-text",
        .says = "Text credentials reach the guest as SMBIOS type 11 strings io.systemd.credential:NAME=VALUE.",
        .level = optional,
        .subject = vm,
        .source = credentials_by_firmware,
        .since = "v253",
        .preconditions = "the machine has SMBIOS, and a credential comes in this form",
        .observe = "the strings of type 11 in the SMBIOS table, compared with the credentials asked for",
        .remedy = "Keep commas, equal signs and blanks of the value: with QEMU pass it in a file (path=), or use the "
                  "binary form.",
        .scenario = "vm-credentials",
        .judge = judge_smbios<Channel::smbios_text>,
    },
    {
        .id = "vm.cred-smbios-binary",
        .says =
            "Binary credentials reach the guest as SMBIOS type 11 strings io.systemd.credential.binary:NAME=<base64>.",
        .level = optional,
        .subject = vm,
        .source = credentials_by_firmware,
        .since = "v253",
        .preconditions = "the machine has SMBIOS, and a credential comes in this form",
        .observe = "the strings of type 11 in the SMBIOS table, decoded and compared with the credentials asked for",
        .remedy = "Encode the bytes of the file as they are, with its NUL bytes and newlines, in base64.",
        .scenario = "vm-credentials",
        .judge = judge_smbios<Channel::smbios_binary>,
    },
    {
        .id = "vm.cred-smbios-multiple",
        .says = "All of several credentials in SMBIOS strings arrive, in one or several type 11 structures.",
        .level = recommended,
        .subject = vm,
        .source = smbios_strings,
        .since = "v253",
        .preconditions = "the machine has SMBIOS, and several credentials are passed that way",
        .observe = "the names of the credentials asked for, among those in SMBIOS, fw_cfg and the command line",
        .remedy = "Pass every credential, each in a string of its own.",
        .scenario = "vm-credentials",
        .judge = judge_multiple,
    },
    {
        .id = "vm.cred-fwcfg",
        .says = "QEMU-style managers may pass credentials as fw_cfg opt/io.systemd.credentials/NAME.",
        .level = optional,
        .subject = vm,
        .source = credentials_by_firmware,
        .since = "v251",
        .preconditions = "the machine has a fw_cfg device, and a credential comes that way",
        .observe = "/sys/firmware/qemu_fw_cfg, compared with the credentials asked for",
        .remedy = "Pass the file as it is (-fw_cfg name=opt/io.systemd.credentials/NAME,file=…); the name, prefix "
                  "included, has 55 characters.",
        .scenario = "vm-credentials",
        .judge = judge_fw_cfg,
    },
    {
        .id = "vm.cred-names-and-size",
        .says = "Names of credentials are valid file names without a colon, and all together stay below 1 MiB.",
        .level = recommended,
        .subject = vm,
        .source = {"systemd.exec(5)", "Credentials"},
        .since = "v251",
        .preconditions = "a credential is passed",
        .observe = "every credential in SMBIOS, fw_cfg and on the kernel command line",
        .remedy = "Refuse names with a slash, a colon or control characters; the guest ignores such credentials.",
        .scenario = "vm-credentials",
        .judge = judge_names_and_size,
    },
    {
        .id = "vm.cred-not-on-cmdline",
        .says = "Secrets are not put on the kernel command line when SMBIOS or fw_cfg is available.",
        .level = recommended,
        .subject = vm,
        .source = {"CREDENTIALS",
                   "Inheritance from Container Managers, Hypervisors, Kernel Command Line, or the UEFI Boot "
                   "Environment",
                   "5"},
        .since = "v251",
        .preconditions = "the machine has SMBIOS or fw_cfg",
        .observe = "systemd.set_credential= and systemd.set_credential_binary= in /proc/cmdline",
        .remedy = "Pass credentials by SMBIOS or fw_cfg: every process in the guest can read the command line.",
        .scenario = "vm-credentials",
        .judge = judge_not_on_command_line,
    },
    {
        .id = "vm.cred-confidential",
        .says =
            "For confidential VMs credentials must not rely on SMBIOS/fw_cfg (guest ignores them; TDX SMBIOS is the "
            "exception).",
        .level = optional,
        .subject = vm,
        .source = {"systemd-vmspawn(1)", "--coco="},
        .since = "v254",
        .preconditions = "the guest is a confidential VM (SEV, TDX), and a credential is passed",
        .observe = "CPUID and MSR_AMD64_SEV in the guest, and the way each of the credentials came",
        .remedy = "Pass credentials in the initrd or the unified kernel image, which are measured.",
        .scenario = "vm-credentials",
        .judge = judge_confidential,
    },
    {
        .id = "vm.smbios-strings-verbatim",
        .says = "The manager passes arbitrary SMBIOS type 11 strings unmodified (\":\" \"=\" \",\" and >255 chars).",
        .level = recommended,
        .subject = vm,
        .source = smbios_strings,
        .since = "v253",
        .preconditions = "the machine has SMBIOS, and the manager takes such strings",
        .observe = see_strings,
        .remedy = keep_strings,
        .scenario = "boot-loader",
        .judge = judge_verbatim,
    },
    {
        .id = "vm.stub-cmdline-extra",
        .says = "SMBIOS string io.systemd.stub.kernel-cmdline-extra= can be passed, for systemd-stub to honour.",
        .level = optional,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "5"},
        .since = "v254",
        .preconditions = "the machine has SMBIOS, and the manager takes such strings",
        .observe = see_strings,
        .remedy = keep_strings,
        .scenario = "boot-loader",
        .judge = [](const Evidence& e) { return judge_boot_strings(e, {"io.systemd.stub.kernel-cmdline-extra="}); },
    },
    {
        .id = "vm.boot-cmdline-extra",
        .says = "SMBIOS string io.systemd.boot.kernel-cmdline-extra= can be passed, for systemd-boot to honour.",
        .level = optional,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "5"},
        .since = "v256",
        .preconditions = "the machine has SMBIOS, and the manager takes such strings",
        .observe = see_strings,
        .remedy = keep_strings,
        .scenario = "boot-loader",
        .judge = [](const Evidence& e) { return judge_boot_strings(e, {"io.systemd.boot.kernel-cmdline-extra="}); },
    },
    {
        .id = "vm.boot-entries-extra",
        .says = "Extra menu entries can be passed: io.systemd.boot.entries-extra:ID=DEFINITION.",
        .level = optional,
        .subject = vm,
        .source = smbios_strings,
        .since = "v258",
        .preconditions = "the machine has SMBIOS, and the manager takes such strings",
        .observe = see_strings,
        .remedy = keep_strings,
        .scenario = "boot-loader",
        .judge = [](const Evidence& e) { return judge_boot_strings(e, {"io.systemd.boot.entries-extra:"}); },
    },
    {
        .id = "vm.boot-loglevel-timeout",
        .says = "SMBIOS strings io.systemd.boot.loglevel= and io.systemd.boot.timeout= can be passed.",
        .level = optional,
        .subject = vm,
        .source = smbios_strings,
        .since = "v259/v260",
        .preconditions = "the machine has SMBIOS, and the manager takes such strings",
        .observe = see_strings,
        .remedy = keep_strings,
        .scenario = "boot-loader",
        .judge =
            [](const Evidence& e) {
              return judge_boot_strings(e, {"io.systemd.boot.loglevel=", "io.systemd.boot.timeout="});
            },
    },
};

}  // namespace

Section vm_credentials() { return clauses; }

}  // namespace conformance::checks
