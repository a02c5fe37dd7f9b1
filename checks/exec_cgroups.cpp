// SPDX-License-Identifier: Apache-2.0
// The control group tree as the init finds it.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::CgroupMembership;
using evidence::Mount;

constexpr std::string_view top = "/sys/fs/cgroup";

bool is_read_only_or_refused(std::string_view error) { return is_one_of(error, {"EROFS", "EACCES", "EPERM"}); }

std::string describe_root(const Mount& mount) {
  return fmt::format("{} {} root {}", mount.point, mount.type, mount.root);
}

/// A sub-tree at the place it has in its hierarchy: paths in /proc/PID/cgroup still match, as when the upper parts are
/// mounted read-only or replaced by a tmpfs.
bool is_in_place(const Mount& mount) {
  if (!mount.root.starts_with('/') || mount.root.starts_with("/..") || !mount.point.ends_with(mount.root)) return false;
  const std::string_view base = std::string_view(mount.point).substr(0, mount.point.size() - mount.root.size());
  if (mount.type == "cgroup2") return base == top || base == "/sys/fs/cgroup/unified";
  return is_below(base, top) && base.find('/', top.size() + 1) == std::string_view::npos;
}

Finding judge_mount_complete(const Evidence& evidence) {
  std::size_t seen = 0;
  std::vector<std::string> partial;
  for (const Mount* mount : reachable_mounts(*evidence.guest.mounts)) {
    const bool cgroup = mount->type == "cgroup" || mount->type == "cgroup2";
    if (!cgroup || (mount->point != top && !is_below(mount->point, top))) continue;
    ++seen;
    if (mount->root != "/" && !is_in_place(*mount)) partial.push_back(describe_root(*mount));
  }
  if (seen == 0) return pass("nothing is mounted: systemd will do it");
  if (!partial.empty()) return fail(listing(partial));
  return pass(
      fmt::format("{}, none of them a bare sub-tree", counted(seen, "control group mount", "control group mounts")));
}

/// What the manager mounted; a look through a mount of the probe's own does not count.
std::vector<const CgroupMembership*> mounted_memberships(const Evidence& evidence) {
  std::vector<const CgroupMembership*> mounted;
  for (const CgroupMembership& entry : *evidence.guest.cgroups)
    if (!entry.mount_point.empty() && !entry.detached) mounted.push_back(&entry);
  return mounted;
}

Finding judge_path_consistent(const Evidence& evidence) {
  const auto mounted = mounted_memberships(evidence);
  if (mounted.empty()) return not_applicable("no control group hierarchy is mounted");
  std::vector<std::string> wrong;
  std::vector<std::string> unclear;
  for (const CgroupMembership* entry : mounted) {
    const std::string where = fmt::format("{}: {} below {}", hierarchy_name(*entry), entry->path, entry->mount_point);
    const std::string& error = entry->directory_error;
    const bool only_in_place = entry->mount_root != "/" && entry->mount_point.ends_with(entry->mount_root);
    if (!error.empty() && only_in_place)
      unclear.push_back(
          fmt::format("{}: only the sub-tree at {} is mounted", hierarchy_name(*entry), entry->mount_point));
    else if (is_one_of(error, {"ENOENT", "ENOTDIR"}))
      wrong.push_back(where + " is missing");
    else if (!error.empty())
      unclear.push_back(where + ": " + error);
    else if (!entry->lists_self)
      wrong.push_back(where + " does not list PID 1");
  }
  if (!wrong.empty()) return fail(listing(wrong));
  if (!unclear.empty()) return unknown(listing(unclear));
  return pass(fmt::format("PID 1 is listed where /proc/self/cgroup says, in {}",
                          counted(mounted.size(), "hierarchy", "hierarchies")));
}

/// The guest gets the unified layout, which a manager can do on a hybrid host too.
bool is_unified_inside(const std::vector<CgroupMembership>& memberships) {
  const CgroupMembership* unified = unified_membership(memberships);
  return unified != nullptr && unified->mount_point == top;
}

/// The hierarchy systemd itself lives in: name=systemd where it is mounted, else the unified one, which the probe
/// mounts for a try where the manager leaves that to the guest.
const CgroupMembership* systemd_membership(const Evidence& evidence) {
  const auto& memberships = *evidence.guest.cgroups;
  const CgroupMembership* named = membership_of(memberships, "name=systemd");
  const bool mounted = named != nullptr && !named->mount_point.empty();
  if (mounted && evidence.host.identity->cgroup_mode != "unified" && !is_unified_inside(memberships)) return named;
  return unified_membership(memberships);
}

std::string describe_writing(const CgroupMembership& entry) {
  return fmt::format("{} {}{}: mkdir of a child: {}, moving into it: {}", hierarchy_name(entry), entry.path,
                     entry.detached ? " (mounted by the probe)" : "", outcome_of(entry.create_error),
                     outcome_of(entry.enter_error));
}

Finding judge_own_subtree(const Evidence& evidence) {
  const CgroupMembership* own = systemd_membership(evidence);
  if (own == nullptr) return unknown("/proc/self/cgroup names no hierarchy systemd could use");
  if (own->mount_point.empty() && !own->detached) {
    const std::string saw = fmt::format("{}: not mounted, and mounting it inside: {}", hierarchy_name(*own),
                                        outcome_of(own->directory_error));
    // On other hosts the guest could still mount name=systemd, which nobody tried.
    const bool refused = is_one_of(own->directory_error, {"EPERM", "EACCES"});
    return refused && evidence.host.identity->cgroup_mode == "unified" ? fail(saw) : unknown(saw);
  }
  const std::string saw = describe_writing(*own);
  if (own->create_error.empty() && own->enter_error.empty()) return pass(saw);
  const std::string& error = own->create_error.empty() ? own->enter_error : own->create_error;
  return is_read_only_or_refused(error) ? fail(saw) : unknown(saw);
}

Finding judge_rest_read_only(const Evidence& evidence) {
  const auto mounted = mounted_memberships(evidence);
  if (mounted.empty()) return not_applicable("no control group hierarchy is mounted");
  std::vector<std::string> open;
  std::size_t ancestors = 0;
  bool outside_visible = false;
  for (const CgroupMembership* entry : mounted) {
    outside_visible = outside_visible || entry->mount_root.starts_with("/..");
    for (const evidence::CgroupAncestor& ancestor : entry->ancestors) {
      ++ancestors;
      if (ancestor.open_error.empty() && !ancestor.read_only)
        open.push_back(fmt::format("{} {}", hierarchy_name(*entry), ancestor.path));
    }
  }
  if (!open.empty()) return fail("writable above the own control group: " + listing(open));
  if (outside_visible)
    return unknown("a mount from outside the cgroup namespace is visible, see exec.cgroup-mount-complete-or-absent");
  if (ancestors > 0) return pass(fmt::format("none of {} control groups above the own one is writable", ancestors));
  if (has_own_namespace(evidence, "cgroup")) return pass("in a cgroup namespace the own control group is all there is");
  return not_applicable("the machine is in the root of every mounted hierarchy: there is no rest");
}

bool is_legacy(const Evidence& evidence) {
  return is_one_of(evidence.host.identity->cgroup_mode, {"legacy", "hybrid"});
}

std::string no_legacy(const Evidence& evidence) {
  return fmt::format("control groups of the host: {}", evidence.host.identity->cgroup_mode);
}

Finding judge_v1_controllers(const Evidence& evidence) {
  if (!is_legacy(evidence)) return not_applicable(no_legacy(evidence));
  std::vector<std::string> writable;
  std::size_t seen = 0;
  for (const Mount* mount : mounts_of_type(*evidence.guest.mounts, "cgroup")) {
    if (has_super_option(*mount, "name=systemd")) continue;
    ++seen;
    const evidence::FileSystem& tree = file_system(evidence, mount->point);
    if (!tree.error.empty()) return unknown(fmt::format("statfs(\"{}\"): {}", mount->point, tree.error));
    if (!tree.read_only) writable.push_back(mount->point);
  }
  if (seen == 0) return not_applicable("no controller hierarchy is mounted in the guest");
  return writable.empty()
             ? pass(fmt::format("{}, all read-only", counted(seen, "controller hierarchy", "controller hierarchies")))
             : fail("writable: " + listing(writable));
}

/// pass: there, or the guest can mount it itself.
Finding judge_hierarchy(const CgroupMembership& entry, std::string_view place) {
  const std::string saw = describe_writing(entry);
  if (entry.detached) return entry.create_error.empty() ? pass(saw) : unknown(saw);
  if (entry.mount_point.empty())
    return unknown(hierarchy_name(entry) + ": not mounted, and nobody tried whether the guest could do it");
  if (entry.mount_point != place)
    return fail(fmt::format("{} is mounted at {}", hierarchy_name(entry), entry.mount_point));
  if (!entry.directory_error.empty() || !entry.lists_self)
    return fail(fmt::format("{} below {} does not hold PID 1", entry.path, entry.mount_point));
  if (entry.create_error.empty()) return pass(saw);
  return is_read_only_or_refused(entry.create_error) ? fail(saw) : unknown(saw);
}

Finding judge_v1_systemd(const Evidence& evidence) {
  if (!is_legacy(evidence)) return not_applicable(no_legacy(evidence));
  const auto& memberships = *evidence.guest.cgroups;
  if (is_unified_inside(memberships))
    return not_applicable("the guest gets the unified layout: cgroup2 at /sys/fs/cgroup");
  const CgroupMembership* named = membership_of(memberships, "name=systemd");
  if (named == nullptr) return not_applicable("the host has no name=systemd hierarchy");
  const Finding finding = judge_hierarchy(*named, "/sys/fs/cgroup/systemd");
  const CgroupMembership* unified = unified_membership(memberships);
  if (finding.outcome != Outcome::pass || evidence.host.identity->cgroup_mode != "hybrid" || unified == nullptr)
    return finding;
  const Finding second = judge_hierarchy(*unified, "/sys/fs/cgroup/unified");
  return {second.outcome, finding.saw + "; " + second.saw};
}

constexpr std::uint64_t cgroup2_magic = 0x63677270;
constexpr std::uint64_t tmpfs_magic = 0x01021994;

Finding judge_statfs(const Evidence& evidence) {
  const auto& mounts = *evidence.guest.mounts;
  if (mount_at(mounts, top) == nullptr) return not_applicable("nothing is mounted at /sys/fs/cgroup");
  const evidence::FileSystem& tree = file_system(evidence, top);
  if (!tree.error.empty()) return unknown("statfs(\"/sys/fs/cgroup\"): " + tree.error);
  std::size_t legacy = 0;
  std::size_t unified = 0;
  for (const Mount* mount : reachable_mounts(mounts)) {
    if (!is_below(mount->point, top)) continue;
    legacy += mount->type == "cgroup" ? 1 : 0;
    unified += mount->type == "cgroup2" ? 1 : 0;
  }
  const std::string saw =
      fmt::format("statfs(\"/sys/fs/cgroup\"): type {:#x}; mounted below it: {} v1 and {} v2 hierarchies", tree.type,
                  legacy, unified);
  if (tree.type == cgroup2_magic) return pass_if(legacy == 0, saw);
  if (tree.type != tmpfs_magic) return fail(saw + "; neither cgroup2 nor tmpfs");
  if (legacy > 0) return pass(saw);
  return unified > 0 ? fail(saw + "; looks like v1 and is not") : unknown(saw);
}

constexpr Clause clauses[] = {
    {
        .id = "exec.cgroup-mount-complete-or-absent",
        .says = "Control group hierarchies are mounted whole or not at all; a sub-tree may not stand in the place of "
                "the root.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "6"},
        .since = "2014-10 wiki",
        .observe = "mountinfo: the root field of each cgroup mount at or below /sys/fs/cgroup; with a cgroup namespace "
                   "the own control group is \"/\"",
        .remedy = "Create the container with CLONE_NEWCGROUP and mount cgroup2 on /sys/fs/cgroup from inside it "
                  "(podman and docker: --cgroupns=private); without the namespace mount the whole hierarchy, or leave "
                  "it to systemd.",
        .judge = judge_mount_complete,
    },
    {
        .id = "exec.cgroup-path-consistent",
        .says = "The path a process finds in /proc/PID/cgroup exists in the mounted tree and lists that process.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "6"},
        .since = "2014-10 wiki",
        .preconditions = "a hierarchy is mounted",
        .observe = "/proc/self/cgroup of PID 1, each path appended to its hierarchy's mount point, and cgroup.procs "
                   "there",
        .remedy = "Move the init into its control group first, then unshare(CLONE_NEWCGROUP), then mount the tree; do "
                  "not bind a sub-tree in the place of the root, and keep procfs and cgroup mounts of the same "
                  "namespaces.",
        .judge = judge_path_consistent,
    },
    {
        .id = "exec.cgroup-own-subtree-writable",
        .says = "systemd as payload can create control groups below its own one and move processes into them.",
        .subject = container,
        .source = {"CGROUP_DELEGATION", "systemd as Container Payload", {}},
        .since = "2018 text",
        .observe = "mkdir of a child of the own control group, moving PID 1 into it and back, rmdir; in name=systemd "
                   "where there is one, else in the unified hierarchy",
        .remedy = "Mount /sys/fs/cgroup writable for the container's own control group, and with a user namespace "
                  "chown that directory and cgroup.procs, cgroup.subtree_control and cgroup.threads in it to the "
                  "container's root (LXC: lxc.mount.auto = cgroup:rw; podman: --systemd=always).",
        .judge = judge_own_subtree,
    },
    {
        .id = "exec.cgroup-rest-read-only",
        .says = "Outside the container's own sub-tree the control groups it can see are not writable.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "6"},
        .since = "2015-06 wiki",
        .preconditions = "a hierarchy is mounted and the container is not in its root",
        .observe = "open(O_WRONLY) of cgroup.procs in every control group above the own one",
        .remedy = "Use a cgroup namespace (CLONE_NEWCGROUP), or remount the hierarchy MS_BIND|MS_REMOUNT|MS_RDONLY "
                  "around a writable bind mount of the container's own sub-tree (LXC: lxc.mount.auto = cgroup:mixed).",
        .judge = judge_rest_read_only,
    },
    {
        .id = "exec.cgroup-v1-controllers-read-only",
        .says = "On a v1 host every controller hierarchy other than name=systemd is read-only in the container.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "6", "systemd 257"},
        .since = "2015-06 wiki; dropped with v1 in v258",
        .preconditions = "the host uses the legacy or hybrid layout, and controllers are mounted",
        .observe = "statfs() & ST_RDONLY of each mount of type cgroup that is not name=systemd",
        .remedy = "Remount the controller hierarchies with MS_BIND|MS_REMOUNT|MS_RDONLY and leave only the container's "
                  "sub-tree of name=systemd writable (LXC: lxc.mount.auto = cgroup:ro).",
        .judge = judge_v1_controllers,
    },
    {
        .id = "exec.cgroup-v1-systemd-hierarchy",
        .says = "On a v1 host the payload finds its own control group in /sys/fs/cgroup/systemd, on a hybrid one in "
                "/sys/fs/cgroup/unified too, or can mount them itself.",
        .subject = container,
        .source = {"CGROUP_DELEGATION", "systemd as Container Payload", {}},
        .since = "2018 text",
        .preconditions = "the host uses the legacy or hybrid layout; for payloads up to systemd 257",
        .observe = "/proc/self/cgroup and mountinfo: where name=systemd and cgroup2 are mounted, and mkdir there",
        .remedy = "Mount the name=systemd hierarchy writable on /sys/fs/cgroup/systemd (and cgroup2 on "
                  "/sys/fs/cgroup/unified on a hybrid host), or mount nothing at all (LXC: lxc.mount.auto = "
                  "cgroup:mixed).",
        .judge = judge_v1_systemd,
    },
    {
        .id = "exec.cgroup-statfs-detectable",
        .says = "The type of file system at /sys/fs/cgroup tells the layout: cgroup2 for the unified one, tmpfs for "
                "v1.",
        .level = recommended,
        .subject = container,
        .source = {"CGROUP_DELEGATION", "Some Don'ts", "4"},
        .since = "2018 text",
        .preconditions = "something is mounted at /sys/fs/cgroup",
        .observe = "f_type of statfs(\"/sys/fs/cgroup\") against the types mounted below it",
        .remedy = "Mount cgroup2 directly on /sys/fs/cgroup on a unified host; a tmpfs may replace middle parts of the "
                  "tree, not its root.",
        .judge = judge_statfs,
    },
};

}  // namespace

Section exec_cgroups() { return clauses; }

}  // namespace conformance::checks
