// SPDX-License-Identifier: Apache-2.0
// Questions several clauses ask of the evidence. Facts only, no opinions; what nobody looked at throws
// evidence::Absent.
#pragma once

#include "evidence/evidence.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

// Paths and text

/// `path` lies strictly below `directory`.
bool is_below(std::string_view path, std::string_view directory);

/// One of the path's components is `name`.
bool has_component(std::string_view path, std::string_view name);

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

/// As systemd has it: a file name of printable characters, none of them a colon.
bool is_credential_name(std::string_view name);

/// "a, b, c and 4 more"; "none" when there is nothing.
std::string listing(const std::vector<std::string>& items, std::size_t limit = 4);

/// "1 mount", "2 mounts"
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "works" for the empty string, which is how evidence spells success; else the error.
std::string outcome_of(std::string_view error);

// Mounts

/// The mounts that a path leads to, in the order of mountinfo: what is covered by another mount is left out.
std::vector<const evidence::Mount*> reachable_mounts(const std::vector<evidence::Mount>& mounts);

/// The mount a lookup of `point` ends in; nullptr when `point` is no mount point.
const evidence::Mount* mount_at(const std::vector<evidence::Mount>& mounts, std::string_view point);

/// Of type selinuxfs, cgroup, …: every reachable one.
std::vector<const evidence::Mount*> mounts_of_type(const std::vector<evidence::Mount>& mounts, std::string_view type);

bool has_super_option(const evidence::Mount& mount, std::string_view option);

/// "/sys sysfs rw,nosuid"
std::string describe(const evidence::Mount& mount);

/// statfs() of a path; throws evidence::Absent when the probe did not report that path.
const evidence::FileSystem& file_system(const evidence::Evidence& evidence, std::string_view path);

/// A directory the probe tried to make a file in; throws evidence::Absent when it did not report that path.
const evidence::Directory& directory(const evidence::Evidence& evidence, std::string_view path);

// Kernels, namespaces and users

/// The container's kernel is not the host's, as in gVisor and Kata: device numbers and settings of the two have nothing
/// to do with each other. Throws evidence::Absent where that is not known.
bool has_own_kernel(const evidence::Evidence& evidence);

/// The leader's namespace of that name is another one than that of the process that started the manager. Inode numbers
/// of initial namespaces prove nothing where the host is a container itself.
bool has_own_namespace(const evidence::Evidence& evidence, std::string_view name);

/// The user of the host that the container's root is; nullopt when the map does not cover it.
std::optional<std::uint64_t> host_user_of_root(const evidence::Evidence& evidence);

// Devices

struct DeviceNumber {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  friend bool operator==(const DeviceNumber&, const DeviceNumber&) = default;
};

/// "1:3"
std::string describe(DeviceNumber number);

/// Slaves of Unix98 ptys have the majors 136 to 143.
bool is_pty(DeviceNumber number);

/// tty0 to tty63: major 4, minor 0 to 63.
bool is_virtual_terminal(DeviceNumber number);

/// An inode of /dev by its path; nullptr when it is not there.
const evidence::Node* device(const evidence::Evidence& evidence, std::string_view path);

/// What the node leads to when links are followed; nullopt for a dangling link and for what is no device.
std::optional<DeviceNumber> device_number(const evidence::Node& node);

// Control groups

/// "memory", "name=systemd", "unified"
std::string hierarchy_name(const evidence::CgroupMembership& membership);

/// The line of one named or controller hierarchy in /proc/self/cgroup; nullptr when there is none.
const evidence::CgroupMembership* membership_of(const std::vector<evidence::CgroupMembership>& memberships,
                                                std::string_view controller);

/// The line of the unified hierarchy; nullptr when there is none.
const evidence::CgroupMembership* unified_membership(const std::vector<evidence::CgroupMembership>& memberships);

}  // namespace conformance::checks
