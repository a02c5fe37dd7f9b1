// SPDX-License-Identifier: Apache-2.0
// /proc, /sys and the mount tree as the init finds them; /proc/sys has a file of its own.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::FileSystem;
using evidence::Mount;

constexpr std::uint64_t proc_magic = 0x9fa0;  // PROC_SUPER_MAGIC

std::string mountinfo_line(const Mount* mount, std::string_view point) {
  return mount == nullptr ? fmt::format("mountinfo: nothing mounted at {}", point) : "mountinfo: " + describe(*mount);
}

Finding judge_proc_premounted(const Evidence& evidence) {
  const FileSystem& proc = file_system(evidence, "/proc");
  if (!proc.error.empty()) return fail("statfs(\"/proc\"): " + proc.error);
  if (proc.type != proc_magic) return fail(fmt::format("statfs(\"/proc\"): type {:#x}, not procfs", proc.type));
  const std::string pid = std::to_string(evidence.guest.start->pid);
  const std::string& self = *evidence.guest.proc_self;
  return pass_if(self == pid, fmt::format("procfs; /proc/self leads to \"{}\", getpid() says {}", self, pid));
}

Finding judge_sys_premounted(const Evidence& evidence) {
  const Mount* sys = mount_at(*evidence.guest.mounts, "/sys");
  if (sys == nullptr) return fail(mountinfo_line(sys, "/sys"));
  if (sys->type == "sysfs") return pass(mountinfo_line(sys, "/sys"));
  std::vector<std::string> subtrees;
  for (const Mount* mount : mounts_of_type(*evidence.guest.mounts, "sysfs"))
    if (is_below(mount->point, "/sys")) subtrees.push_back(mount->point);
  const std::string saw = fmt::format("{}; sysfs below it: {}", mountinfo_line(sys, "/sys"), listing(subtrees));
  // A tmpfs that holds some of sysfs is fine; whether an empty one is still /sys the document does not say.
  return sys->type == "tmpfs" && !subtrees.empty() ? pass(saw) : unknown(saw);
}

Finding judge_selinuxfs_premounted(const Evidence& evidence) {
  if (!evidence.host.identity->selinux) return not_applicable("the host does not use SELinux");
  const Mount* mount = mount_at(*evidence.guest.mounts, "/sys/fs/selinux");
  const std::string saw = mountinfo_line(mount, "/sys/fs/selinux");
  if (mount != nullptr && mount->type == "selinuxfs") return pass(saw);
  // A manager without privileges on the host cannot bind it, and whether this one has them nobody can see from here.
  if (has_own_namespace(evidence, "user")) return unknown(saw + "; in a user namespace");
  return fail(saw + ", though the host uses SELinux");
}

Finding judge_sys_read_only(const Evidence& evidence) {
  const Mount* mount = mount_at(*evidence.guest.mounts, "/sys");
  if (mount == nullptr) return not_applicable("/sys is not mounted, see exec.sys-premounted");
  const FileSystem& sys = file_system(evidence, "/sys");
  if (!sys.error.empty()) return unknown("statfs(\"/sys\"): " + sys.error);
  return pass_if(sys.read_only, fmt::format("statfs(\"/sys\"): {}; {}", sys.read_only ? "read-only" : "not read-only",
                                            mountinfo_line(mount, "/sys")));
}

/// What is mounted there is a directory of network devices, wherever it is put: not all of sysfs below a harmless name.
bool is_network_directory(const Mount& mount) {
  return (is_below(mount.root, "/class") || is_below(mount.root, "/devices")) && has_component(mount.root, "net");
}

/// An empty directory of sysfs that waits for another file system: there is nothing in it to write to. It comes to
/// light where a manager binds /sys/fs/fuse/connections and the host has nothing mounted there.
bool is_empty_mount_point(const Mount& mount) {
  return is_one_of(mount.root, {"/fs/fuse/connections", "/fs/bpf", "/fs/cgroup", "/fs/pstore", "/fs/selinux",
                                "/kernel/config", "/kernel/debug", "/kernel/security", "/kernel/tracing"});
}

Finding judge_sys_submounts(const Evidence& evidence) {
  std::size_t seen = 0;
  std::vector<std::string> writable;
  std::vector<std::string> network;
  for (const Mount* mount : mounts_of_type(*evidence.guest.mounts, "sysfs")) {
    if (!is_below(mount->point, "/sys") || is_empty_mount_point(*mount)) continue;
    ++seen;
    const FileSystem& tree = file_system(evidence, mount->point);
    if (!tree.error.empty()) return unknown(fmt::format("statfs(\"{}\"): {}", mount->point, tree.error));
    if (!tree.read_only) (is_network_directory(*mount) ? network : writable).push_back(mount->point);
  }
  if (seen == 0) return not_applicable("no sysfs is mounted below /sys");
  if (!writable.empty()) return fail("writable: " + listing(writable));
  if (network.empty()) return pass(counted(seen, "sysfs mount", "sysfs mounts") + " below /sys, all read-only");
  const bool own = has_own_namespace(evidence, "net");
  return pass_if(own, fmt::format("writable: {}; the network namespace is {}", listing(network),
                                  own ? "private" : "shared with the host"));
}

Finding judge_selinuxfs_read_only(const Evidence& evidence) {
  const auto mounts = mounts_of_type(*evidence.guest.mounts, "selinuxfs");
  if (mounts.empty()) return not_applicable("no selinuxfs is mounted in the guest");
  std::vector<std::string> writable;
  for (const Mount* mount : mounts) {
    const FileSystem& tree = file_system(evidence, mount->point);
    if (!tree.error.empty()) return unknown(fmt::format("statfs(\"{}\"): {}", mount->point, tree.error));
    if (!tree.read_only) writable.push_back(mount->point);
  }
  return writable.empty() ? pass(mounts.front()->point + ": read-only") : fail("writable: " + listing(writable));
}

Finding judge_mounts_shared(const Evidence& evidence) {
  const auto is_shared = [](const Mount& mount) {
    return std::any_of(mount.propagation.begin(), mount.propagation.end(),
                       [](const std::string& word) { return word.starts_with("shared:"); });
  };
  const Mount* root = mount_at(*evidence.guest.mounts, "/");
  if (root == nullptr) return unknown("mountinfo has no line for /: the root directory is no mount point");
  if (!is_shared(*root)) return fail(fmt::format("/ is not shared: {}", listing(root->propagation)));
  std::vector<std::string> others;
  for (const Mount* mount : reachable_mounts(*evidence.guest.mounts))
    if (!is_shared(*mount) && mount->point != "/run/host/incoming") others.push_back(mount->point);
  return pass(others.empty() ? "/ and all mounts below it are shared" : "/ is shared; not shared: " + listing(others));
}

constexpr Clause clauses[] = {
    {
        .id = "exec.proc-premounted",
        .says = "When the init is executed /proc is already mounted: the procfs of the container's PID namespace.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "2012 wiki",
        .observe = "statfs(\"/proc\") and readlink(\"/proc/self\") in PID 1",
        .remedy = "Mount proc on /proc (MS_NOSUID|MS_NOEXEC|MS_NODEV) from inside the new PID namespace before "
                  "execve() of the init; do not bind the host's /proc (LXC: lxc.mount.auto = proc:mixed).",
        .judge = judge_proc_premounted,
    },
    {
        .id = "exec.sys-premounted",
        .says = "When the init is executed /sys is already mounted: sysfs, or a tmpfs that holds parts of it.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "2012 wiki",
        .observe = "mountinfo: the mount at /sys and its type",
        .remedy = "Mount sysfs, or a tmpfs with bind mounts of some of its sub-trees, on /sys before execve() of the "
                  "init; otherwise systemd mounts sysfs itself, and writable (LXC: lxc.mount.auto = sys:ro).",
        .judge = judge_sys_premounted,
    },
    {
        .id = "exec.selinuxfs-premounted",
        .says = "On a host with SELinux, /sys/fs/selinux is mounted in the container before the init runs.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "2012 wiki",
        .preconditions = "the host's kernel has SELinux and its selinuxfs is mounted",
        .observe = "mountinfo: type selinuxfs at /sys/fs/selinux",
        .remedy = "Bind mount the host's /sys/fs/selinux to the same place and remount it "
                  "MS_BIND|MS_REMOUNT|MS_RDONLY, so that libselinux inside sees SELinux as switched off.",
        .judge = judge_selinuxfs_premounted,
    },
    {
        .id = "exec.sys-read-only",
        .says = "The root of /sys looks read-only: it is how systemd, udev, networkd and logind learn that devices are "
                "not theirs to manage. A user namespace is no exception.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2, 4"},
        .since = "2012 wiki",
        .preconditions = "/sys is mounted",
        .observe = "statfs(\"/sys\") & ST_RDONLY, which is the test systemd makes",
        .remedy = "Remount /sys with MS_BIND|MS_REMOUNT|MS_RDONLY (or mount sysfs with MS_RDONLY) as the last step "
                  "before execve() (LXC: lxc.mount.auto = sys:ro or sys:mixed; podman: no --privileged).",
        .judge = judge_sys_read_only,
    },
    {
        .id = "exec.sys-submounts-not-writable",
        .says = "Below /sys only the directories of network devices may be writable sysfs, and they only with a "
                "network namespace.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "net exception since 2015 wiki",
        .preconditions = "sysfs is mounted somewhere below /sys",
        .observe = "statfs() of every mount point of type sysfs below /sys",
        .remedy = "Remount each bind mounted part of sysfs with MS_BIND|MS_REMOUNT|MS_RDONLY: the flag on /sys does "
                  "not reach them. Leave writable at most net directories, with CLONE_NEWNET.",
        .judge = judge_sys_submounts,
    },
    {
        .id = "exec.selinuxfs-read-only",
        .says = "A selinuxfs the container can see is mounted read-only.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "2012 wiki",
        .preconditions = "selinuxfs is mounted somewhere in the guest",
        .observe = "mountinfo: mounts of type selinuxfs; statfs() & ST_RDONLY of each",
        .remedy = "After binding /sys/fs/selinux remount it with MS_BIND|MS_REMOUNT|MS_RDONLY; a writable one makes "
                  "libselinux inside believe that it may load a policy.",
        .judge = judge_selinuxfs_read_only,
    },
    {
        .id = "exec.mounts-shared",
        .says = "The container's mount tree is MS_SHARED when the init starts; inside a container systemd does not "
                "change that itself.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "8"},
        .since = "v257",
        .observe = "mountinfo: the propagation field of /",
        .remedy = "After the tree is disconnected from the host (MS_SLAVE or MS_PRIVATE) make it shared again: "
                  "mount(NULL, \"/\", NULL, MS_SHARED|MS_REC, NULL) right before execve() (LXC: "
                  "lxc.hook.start running mount --make-rshared /; OCI: \"rootfsPropagation\": \"shared\").",
        .judge = judge_mounts_shared,
    },
};

}  // namespace

Section exec_mounts() { return clauses; }

}  // namespace conformance::checks
