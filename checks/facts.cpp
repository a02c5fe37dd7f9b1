// SPDX-License-Identifier: Apache-2.0
#include "checks/facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace conformance::checks {

using evidence::CgroupMembership;
using evidence::Evidence;
using evidence::FileSystem;
using evidence::Mount;
using evidence::Node;

namespace {

using Siblings = std::vector<const Mount*>;

/// `point` itself or a directory above it is in `points`.
bool is_covered(std::string_view point, const std::unordered_set<std::string_view>& points) {
  for (auto end = point.size(); end != std::string_view::npos && end > 0; end = point.rfind('/', end - 1))
    if (points.contains(point.substr(0, end))) return true;
  return points.contains("/");
}

/// Of mounts with the same parent, those that no later one was put over.
Siblings uncovered(const Siblings& siblings) {
  Siblings kept;
  std::unordered_set<std::string_view> later;
  for (auto mount = siblings.rbegin(); mount != siblings.rend(); ++mount) {
    if (!is_covered((*mount)->point, later)) kept.push_back(*mount);
    later.insert((*mount)->point);
  }
  return kept;
}

}  // namespace

bool is_below(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.size() > 1 && path.front() == '/';
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

bool has_component(std::string_view path, std::string_view name) {
  const std::string wanted = fmt::format("/{}/", name);
  return fmt::format("/{}/", path).find(wanted) != std::string::npos;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_credential_name(std::string_view name) {
  constexpr std::size_t longest = 255;  // of a file name
  if (name.empty() || name.size() > longest || name == "." || name == "..") return false;
  return std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~' && c != '/' && c != ':'; });
}

std::string listing(const std::vector<std::string>& items, std::size_t limit) {
  if (items.empty()) return "none";
  if (items.size() <= limit) return fmt::format("{}", fmt::join(items, ", "));
  const auto shown = items.begin() + static_cast<std::ptrdiff_t>(limit);
  return fmt::format("{} and {} more", fmt::join(items.begin(), shown, ", "), items.size() - limit);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string outcome_of(std::string_view error) { return std::string(error.empty() ? "works" : error); }

// A mount is hidden by a mount on its own root, and by a later one on a directory above it in the same file system.
// The order of the lines alone does not tell: a mount that was moved keeps its place in the list.
std::vector<const Mount*> reachable_mounts(const std::vector<Mount>& mounts) {
  std::unordered_set<std::int64_t> ids;
  for (const Mount& mount : mounts) ids.insert(mount.id);
  Siblings top;
  std::unordered_map<std::int64_t, Siblings> children;
  for (const Mount& mount : mounts) {
    const bool parent_in_sight = mount.parent != mount.id && ids.contains(mount.parent);
    (parent_in_sight ? children[mount.parent] : top).push_back(&mount);
  }
  std::vector<const Mount*> reached;
  std::vector<Siblings> open = {std::move(top)};
  while (!open.empty()) {
    const Siblings siblings = uncovered(open.back());
    open.pop_back();
    for (const Mount* mount : siblings) {
      Siblings below = std::exchange(children[mount->id], {});  // taken once, so that a circle ends
      Siblings over;
      std::copy_if(below.begin(), below.end(), std::back_inserter(over),
                   [&](const Mount* child) { return child->point == mount->point; });
      if (over.empty()) reached.push_back(mount);
      open.push_back(over.empty() ? std::move(below) : std::move(over));
    }
  }
  std::sort(reached.begin(), reached.end());
  return reached;
}

const Mount* mount_at(const std::vector<Mount>& mounts, std::string_view point) {
  if (std::ranges::find(mounts, point, &Mount::point) == mounts.end()) return nullptr;
  for (const Mount* mount : reachable_mounts(mounts))
    if (mount->point == point) return mount;
  return nullptr;
}

std::vector<const Mount*> mounts_of_type(const std::vector<Mount>& mounts, std::string_view type) {
  std::vector<const Mount*> found = reachable_mounts(mounts);
  std::erase_if(found, [&](const Mount* mount) { return mount->type != type; });
  return found;
}

bool has_super_option(const Mount& mount, std::string_view option) {
  return std::find(mount.super_options.begin(), mount.super_options.end(), option) != mount.super_options.end();
}

std::string describe(const Mount& mount) {
  return fmt::format("{} {} {}", mount.point, mount.type, fmt::join(mount.options, ","));
}

const FileSystem& file_system(const Evidence& evidence, std::string_view path) {
  for (const FileSystem& entry : *evidence.guest.file_systems)
    if (entry.path == path) return entry;
  throw evidence::Absent(fmt::format("the probe did not report statfs(\"{}\")", path));
}

const evidence::Directory& directory(const Evidence& evidence, std::string_view path) {
  for (const evidence::Directory& entry : *evidence.guest.directories)
    if (entry.path == path) return entry;
  throw evidence::Absent(fmt::format("the probe did not report the directory {}", path));
}

namespace {

std::uint64_t namespace_inode(const std::vector<evidence::Namespace>& namespaces, std::string_view name,
                              std::string_view whose) {
  for (const evidence::Namespace& entry : namespaces)
    if (entry.name == name) return entry.inode;
  throw evidence::Absent(fmt::format("the host does not show the {} namespace of {}", name, whose));
}

}  // namespace

bool has_own_kernel(const Evidence& evidence) {
  const std::string& inside = evidence.guest.start->kernel;
  const std::string& outside = evidence.host.identity->kernel;
  if (inside.empty() || outside.empty())
    throw evidence::Absent("it is not known whether the container has a kernel of its own");
  return inside != outside;
}

bool has_own_namespace(const Evidence& evidence, std::string_view name) {
  return namespace_inode(evidence.host.leader->namespaces, name, "the leader") !=
         namespace_inode(evidence.host.launcher->namespaces, name, "the process that started the manager");
}

std::optional<std::uint64_t> host_user_of_root(const Evidence& evidence) {
  for (const evidence::IdRange& range : evidence.host.leader->uid_map)
    if (range.inside == 0 && range.count > 0) return range.outside;
  return std::nullopt;
}

std::string describe(DeviceNumber number) { return fmt::format("{}:{}", number.major, number.minor); }

bool is_pty(DeviceNumber number) { return number.major >= 136 && number.major <= 143; }

bool is_virtual_terminal(DeviceNumber number) { return number.major == 4 && number.minor <= 63; }

const Node* device(const Evidence& evidence, std::string_view path) {
  for (const Node& node : *evidence.guest.devices)
    if (node.path == path) return &node;
  return nullptr;
}

std::optional<DeviceNumber> device_number(const Node& node) {
  const auto is_device = [](std::string_view kind) { return kind == "character" || kind == "block"; };
  if (is_device(node.kind)) return DeviceNumber{node.major, node.minor};
  if (node.resolved && is_device(node.resolved->kind)) return DeviceNumber{node.resolved->major, node.resolved->minor};
  return std::nullopt;
}

std::string hierarchy_name(const CgroupMembership& membership) {
  if (membership.hierarchy == 0) return "unified";
  return fmt::format("{}", fmt::join(membership.controllers, ","));
}

const CgroupMembership* membership_of(const std::vector<CgroupMembership>& memberships, std::string_view controller) {
  for (const CgroupMembership& entry : memberships)
    if (std::find(entry.controllers.begin(), entry.controllers.end(), controller) != entry.controllers.end())
      return &entry;
  return nullptr;
}

const CgroupMembership* unified_membership(const std::vector<CgroupMembership>& memberships) {
  for (const CgroupMembership& entry : memberships)
    if (entry.hierarchy == 0) return &entry;
  return nullptr;
}

}  // namespace conformance::checks
