// SPDX-License-Identifier: Apache-2.0
#include "runner/host/processes.h"

#include "fixtures/guest/protocol.h"
#include "runner/host/file.h"
#include "runner/host/leader.h"
#include "runner/host/roles.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace conformance::runner::host {

namespace {

constexpr std::size_t max_listed = 4096;
constexpr long pidfs_magic = 0x50494446;  // linux/magic.h, newer than our floor

/// Since Linux 6.9 a pidfd's inode number identifies the process for good; before, all pidfds share one.
std::uint64_t pidfd_inode(pid_t pid) {
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  struct statfs system {};
  struct stat file {};
  if (!process || ::fstatfs(process.get(), &system) < 0 || system.f_type != pidfs_magic) return 0;
  return ::fstat(process.get(), &file) == 0 ? file.st_ino : 0;
}

evidence::Process describe(pid_t pid, pid_t parent, const std::string& name, const std::string& role) {
  return {pid, parent, valid_utf8(name), role, status_of(pid).namespace_pids, cgroups_of(pid)};
}

}  // namespace

evidence::Group<evidence::Launcher> launcher() {
  return evidence::Launcher{namespaces_of(::getpid()), cgroups_of(::getpid())};
}

evidence::Group<evidence::Leader> leader(pid_t pid) {
  const Status status = status_of(pid);
  if (status.namespace_pids.empty())
    return evidence::Group<evidence::Leader>::absent(
        fmt::format("the leader, PID {}, ended while it was looked at", pid));
  evidence::Leader leader;
  leader.pid = pid;
  leader.parent = status.parent;
  leader.name = valid_utf8(command_name(pid));
  leader.executable = read_link(proc_path(pid, "exe"));
  leader.namespace_pids = status.namespace_pids;
  leader.namespaces = namespaces_of(pid);
  leader.uid_map = parse_id_map(read_file(proc_path(pid, "uid_map")).value_or(""));
  leader.gid_map = parse_id_map(read_file(proc_path(pid, "gid_map")).value_or(""));
  leader.cgroups = cgroups_of(pid);
  const Inode root = inode_of(proc_path(pid, "root")).value_or(Inode{});
  leader.root_device = root.device;
  leader.root_inode = root.inode;
  leader.pidfd_inode = pidfd_inode(pid);
  return leader;
}

std::vector<evidence::Process> processes(const Watched& watched, pid_t leader) {
  const std::vector<Entry> entries = scan_processes();
  const auto at = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.pid == leader; });
  NamespaceTree tree(at == entries.end() ? 0 : at->pid_namespace);
  Cast cast{leader, watched.manager, ::getpid(), watched.subject, guest::exec_comm(watched.nonce), {}, {}};
  cast.in_guest = [&](const Entry& entry) { return tree.holds(entry.pid, entry.pid_namespace); };
  if (watched.subject == "vm")
    for (const Candidate& candidate : find_candidates(watched.nonce)) cast.named.insert(candidate.pid);
  const auto parts = roles(entries, cast);
  std::vector<evidence::Process> found;
  for (const Entry& entry : entries) {
    const auto part = parts.find(entry.pid);
    if (part == parts.end() || found.size() == max_listed) continue;
    auto process = describe(entry.pid, entry.parent, entry.name, part->second);
    if (!process.namespace_pids.empty()) found.push_back(std::move(process));  // else it has ended meanwhile
  }
  return found;
}

std::vector<evidence::Process> exec_processes(const std::string& nonce) {
  std::vector<evidence::Process> found;
  const std::string name = guest::exec_comm(nonce);
  for (const pid_t pid : list_pids()) {
    if (command_name(pid) != name || found.size() == max_listed) continue;
    auto process = describe(pid, 0, name, "exec");
    process.parent = status_of(pid).parent;
    if (!process.namespace_pids.empty()) found.push_back(std::move(process));
  }
  return found;
}

}  // namespace conformance::runner::host
