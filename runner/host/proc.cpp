// SPDX-License-Identifier: Apache-2.0
#include "runner/host/proc.h"

#include "runner/host/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace conformance::runner::host {

namespace {

constexpr std::size_t max_processes = 65'536;
constexpr int max_nesting = 32;  // the kernel's own limit for PID namespaces

/// From the text of the link, "pid:[4026531836]"; cheaper than to stat what it leads to.
std::uint64_t namespace_inode(pid_t pid, std::string_view name) {
  const std::string link = read_link(proc_path(pid, fmt::format("ns/{}", name)));
  const std::size_t open = link.find('[');
  if (open == std::string::npos || !link.ends_with(']')) return 0;
  return number(std::string_view(link).substr(open + 1, link.size() - open - 2)).value_or(0);
}

}  // namespace

std::string proc_path(pid_t pid, std::string_view file) { return fmt::format("/proc/{}/{}", pid, file); }

std::vector<pid_t> list_pids() {
  std::vector<pid_t> pids;
  for (const std::string& name : names_in("/proc", true))
    if (const auto pid = number(name); pid && pids.size() < max_processes) pids.push_back(static_cast<pid_t>(*pid));
  std::sort(pids.begin(), pids.end());
  return pids;
}

std::vector<Entry> scan_processes() {
  std::vector<Entry> entries;
  for (const pid_t pid : list_pids()) {
    const auto text = read_once(proc_path(pid, "stat"));
    const auto stat = text ? parse_stat(*text) : std::nullopt;
    if (stat) entries.push_back({pid, stat->parent, stat->name, namespace_inode(pid, "pid")});
  }
  return entries;
}

Status status_of(pid_t pid) { return parse_status(read_file(proc_path(pid, "status")).value_or("")); }

std::string command_name(pid_t pid) {
  std::string name = read_once(proc_path(pid, "comm")).value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

std::string command_line(pid_t pid) { return read_file(proc_path(pid, "cmdline"), 1 << 20).value_or(""); }

std::vector<evidence::CgroupPath> cgroups_of(pid_t pid) {
  return parse_cgroup(read_file(proc_path(pid, "cgroup")).value_or(""));
}

std::vector<evidence::Namespace> namespaces_of(pid_t pid) {
  std::vector<evidence::Namespace> namespaces;
  for (const char* name : {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"})
    if (const std::uint64_t inode = namespace_inode(pid, name)) namespaces.push_back({name, inode});
  return namespaces;
}

bool NamespaceTree::holds(pid_t pid, std::uint64_t inode) {
  if (inode == 0 || top_ == 0) return false;
  if (inode == top_) return true;
  if (const auto found = known_.find(inode); found != known_.end()) return found->second;
  Descriptor level(::open(proc_path(pid, "ns/pid").c_str(), O_RDONLY | O_CLOEXEC));
  bool below = false;
  for (int depth = 0; level && !below && depth < max_nesting; ++depth) {
    // EPERM: the parent is not ours to see, so we have passed the namespaces below us.
    level = Descriptor(::ioctl(level.get(), NS_GET_PARENT));
    struct stat answer {};
    below = level && ::fstat(level.get(), &answer) == 0 && answer.st_ino == top_;
  }
  known_[inode] = below;
  return below;
}

}  // namespace conformance::runner::host
