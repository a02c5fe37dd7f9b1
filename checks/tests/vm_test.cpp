// SPDX-License-Identifier: Apache-2.0
#include "checks/smbios.h"

#include "checks/tests/host_cases.h"

#include <gtest/gtest.h>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Firmware& firmware(Evidence& evidence) { return evidence.guest.firmware.edit(); }

void hide_hypervisor(Evidence& evidence) {
  evidence.guest.virtualization.edit().hypervisor_bit = false;
  firmware(evidence).dmi["sys_vendor"] = "Example Computers";
}

void set_no_uuid(Evidence& evidence) {
  firmware(evidence).dmi.erase("product_uuid");
  firmware(evidence).product_uuid_error = "ENOENT";
}

void take_no_uuid(Evidence& evidence) {
  forget(evidence.run.asked.uuid);
  evidence.run.claims["uuid"] = {"no", "it makes one for each machine"};
}

}  // namespace

std::vector<Case> vm_cases() {
  return {
      {"vm.detected-as-vm", "CPUID and DMI tell", pass, nothing},
      {"vm.detected-as-vm", "only DMI tells", pass,
       [](Evidence& e) { e.guest.virtualization.edit().hypervisor_bit = false; }},
      {"vm.detected-as-vm", "nothing tells", fail, hide_hypervisor},
      {"vm.detected-as-vm", "nothing tells, but SMBIOS could not be read", blocked,
       [](Evidence& e) {
         hide_hypervisor(e);
         firmware(e).smbios_hex.clear();
       }},
      {"vm.detected-as-vm", "DMI could not be seen", blocked,
       [](Evidence& e) {
         hide_hypervisor(e);
         forget(e.guest.firmware);
       }},
      {"vm.detected-as-vm", "it is another architecture", unknown,
       [](Evidence& e) {
         hide_hypervisor(e);
         e.guest.start.edit().architecture = "riscv64";
       }},

      {"vm.not-container", "it is none", pass, nothing},
      {"vm.not-container", "the variable is set", fail, [](Evidence& e) { set_variable(e, "container", "lxc"); }},
      {"vm.not-container", "the command line has it", fail,
       [](Evidence& e) { e.guest.virtualization.edit().kernel_command_line += " container=lxc"; }},
      {"vm.not-container", "a longer word ends so", pass,
       [](Evidence& e) { e.guest.virtualization.edit().kernel_command_line += " my.container=lxc"; }},

      {"vm.product-uuid-set", "it is", pass, nothing},
      {"vm.product-uuid-set", "it is in the device tree", pass,
       [](Evidence& e) {
         set_no_uuid(e);
         firmware(e).device_tree_uuid = machine_uuid;
       }},
      {"vm.product-uuid-set", "it was asked for and is not", fail, set_no_uuid},
      {"vm.product-uuid-set", "it was not asked for", blocked,
       [](Evidence& e) {
         set_no_uuid(e);
         forget(e.run.asked.uuid);
       }},
      {"vm.product-uuid-set", "the manager takes none", not_applicable,
       [](Evidence& e) {
         set_no_uuid(e);
         take_no_uuid(e);
       }},
      {"vm.product-uuid-set", "there is no DMI", not_applicable,
       [](Evidence& e) {
         firmware(e).dmi.clear();
         firmware(e).smbios_hex.clear();
       }},
      {"vm.product-uuid-set", "the probe may not read it", blocked,
       [](Evidence& e) {
         set_no_uuid(e);
         firmware(e).product_uuid_error = "EACCES";
       }},

      {"vm.product-uuid-not-host", "it is another", pass, nothing},
      {"vm.product-uuid-not-host", "it is the host's", fail,
       [](Evidence& e) { firmware(e).dmi["product_uuid"] = host_product_uuid; }},
      {"vm.product-uuid-not-host", "there is none", not_applicable, set_no_uuid},
      {"vm.product-uuid-not-host", "the host's is not known", blocked,
       [](Evidence& e) { e.host.identity.edit().product_uuid.clear(); }},

      {"vm.product-uuid-spelling", "it is the one asked for", pass, nothing},
      {"vm.product-uuid-spelling", "it is swapped", fail,
       [](Evidence& e) { firmware(e).dmi["product_uuid"] = "d19b1d5f-a2c6-0f4e-b7e1-cf27de3f0b52"; }},
      {"vm.product-uuid-spelling", "none was asked for", blocked, [](Evidence& e) { forget(e.run.asked.uuid); }},
      {"vm.product-uuid-spelling", "the manager takes none", not_applicable, take_no_uuid},

      {"vm.scope-processes-attributed", "it is in a scope", pass, nothing},
      {"vm.scope-processes-attributed", "it is in no unit", fail, leave_units},
      {"vm.scope-processes-attributed", "it is in another slice", fail,
       [](Evidence& e) { e.host.unit.edit().slice = "user-0.slice"; }},
      {"vm.scope-processes-attributed", "it is not registered", not_applicable, unregister},
  };
}

namespace {

/// A BIOS information structure with its strings, then an end-of-table one.
std::vector<std::uint8_t> table_with(std::uint8_t extension) {
  std::vector<std::uint8_t> table = {1, 4, 1, 0, 'x', 0, 0};  // another structure in front
  std::vector<std::uint8_t> bios(24, 0);
  bios[1] = 24;
  bios[0x13] = extension;
  table.insert(table.end(), bios.begin(), bios.end());
  table.insert(table.end(), {'S', 0, 0, 127, 4, 2, 0, 0, 0});
  return table;
}

TEST(Smbios, TheBitIsFoundBehindOtherStructures) {
  EXPECT_TRUE(smbios_says_vm(table_with(0x1c)));
  EXPECT_FALSE(smbios_says_vm(table_with(0x0c)));
}

TEST(Smbios, AnyCutOfTheTableIsRead) {
  const auto whole = table_with(0x1c);
  for (std::size_t size = 0; size < whole.size(); ++size)
    (void)smbios_says_vm({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
  EXPECT_FALSE(smbios_says_vm({0, 0, 0, 0}));
}

TEST(Hexadecimal, IsReadOrRefused) {
  EXPECT_EQ(bytes_of("00fF"), (std::vector<std::uint8_t>{0, 255}));
  EXPECT_EQ(bytes_of("0"), std::nullopt);
  EXPECT_EQ(bytes_of("zz"), std::nullopt);
}

}  // namespace

}  // namespace conformance::checks::testing
