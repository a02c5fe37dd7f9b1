// SPDX-License-Identifier: Apache-2.0
// What the probe reports from a container that keeps every clause: user namespace off, all others private, unified
// control groups. Tests start from this and alter one thing.
#pragma once

#include "evidence/evidence.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks::testing {

using evidence::Evidence;

inline constexpr const char* machine_id = "5f1d9bd1c6a24e0fb7e1cf27de3f0b52";
inline constexpr const char* machine_uuid = "5f1d9bd1-c6a2-4e0f-b7e1-cf27de3f0b52";
inline constexpr std::uint64_t proc_magic = 0x9fa0;
inline constexpr std::uint64_t sysfs_magic = 0x62656572;
inline constexpr std::uint64_t ramfs_magic = 0x858458f6;
inline constexpr std::uint64_t tmpfs_magic = 0x01021994;
inline constexpr std::uint64_t cgroup2_magic = 0x63677270;
inline constexpr std::uint64_t ext4_magic = 0xef53;

evidence::Mount a_mount(std::int64_t id, std::int64_t parent, std::string point, std::string type,
                        std::vector<std::string> options, std::string root = "/");
evidence::Node a_node(std::string path, std::string kind, std::uint64_t major, std::uint64_t minor);
evidence::Node a_link(std::string path, std::string target, std::uint64_t major, std::uint64_t minor);
evidence::DeviceUse a_use(std::string name, std::uint64_t major, std::uint64_t minor);
std::vector<evidence::Mount> conforming_mounts();
std::vector<evidence::FileSystem> conforming_file_systems();
std::vector<evidence::Namespace> conforming_namespaces();

/// Before anything was started; root of the launcher is root of the container: no user namespace.
std::vector<evidence::Namespace> launcher_namespaces();
std::vector<evidence::NodeCreation> conforming_node_creation();
std::vector<evidence::Node> conforming_run_host();
std::vector<evidence::Directory> conforming_directories();

/// What the guest was asked after its report, 100 ms apart, and did.
std::vector<evidence::Request> conforming_requests();
evidence::Guest conforming_guest();

/// That guest, and of the host what clauses about the guest compare it with.
Evidence conforming_container();

// What tests alter.

template <class Entries, class Matches>
auto& entry_where(Entries& entries, Matches matches) {
  const auto found = std::find_if(entries.begin(), entries.end(), matches);
  if (found == entries.end()) throw std::logic_error("the conforming guest has no such entry");
  return *found;
}

evidence::Mount& mount_of(Evidence& evidence, std::string_view point);
evidence::FileSystem& file_system_of(Evidence& evidence, std::string_view path);
evidence::DeviceUse& device_use_of(Evidence& evidence, std::string_view name);
void remove_mount(Evidence& evidence, std::string_view point);

/// Mounted, and what statfs() says of it.
void add_mount(Evidence& evidence, evidence::Mount mount, bool read_only = false);

/// The container uses the launcher's namespace of that name.
void share_namespace(Evidence& evidence, std::string_view name);

/// A user namespace whose root is that user of the host, and what the kernel then refuses.
void use_user_namespace(Evidence& evidence, std::uint64_t root);

}  // namespace conformance::checks::testing
