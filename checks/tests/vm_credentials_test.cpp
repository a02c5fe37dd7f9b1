// SPDX-License-Identifier: Apache-2.0
#include "checks/smbios.h"
#include "checks/vm_channels.h"

#include "checks/tests/host_cases.h"

#include <gmock/gmock.h>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Firmware& firmware(Evidence& evidence) { return evidence.guest.firmware.edit(); }

/// The machine shows these strings and no files.
void show_only(Evidence& evidence, const std::vector<std::string>& strings) {
  firmware(evidence).smbios_hex = smbios_with({strings});
  firmware(evidence).fw_cfg.clear();
}

void fail_to_read_smbios(Evidence& evidence) { firmware(evidence).smbios_hex.clear(); }

void hide_smbios(Evidence& evidence) {
  firmware(evidence).smbios_hex.clear();
  firmware(evidence).dmi.clear();
}

void cut_table(Evidence& evidence) { firmware(evidence).smbios_hex.resize(100); }

void ask_nothing(Evidence& evidence) {
  forget(evidence.run.asked.credentials);
  forget(evidence.run.asked.smbios_strings);
}

void on_command_line(Evidence& evidence) {
  evidence.guest.virtualization.edit().kernel_command_line += " systemd.set_credential=cf.text:secret";
}

void without_channels(Evidence& evidence) {
  show_only(evidence, {});
  hide_smbios(evidence);
  firmware(evidence).fw_cfg_device = false;
  firmware(evidence).fw_cfg_error = "ENOENT";
}

/// The strings asked for, one of them replaced; an empty replacement leaves it out.
void replace_string(Evidence& evidence, std::string_view key, const std::string& by) {
  auto strings = vm_strings_asked();
  std::erase_if(strings, [&](auto& text) { return text.starts_with(key); });
  if (!by.empty()) strings.push_back(by);
  firmware(evidence).smbios_hex = smbios_with({vm_credential_strings(), strings});
}

void lose_fw_cfg_driver(Evidence& evidence) {
  firmware(evidence).fw_cfg.clear();
  firmware(evidence).fw_cfg_error = "ENOENT";
}

void make_confidential(Evidence& evidence, const char* kind) {
  evidence.guest.virtualization.edit().confidential = kind;
}

std::vector<Case> confidential_cases() {
  return {
      {"vm.cred-confidential", "it is an ordinary machine", not_applicable, nothing},
      {"vm.cred-confidential", "all came by SMBIOS and fw_cfg", fail,
       [](Evidence& e) { make_confidential(e, "sev-snp"); }},
      {"vm.cred-confidential", "SMBIOS of TDX is measured", pass,
       [](Evidence& e) {
         make_confidential(e, "tdx");
         firmware(e).fw_cfg.clear();
       }},
      {"vm.cred-confidential", "fw_cfg of TDX is not", fail, [](Evidence& e) { make_confidential(e, "tdx"); }},
      {"vm.cred-confidential", "it came on the command line", pass,
       [](Evidence& e) {
         make_confidential(e, "sev");
         show_only(e, {});
         on_command_line(e);
       }},
      {"vm.cred-confidential", "none came", not_applicable,
       [](Evidence& e) {
         make_confidential(e, "sev");
         show_only(e, {});
       }},
      {"vm.cred-confidential", "the guest cannot tell", unknown, [](Evidence& e) { make_confidential(e, "unknown"); }},
      {"vm.cred-confidential", "nothing was asked for", blocked,
       [](Evidence& e) {
         make_confidential(e, "sev");
         ask_nothing(e);
       }},
  };
}

std::vector<Case> string_cases() {
  return {
      {"vm.smbios-strings-verbatim", "it stands there", pass, nothing},
      {"vm.smbios-strings-verbatim", "it was cut at the comma", fail,
       [](Evidence& e) { replace_string(e, "conformance", "conformance:a=b"); }},
      {"vm.smbios-strings-verbatim", "it was cut at 255", fail,
       [](Evidence& e) { replace_string(e, "conformance", vm_strings_asked().front().substr(0, 255)); }},
      {"vm.smbios-strings-verbatim", "it is missing", fail, [](Evidence& e) { replace_string(e, "conformance", ""); }},
      {"vm.smbios-strings-verbatim", "a string of nobody is there too", pass,
       [](Evidence& e) { replace_string(e, "io.systemd.boot.timeout", "somebody else's"); }},
      {"vm.smbios-strings-verbatim", "there is no SMBIOS", not_applicable, hide_smbios},
      {"vm.smbios-strings-verbatim", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.smbios-strings-verbatim", "the table is cut", blocked, cut_table},
      {"vm.smbios-strings-verbatim", "nothing was asked for", blocked, ask_nothing},

      {"vm.stub-cmdline-extra", "it stands there", pass, nothing},
      {"vm.stub-cmdline-extra", "it was cut", fail,
       [](Evidence& e) { replace_string(e, "io.systemd.stub", "io.systemd.stub.kernel-cmdline-extra=one"); }},
      {"vm.stub-cmdline-extra", "there is no SMBIOS", not_applicable, hide_smbios},
      {"vm.stub-cmdline-extra", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.stub-cmdline-extra", "nothing was asked for", blocked, ask_nothing},
      {"vm.boot-cmdline-extra", "it stands there", pass, nothing},
      {"vm.boot-cmdline-extra", "it is missing", fail,
       [](Evidence& e) { replace_string(e, "io.systemd.boot.kernel-cmdline-extra", ""); }},
      {"vm.boot-cmdline-extra", "it was not asked for", blocked,
       [](Evidence& e) { e.run.asked.smbios_strings = std::vector<std::string>{"other"}; }},
      {"vm.boot-entries-extra", "it stands there", pass, nothing},
      {"vm.boot-entries-extra", "it is missing", fail,
       [](Evidence& e) { replace_string(e, "io.systemd.boot.entries-extra", ""); }},
      {"vm.boot-entries-extra", "there is no SMBIOS", not_applicable, hide_smbios},
      {"vm.boot-entries-extra", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.boot-loglevel-timeout", "both stand there", pass, nothing},
      {"vm.boot-loglevel-timeout", "one is missing", fail,
       [](Evidence& e) { replace_string(e, "io.systemd.boot.timeout", ""); }},
      {"vm.boot-loglevel-timeout", "the table is cut", blocked, cut_table},
  };
}

}  // namespace

std::vector<Case> vm_credential_cases() {
  std::vector<Case> cases = {
      {"vm.cred-smbios-text", "it is the same", pass, nothing},
      {"vm.cred-smbios-text", "it was cut at the comma", fail,
       [](Evidence& e) { show_only(e, {"io.systemd.credential:cf.text=a text"}); }},
      {"vm.cred-smbios-text", "it came in the binary form", not_applicable,
       [](Evidence& e) { show_only(e, {"io.systemd.credential.binary:cf.text=YSB0ZXh0"}); }},
      {"vm.cred-smbios-text", "only somebody else's came", not_applicable,
       [](Evidence& e) { show_only(e, {"io.systemd.credential:other=a"}); }},
      {"vm.cred-smbios-text", "there is no SMBIOS", not_applicable, hide_smbios},
      {"vm.cred-smbios-text", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.cred-smbios-text", "the table is cut", blocked, cut_table},
      {"vm.cred-smbios-text", "none was asked for", blocked, ask_nothing},

      {"vm.cred-smbios-binary", "it is the same", pass, nothing},
      {"vm.cred-smbios-binary", "it ends at the NUL byte", fail,
       [](Evidence& e) { show_only(e, {"io.systemd.credential.binary:cf.binary="}); }},
      {"vm.cred-smbios-binary", "it is no base64", fail,
       [](Evidence& e) { show_only(e, {"io.systemd.credential.binary:cf.binary=AP8K*A=="}); }},
      {"vm.cred-smbios-binary", "the padding is missing", pass,
       [](Evidence& e) { show_only(e, {"io.systemd.credential.binary:cf.binary=AP8KLA"}); }},
      {"vm.cred-smbios-binary", "it came another way", not_applicable, [](Evidence& e) { show_only(e, {}); }},
      {"vm.cred-smbios-binary", "the table is cut", blocked, cut_table},

      {"vm.cred-smbios-multiple", "all came", pass, nothing},
      {"vm.cred-smbios-multiple", "each has a structure of its own", pass,
       [](Evidence& e) {
         const auto strings = vm_credential_strings();
         firmware(e).smbios_hex = smbios_with({{strings[1]}, {strings[2]}});
       }},
      {"vm.cred-smbios-multiple", "one is missing", fail,
       [](Evidence& e) { firmware(e).smbios_hex = smbios_with({{vm_credential_strings()[1]}}); }},
      {"vm.cred-smbios-multiple", "only one came this way", not_applicable,
       [](Evidence& e) {
         firmware(e).smbios_hex = smbios_with({{vm_credential_strings()[1]}});
         firmware(e).fw_cfg.push_back({.name = "cf.binary", .hex = "00ff0a2c"});
       }},
      {"vm.cred-smbios-multiple", "none came at all", unknown, [](Evidence& e) { show_only(e, {}); }},
      {"vm.cred-smbios-multiple", "there is no SMBIOS", not_applicable, hide_smbios},
      {"vm.cred-smbios-multiple", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.cred-smbios-multiple", "what is missing may be where the kernel cannot look", blocked, lose_fw_cfg_driver},

      {"vm.cred-fwcfg", "it is the same", pass, nothing},
      {"vm.cred-fwcfg", "SMBIOS could not be read, which it does not need", pass, fail_to_read_smbios},
      {"vm.cred-fwcfg", "it was cut", fail, [](Evidence& e) { firmware(e).fw_cfg.front().hex.resize(510); }},
      {"vm.cred-fwcfg", "none came this way", not_applicable, [](Evidence& e) { firmware(e).fw_cfg.clear(); }},
      {"vm.cred-fwcfg", "there is no device", not_applicable, without_channels},
      {"vm.cred-fwcfg", "the kernel does not use the device", blocked,
       [](Evidence& e) { firmware(e).fw_cfg_error = "ENOENT"; }},
      {"vm.cred-fwcfg", "it is another architecture", unknown,
       [](Evidence& e) {
         without_channels(e);
         e.guest.start.edit().architecture = "aarch64";
       }},

      {"vm.cred-names-and-size", "they are valid", pass, nothing},
      {"vm.cred-names-and-size", "one has a slash", fail,
       [](Evidence& e) { show_only(e, {"io.systemd.credential:no/name=x"}); }},
      {"vm.cred-names-and-size", "one has no name", fail,
       [](Evidence& e) { show_only(e, {"io.systemd.credential:=x"}); }},
      {"vm.cred-names-and-size", "one has a blank in its name", pass,
       [](Evidence& e) { show_only(e, {"io.systemd.credential:a name=x"}); }},
      {"vm.cred-names-and-size", "there are none", not_applicable, [](Evidence& e) { show_only(e, {}); }},
      {"vm.cred-names-and-size", "the table is cut", blocked, cut_table},
      {"vm.cred-names-and-size", "SMBIOS could not be read", blocked, fail_to_read_smbios},
      {"vm.cred-names-and-size", "more may be where the kernel cannot look", blocked, lose_fw_cfg_driver},

      {"vm.cred-not-on-cmdline", "there are none", pass, nothing},
      {"vm.cred-not-on-cmdline", "there is one", fail, on_command_line},
      {"vm.cred-not-on-cmdline", "SMBIOS could not be read, and there are none", pass, fail_to_read_smbios},
      {"vm.cred-not-on-cmdline", "SMBIOS could not be read, and there is no fw_cfg", blocked,
       [](Evidence& e) {
         on_command_line(e);
         fail_to_read_smbios(e);
         firmware(e).fw_cfg_device = false;
         firmware(e).fw_cfg_error = "ENOENT";
       }},
      {"vm.cred-not-on-cmdline", "a longer word ends so", pass,
       [](Evidence& e) { e.guest.virtualization.edit().kernel_command_line += " my.systemd.set_credential=a:b"; }},
      {"vm.cred-not-on-cmdline", "there is no other channel", not_applicable,
       [](Evidence& e) {
         without_channels(e);
         on_command_line(e);
       }},
  };
  for (const Case& one : string_cases()) cases.push_back(one);
  for (const Case& one : confidential_cases()) cases.push_back(one);
  return cases;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(OemStrings, AreThoseOfEveryStructure) {
  EXPECT_THAT(oem_strings(smbios_with({{"a", "b,c"}, {}, {"d"}})), Optional(ElementsAre("a", "b,c", "d")));
  EXPECT_THAT(oem_strings(smbios_with({})), Optional(IsEmpty()));
  EXPECT_THAT(oem_strings(""), Optional(IsEmpty()));
}

TEST(OemStrings, OfACutTableAreNone) {
  const std::string whole = smbios_with({{"first", "second"}});
  const std::size_t end = whole.size() - 12;  // the end-of-table structure may be missing as a whole
  for (std::size_t size = 2; size < whole.size(); size += 2)
    EXPECT_EQ(oem_strings(whole.substr(0, size)).has_value(), size == end) << size;
}

TEST(OemStrings, StopAtTheEndOfTheTable) {
  EXPECT_THAT(oem_strings(smbios_with({{"a"}}) + "0b0500"), Optional(ElementsAre("a")));
}

TEST(OemStrings, OfALyingLengthAreNone) {
  EXPECT_EQ(oem_strings("0b0300000000"), std::nullopt);
  EXPECT_EQ(oem_strings("0bff00000000"), std::nullopt);
}

TEST(VsockAddress, NamesKindHostAndPort) {
  const auto address = parse_vsock_address("vsock-seqpacket:2:1234");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->kind, "seqpacket");
  EXPECT_EQ(address->cid, 2u);
  EXPECT_EQ(address->port, 1234u);
  EXPECT_TRUE(parse_vsock_address("vsock:2:1"));
  for (const char* wrong : {"", "vsock", "vsock::1", "vsock:2", "vsock:2:0", "vsock:2:1:", "vsock-tcp:2:1", "vsock:2:x",
                            "vsock:-1:5", "vsock:4294967295:5", "vsock:2:4294967295", "/run/notify", "vsock: 2:1"})
    EXPECT_FALSE(parse_vsock_address(wrong)) << wrong;
}

}  // namespace

}  // namespace conformance::checks::testing
