// SPDX-License-Identifier: Apache-2.0
#include "checks/env_facts.h"

#include "checks/tests/host_cases.h"

#include <gtest/gtest.h>

namespace conformance::checks::testing {

using enum Outcome;

std::vector<Case> env_cases() {
  return {
      {"env.container", "it is set", pass, nothing},
      {"env.container", "it is not set", fail, [](Evidence& e) { unset_variable(e, "container"); }},
      {"env.container", "it is empty", fail, [](Evidence& e) { set_variable(e, "container", ""); }},
      {"env.container", "nobody saw the environment", blocked, [](Evidence& e) { forget(e.guest.environment); }},

      {"env.container-format", "it is one short word", pass, nothing},
      {"env.container-format", "it has a hyphen", pass,
       [](Evidence& e) { set_variable(e, "container", "lxc-libvirt"); }},
      {"env.container-format", "it has upper case", fail, [](Evidence& e) { set_variable(e, "container", "LXC"); }},
      {"env.container-format", "it has a blank", fail, [](Evidence& e) { set_variable(e, "container", "my lxc"); }},
      {"env.container-format", "it has 33 characters", fail,
       [](Evidence& e) { set_variable(e, "container", std::string(33, 'a')); }},
      {"env.container-format", "it is the generic word", fail,
       [](Evidence& e) { set_variable(e, "container", "oci"); }},
      {"env.container-format", "it is not set", not_applicable, [](Evidence& e) { unset_variable(e, "container"); }},

      {"env.container-uuid", "it is set", pass, nothing},
      {"env.container-uuid", "it is not set", fail, [](Evidence& e) { unset_variable(e, "container_uuid"); }},
      {"env.container-uuid", "it is empty", fail, [](Evidence& e) { set_variable(e, "container_uuid", ""); }},

      {"env.container-uuid-valid", "it is dashed", pass, nothing},
      {"env.container-uuid-valid", "it is plain and in upper case", pass,
       [](Evidence& e) { set_variable(e, "container_uuid", "5F1D9BD1C6A24E0FB7E1CF27DE3F0B52"); }},
      {"env.container-uuid-valid", "it is a name", fail,
       [](Evidence& e) { set_variable(e, "container_uuid", "first"); }},
      {"env.container-uuid-valid", "it is all zero", fail,
       [](Evidence& e) { set_variable(e, "container_uuid", std::string(32, '0')); }},
      {"env.container-uuid-valid", "it is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_uuid"); }},

      {"env.container-uuid-not-host", "it is another", pass, nothing},
      {"env.container-uuid-not-host", "it is the machine id in another spelling", fail,
       [](Evidence& e) { set_variable(e, "container_uuid", "0F9E8D7C-6B5A-4938-3726-150413223140"); }},
      {"env.container-uuid-not-host", "it is the product UUID", fail,
       [](Evidence& e) { set_variable(e, "container_uuid", host_product_uuid); }},
      {"env.container-uuid-not-host", "it is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_uuid"); }},
      {"env.container-uuid-not-host", "the host has no machine id", blocked,
       [](Evidence& e) { e.host.identity.edit().machine_id.clear(); }},

      {"env.container-host-id", "it is the host's", pass, nothing},
      {"env.container-host-id", "it is the guest's", fail,
       [](Evidence& e) { set_variable(e, "container_host_id", "guest"); }},
      {"env.container-host-id", "it is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_host_id"); }},
      {"env.container-host-id", "the os-release of the host could not be read", blocked,
       [](Evidence& e) { e.host.identity.edit().os_release.clear(); }},
      {"env.container-host-build-id", "it is the host's", pass, nothing},
      {"env.container-host-build-id", "it is another", fail,
       [](Evidence& e) { set_variable(e, "container_host_build_id", "1"); }},
      {"env.container-host-build-id", "the host has none", fail,
       [](Evidence& e) { e.host.identity.edit().os_release.erase("BUILD_ID"); }},
      {"env.container-host-build-id", "neither has one", not_applicable,
       [](Evidence& e) {
         e.host.identity.edit().os_release.erase("BUILD_ID");
         unset_variable(e, "container_host_build_id");
       }},
      {"env.container-host-variant-id", "it is the host's", pass, nothing},
      {"env.container-host-variant-id", "it is still quoted", fail,
       [](Evidence& e) { set_variable(e, "container_host_variant_id", "\"server\""); }},
      {"env.container-host-version-id", "it is the host's", pass, nothing},
      {"env.container-host-version-id", "it is the guest's", fail,
       [](Evidence& e) { set_variable(e, "container_host_version_id", "40"); }},

      {"env.no-supervisor-leak", "what is meant for both is the same", pass, nothing},
      {"env.no-supervisor-leak", "the notify socket is the manager's", fail,
       [](Evidence& e) { set_variable(e, "NOTIFY_SOCKET", "/run/manager/notify"); }},
      {"env.no-supervisor-leak", "the notify socket is another", pass,
       [](Evidence& e) { set_variable(e, "NOTIFY_SOCKET", "/run/host/notify"); }},
      {"env.no-supervisor-leak", "the socket is mounted at the same path", pass,
       [](Evidence& e) {
         set_variable(e, "NOTIFY_SOCKET", "/run/manager/notify");
         add_mount(e, a_mount(200, 110, "/run/manager/notify", "tmpfs", {"rw"}));
       }},
      {"env.no-supervisor-leak", "the manager was given nothing", not_applicable,
       [](Evidence& e) { e.run.manager_environment.clear(); }},
  };
}

namespace {

TEST(Identity, IsTheSameInEverySpelling) {
  EXPECT_EQ(identity_of(machine_uuid), identity_of(machine_id));
  EXPECT_EQ(identity_of("5F1D9BD1C6A24E0FB7E1CF27DE3F0B52"), machine_id);
}

TEST(Identity, NeedsTheDashesInTheirPlaces) {
  EXPECT_EQ(identity_of("5f1d9bd1c-6a2-4e0f-b7e1-cf27de3f0b52"), std::nullopt);
  EXPECT_EQ(identity_of("5f1d9bd1c6a24e0fb7e1cf27de3f0b5"), std::nullopt);
  EXPECT_EQ(identity_of("xf1d9bd1c6a24e0fb7e1cf27de3f0b52"), std::nullopt);
  EXPECT_EQ(identity_of(""), std::nullopt);
}

TEST(Identity, SwapsTheFirstThreeFields) {
  EXPECT_EQ(byte_swapped("00112233445566778899aabbccddeeff"), "33221100554477668899aabbccddeeff");
  EXPECT_EQ(byte_swapped("short"), "short");
}

TEST(Variables, TheFirstOfANameCounts) {
  EXPECT_EQ(variable_in({{"a", "1"}, {"a", "2"}}, "a"), "1");
  EXPECT_EQ(variable_in({}, "a"), std::nullopt);
}

TEST(Lists, EmptyPartsCount) {
  EXPECT_EQ(parts_of("a::b", ':'), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(parts_of("", ':'), (std::vector<std::string>{""}));
  EXPECT_EQ(words_of("  a \t b\n"), (std::vector<std::string>{"a", "b"}));
}

}  // namespace

}  // namespace conformance::checks::testing
