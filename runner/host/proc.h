// SPDX-License-Identifier: Apache-2.0
// The processes of the host in one pass over /proc. A process that vanishes in between is left out.
#pragma once

#include "evidence/guest.h"
#include "evidence/host.h"
#include "runner/host/parse.h"

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

struct Entry {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string name;                 ///< comm, any bytes
  std::uint64_t pid_namespace = 0;  ///< inode; 0 if we may not know
};

/// All processes, at most 65536, by PID.
std::vector<Entry> scan_processes();

/// All PIDs, ascending.
std::vector<pid_t> list_pids();

std::string proc_path(pid_t pid, std::string_view file);
Status status_of(pid_t pid);
std::string command_name(pid_t pid);
/// The arguments, each ended by a null byte; empty for a kernel thread or somebody we may not look at.
std::string command_line(pid_t pid);
std::vector<evidence::CgroupPath> cgroups_of(pid_t pid);
/// In the order of their names; those we may not look at are left out.
std::vector<evidence::Namespace> namespaces_of(pid_t pid);

/// Tells which PID namespaces are one given namespace or lie below it. Nested ones have other inodes, so the kernel is
/// asked for the parent of each, up to the given one.
class NamespaceTree {
 public:
  explicit NamespaceTree(std::uint64_t top) : top_(top) {}
  /// `pid` is a process in the namespace `inode`.
  bool holds(pid_t pid, std::uint64_t inode);

 private:
  std::uint64_t top_;
  std::map<std::uint64_t, bool> known_;
};

}  // namespace conformance::runner::host
