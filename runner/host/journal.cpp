// SPDX-License-Identifier: Apache-2.0
#include "runner/host/journal.h"

#include "runner/host/cgroups.h"
#include "runner/host/file.h"
#include "runner/host/parse.h"
#include "runner/host/proc.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <vector>

namespace conformance::runner::host {

namespace {

/// What a directory below a root of the guest is; nothing in there is followed out of it.
std::optional<Inode> inside(const std::string& root, const std::string& path, std::uint64_t resolve) {
  const Descriptor top(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!top) return std::nullopt;
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = resolve | RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const Descriptor found(static_cast<int>(::syscall(SYS_openat2, top.get(), path.c_str(), &how, sizeof how)));
  return found ? inode_of(found.get()) : std::nullopt;
}

/// A file system in user space in the way could hold up whoever looks a name up.
bool served_by_the_guest(pid_t leader, const std::string& path) {
  const auto mounts = parse_mountinfo(read_file(proc_path(leader, "mountinfo"), 4u << 20).value_or(""));
  return std::any_of(mounts.begin(), mounts.end(), [&](const evidence::Mount& mount) {
    return mount.type.starts_with("fuse") && is_in_group(path, mount.point);
  });
}

std::string kind_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) < 0) return "absent";
  return S_ISLNK(status.st_mode) ? "symlink" : S_ISDIR(status.st_mode) ? "directory" : "other";
}

}  // namespace

evidence::Group<evidence::JournalLink> journal_link(const std::string& machine_id, const std::string& tree,
                                                    pid_t leader, const std::string& journals) {
  const bool plain = machine_id.size() == 32 && machine_id.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!plain)
    return evidence::Group<evidence::JournalLink>::absent(
        "the guest's machine id is not known, so neither is the place of its journal");
  evidence::JournalLink link;
  link.machine_id = machine_id;
  link.path = fmt::format("{}/{}", journals, machine_id);
  link.kind = kind_of(link.path);
  link.target = read_link(link.path);
  const auto ours = inode_of(link.path);
  const std::string path = fmt::format("/var/log/journal/{}", machine_id);
  if (!ours) return link;
  // Either the host's name leads into the guest's tree, or the guest has the host's directory mounted there.
  if (!tree.empty() && inside(tree, path, RESOLVE_NO_SYMLINKS) == ours) link.same_directory = true;
  if (leader > 0 && !served_by_the_guest(leader, path) && inside(proc_path(leader, "root"), path, 0) == ours)
    link.same_directory = true;
  return link;
}

}  // namespace conformance::runner::host
