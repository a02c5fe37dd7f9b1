// SPDX-License-Identifier: Apache-2.0
#include "checks/facts.h"
#include "checks/tests/exec_cases.h"

#include <gtest/gtest.h>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void mount_selinux(Evidence& evidence, bool read_only) {
  evidence.host.identity.edit().selinux = true;
  add_mount(evidence, a_mount(120, 106, "/sys/fs/selinux", "selinuxfs", {read_only ? "ro" : "rw"}), read_only);
}

void mount_network_directory(Evidence& evidence, std::string root) {
  add_mount(evidence, a_mount(120, 108, "/sys/devices/virtual/net", "sysfs", {"rw"}, std::move(root)));
}

}  // namespace

std::vector<Case> mount_cases() {
  return {
      {"exec.proc-premounted", "it is", pass, nothing},
      {"exec.proc-premounted", "proc is an empty directory", fail,
       [](Evidence& e) { file_system_of(e, "/proc").type = ext4_magic; }},
      {"exec.proc-premounted", "there is no directory proc", fail,
       [](Evidence& e) { file_system_of(e, "/proc").error = "ENOENT"; }},
      {"exec.proc-premounted", "it is the proc of the host", fail,
       [](Evidence& e) { e.guest.proc_self = std::string("4711"); }},
      {"exec.proc-premounted", "the link self was not read", blocked,
       [](Evidence& e) { e.guest.proc_self = evidence::Group<std::string>::absent("EACCES"); }},

      {"exec.sys-premounted", "it is a skeleton on a tmpfs", pass, nothing},
      {"exec.sys-premounted", "it is sysfs", pass, [](Evidence& e) { mount_of(e, "/sys").type = "sysfs"; }},
      {"exec.sys-premounted", "it is a plain directory", fail, [](Evidence& e) { remove_mount(e, "/sys"); }},
      {"exec.sys-premounted", "the tmpfs is empty", unknown,
       [](Evidence& e) { std::erase_if(e.guest.mounts.edit(), [](auto& mount) { return mount.type == "sysfs"; }); }},

      {"exec.selinuxfs-premounted", "it is", pass, [](Evidence& e) { mount_selinux(e, true); }},
      {"exec.selinuxfs-premounted", "the host has no SELinux", not_applicable, nothing},
      {"exec.selinuxfs-premounted", "it is missing", fail, [](Evidence& e) { e.host.identity.edit().selinux = true; }},
      {"exec.selinuxfs-premounted", "it is missing in a user namespace", unknown,
       [](Evidence& e) {
         e.host.identity.edit().selinux = true;
         use_user_namespace(e, 100000);
       }},

      {"exec.sys-read-only", "it is", pass, nothing},
      {"exec.sys-read-only", "it is writable", fail, [](Evidence& e) { file_system_of(e, "/sys").read_only = false; }},
      {"exec.sys-read-only", "it is writable in a user namespace", fail,
       [](Evidence& e) {
         use_user_namespace(e, 100000);
         file_system_of(e, "/sys").read_only = false;
       }},
      {"exec.sys-read-only", "only the superblock is read-only", pass,
       [](Evidence& e) {
         mount_of(e, "/sys").options = {"rw"};
         mount_of(e, "/sys").super_options = {"ro"};
       }},
      {"exec.sys-read-only", "nothing is mounted there", not_applicable, [](Evidence& e) { remove_mount(e, "/sys"); }},

      {"exec.sys-submounts-not-writable", "all are read-only", pass, nothing},
      {"exec.sys-submounts-not-writable", "one is writable", fail,
       [](Evidence& e) { file_system_of(e, "/sys/devices").read_only = false; }},
      {"exec.sys-submounts-not-writable", "network devices are writable", pass,
       [](Evidence& e) { mount_network_directory(e, "/devices/virtual/net"); }},
      {"exec.sys-submounts-not-writable", "network devices of the host are writable", fail,
       [](Evidence& e) {
         mount_network_directory(e, "/devices/virtual/net");
         share_namespace(e, "net");
       }},
      {"exec.sys-submounts-not-writable", "all of sysfs is writable below a network name", fail,
       [](Evidence& e) { mount_network_directory(e, "/"); }},
      {"exec.sys-submounts-not-writable", "the mount point of fusectl is empty", pass,
       [](Evidence& e) {
         add_mount(e, a_mount(120, 106, "/sys/fs/fuse/connections", "sysfs", {"rw"}, "/fs/fuse/connections"));
       }},
      {"exec.sys-submounts-not-writable", "there are none", not_applicable,
       [](Evidence& e) { std::erase_if(e.guest.mounts.edit(), [](auto& mount) { return mount.type == "sysfs"; }); }},

      {"exec.selinuxfs-read-only", "it is", pass, [](Evidence& e) { mount_selinux(e, true); }},
      {"exec.selinuxfs-read-only", "it is writable", fail, [](Evidence& e) { mount_selinux(e, false); }},
      {"exec.selinuxfs-read-only", "it is not mounted", not_applicable, nothing},

      {"exec.mounts-shared", "they are", pass, nothing},
      {"exec.mounts-shared", "the root is private", fail, [](Evidence& e) { mount_of(e, "/").propagation = {}; }},
      {"exec.mounts-shared", "the root is slave only", fail,
       [](Evidence& e) { mount_of(e, "/").propagation = {"master:1"}; }},
      {"exec.mounts-shared", "another mount is private", pass,
       [](Evidence& e) { mount_of(e, "/proc").propagation = {}; }},
      {"exec.mounts-shared", "the root is no mount point", unknown, [](Evidence& e) { remove_mount(e, "/"); }},
  };
}

namespace {

std::vector<std::string> points(const std::vector<evidence::Mount>& mounts) {
  std::vector<std::string> found;
  for (const evidence::Mount* mount : reachable_mounts(mounts)) found.push_back(mount->point + " " + mount->type);
  return found;
}

using Points = std::vector<std::string>;

TEST(ReachableMounts, TheUpperOfTwoMountsCounts) {
  EXPECT_EQ(
      points({a_mount(1, 0, "/", "ext4", {}), a_mount(2, 1, "/sys", "sysfs", {}), a_mount(3, 2, "/sys", "tmpfs", {})}),
      (Points{"/ ext4", "/sys tmpfs"}));
}

TEST(ReachableMounts, TheUpperOfTwoMountsCountsWhateverTheirOrder) {
  EXPECT_EQ(
      points({a_mount(3, 2, "/sys", "tmpfs", {}), a_mount(2, 1, "/sys", "sysfs", {}), a_mount(1, 0, "/", "ext4", {})}),
      (Points{"/sys tmpfs", "/ ext4"}));
}

// No kernel writes such lines, but a guest may.
TEST(ReachableMounts, PointsThatAreNoPathsAreNoTrouble) {
  EXPECT_EQ(points({a_mount(1, 0, "/", "ext4", {}), a_mount(2, 1, "sys", "sysfs", {}), a_mount(3, 1, "", "tmpfs", {}),
                    a_mount(4, 1, "a/b//", "tmpfs", {})})
                .size(),
            4U);
}

TEST(ReachableMounts, WhatLiesBelowACoveredMountIsCovered) {
  EXPECT_EQ(points({a_mount(1, 0, "/", "ext4", {}), a_mount(2, 1, "/dev", "devtmpfs", {}),
                    a_mount(3, 2, "/dev/pts", "devpts", {}), a_mount(4, 2, "/dev", "tmpfs", {})}),
            (Points{"/ ext4", "/dev tmpfs"}));
}

TEST(ReachableMounts, ALaterMountOnADirectoryAboveCovers) {
  EXPECT_EQ(points({a_mount(1, 0, "/", "ext4", {}), a_mount(2, 1, "/sys/fs/cgroup", "cgroup2", {}),
                    a_mount(3, 1, "/sys", "tmpfs", {})}),
            (Points{"/ ext4", "/sys tmpfs"}));
}

TEST(ReachableMounts, CirclesEnd) {
  EXPECT_EQ(points({a_mount(1, 2, "/a", "ext4", {}), a_mount(2, 1, "/b", "ext4", {}), a_mount(3, 3, "/", "ext4", {})}),
            (Points{"/ ext4"}));
}

}  // namespace

}  // namespace conformance::checks::testing
