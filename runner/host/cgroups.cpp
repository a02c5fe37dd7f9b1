// SPDX-License-Identifier: Apache-2.0
#include "runner/host/cgroups.h"

#include "runner/host/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace conformance::runner::host {

namespace {

constexpr std::size_t max_groups = 20'000;
constexpr std::size_t max_listed = 1000;
constexpr int max_depth = 128;

/// The controllers among the superblock options of a v1 mount: whatever is not one of the kernel's own words.
std::string controllers_of(const std::vector<std::string>& options) {
  std::string joined;
  for (const std::string& option : options) {
    static const std::set<std::string, std::less<>> words = {
        "rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "seclabel"};
    if (words.contains(option) || option.starts_with("release_agent=")) continue;
    joined += joined.empty() ? option : "," + option;
  }
  return joined;
}

}  // namespace

std::vector<Hierarchy> hierarchies(const std::vector<evidence::Mount>& mounts) {
  std::vector<Hierarchy> found;
  for (const evidence::Mount& mount : mounts) {
    if (mount.type != "cgroup" && mount.type != "cgroup2") continue;
    Hierarchy hierarchy{mount.type == "cgroup2" ? "unified" : controllers_of(mount.super_options), mount.point,
                        mount.root};
    const auto same =
        std::find_if(found.begin(), found.end(), [&](const Hierarchy& other) { return other.name == hierarchy.name; });
    if (same == found.end())
      found.push_back(std::move(hierarchy));
    else if (hierarchy.root.size() < same->root.size())
      *same = std::move(hierarchy);  // it shows more
  }
  return found;
}

const Hierarchy* find_hierarchy(const std::vector<Hierarchy>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Hierarchy& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const Hierarchy* systemd_hierarchy(const std::vector<Hierarchy>& all) {
  const Hierarchy* unified = find_hierarchy(all, "unified");
  return unified ? unified : find_hierarchy(all, "name=systemd");
}

bool is_in_group(std::string_view group, std::string_view top) {
  if (top.empty() || top == "/") return true;
  return group.starts_with(top) && (group.size() == top.size() || group[top.size()] == '/');
}

std::optional<std::string> directory_of(const Hierarchy& hierarchy, std::string_view group) {
  if (group.find("/..") != std::string_view::npos || !is_in_group(group, hierarchy.root)) return std::nullopt;
  if (hierarchy.root != "/") group.remove_prefix(hierarchy.root.size());
  while (group.ends_with('/')) group.remove_suffix(1);
  return hierarchy.point + std::string(group);
}

namespace {

/// Walks one hierarchy. The link count of a cgroup directory is two plus its children, so leaves need no listing.
class Walk {
 public:
  Walk(std::set<std::string>& groups, std::size_t& budget) : groups_(groups), budget_(budget) {}

  bool below(int parent, const char* name, const std::string& group, int depth) {
    struct stat status {};
    if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || status.st_nlink == 2) return true;
    const int self = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (self < 0) return errno == ENOENT;  // gone meanwhile
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(self), ::closedir);
    if (!stream) return ::close(self), false;
    while (const dirent* entry = ::readdir(stream.get())) {
      const std::string_view child = entry->d_name;
      if (entry->d_type != DT_DIR || child == "." || child == "..") continue;
      if (budget_ == 0 || depth == 0) return false;
      --budget_;
      std::string path = group + "/" + valid_utf8(child);
      const bool whole = below(self, entry->d_name, path, depth - 1);
      groups_.insert(std::move(path));
      if (!whole) return false;
    }
    return true;
  }

 private:
  std::set<std::string>& groups_;
  std::size_t& budget_;
};

}  // namespace

CgroupTree cgroup_tree(const std::vector<Hierarchy>& all) {
  CgroupTree tree;
  std::size_t budget = max_groups;
  for (const Hierarchy& hierarchy : all) {
    auto& groups = tree.groups[hierarchy.name];
    const std::string root = hierarchy.root == "/" ? "" : hierarchy.root;
    if (!Walk(groups, budget).below(AT_FDCWD, hierarchy.point.c_str(), root, max_depth))
      tree.problem =
          fmt::format("the control groups could not all be listed (at most {}, {} deep)", max_groups, max_depth);
  }
  return tree;
}

std::vector<evidence::NewCgroup> new_cgroups(const CgroupTree& before, const CgroupTree& now) {
  std::vector<evidence::NewCgroup> found;
  for (const auto& [hierarchy, groups] : now.groups) {
    const auto old = before.groups.find(hierarchy);
    for (const std::string& group : groups) {
      if ((old != before.groups.end() && old->second.contains(group)) || found.size() == max_listed) continue;
      found.push_back({hierarchy, group, "", false, group.find('/', 1) == std::string::npos});
    }
  }
  return found;
}

const std::vector<std::string>& limit_attributes() {
  static const std::vector<std::string> names = {"memory.max", "memory.high",      "memory.low",
                                                 "memory.min", "memory.swap.max",  "pids.max",
                                                 "cpu.weight", "cgroup.max.depth", "cgroup.max.descendants"};
  return names;
}

namespace {

std::vector<std::string> words_of(const std::string& path) {
  const std::string line = read_line(path);  // what is split are views into it
  const auto words = split(line, ' ');
  return {words.begin(), words.end()};
}

std::vector<std::int64_t> processes_in(const std::string& directory) {
  std::vector<std::int64_t> pids;
  const std::string text = read_file(directory + "/cgroup.procs").value_or("");
  for (const std::string_view line : split(text, '\n'))
    if (const auto pid = number(line); pid && pids.size() < max_listed) pids.push_back(static_cast<std::int64_t>(*pid));
  return pids;
}

/// A legacy host has no cgroup.controllers: a controller is there if its hierarchy has the group.
void legacy_controllers(const std::vector<Hierarchy>& all, evidence::UnitCgroup& unit) {
  for (const Hierarchy& hierarchy : all) {
    if (hierarchy.name.starts_with("name=") || hierarchy.name == "unified") continue;
    const auto directory = directory_of(hierarchy, unit.path);
    for (const std::string_view controller : split(hierarchy.name, ',')) {
      unit.root_controllers.emplace_back(controller);
      if (directory && inode_of(*directory)) unit.controllers.emplace_back(controller);
    }
  }
}

}  // namespace

std::string delegate_attribute(const std::string& directory) {
  for (const char* name : {"user.delegate", "trusted.delegate"}) {
    char value[16];
    const ssize_t length = ::getxattr(directory.c_str(), name, value, sizeof value);
    if (length > 0) return valid_utf8({value, static_cast<std::size_t>(length)});
  }
  return "";
}

evidence::Group<evidence::UnitCgroup> unit_cgroup(const std::vector<Hierarchy>& all, const std::string& control_group) {
  using Result = evidence::Group<evidence::UnitCgroup>;
  const Hierarchy* hierarchy = systemd_hierarchy(all);
  if (!hierarchy) return Result::absent("no control group hierarchy of systemd is mounted on this host");
  const auto directory = directory_of(*hierarchy, control_group);
  if (!directory || !inode_of(*directory))
    return Result::absent(fmt::format("the unit's control group {} is not below {}", control_group, hierarchy->point));
  evidence::UnitCgroup unit;
  unit.path = control_group;
  unit.processes = processes_in(*directory);
  unit.children = names_in(*directory, true);
  std::sort(unit.children.begin(), unit.children.end());
  unit.children.resize(std::min(unit.children.size(), max_listed));
  unit.type = read_line(*directory + "/cgroup.type");
  for (std::string& child : unit.children) {
    const std::string type = read_line(*directory + "/" + child + "/cgroup.type");
    unit.child_types[child = valid_utf8(child)] = type;
  }
  unit.controllers = words_of(*directory + "/cgroup.controllers");
  unit.root_controllers = words_of(hierarchy->point + "/cgroup.controllers");
  if (unit.root_controllers.empty()) legacy_controllers(all, unit);
  unit.delegate_attribute = delegate_attribute(*directory);
  for (const std::string& name : limit_attributes())
    if (std::string value = read_line(*directory + "/" + name); !value.empty()) unit.attributes[name] = value;
  return unit;
}

}  // namespace conformance::runner::host
