// SPDX-License-Identifier: Apache-2.0
// The control group trees of the host: what is mounted, which groups there are, what one group looks like.
#pragma once

#include "evidence/guest.h"
#include "evidence/host.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

struct Hierarchy {
  std::string name;  ///< "unified", or the v1 controllers joined by ","
  std::string point;
  std::string root;  ///< the group that is mounted there
};

/// The hierarchies among the mounts, each once. Pure.
std::vector<Hierarchy> hierarchies(const std::vector<evidence::Mount>& mounts);

const Hierarchy* find_hierarchy(const std::vector<Hierarchy>& all, std::string_view name);
/// The one systemd keeps its units in: the unified one, else name=systemd.
const Hierarchy* systemd_hierarchy(const std::vector<Hierarchy>& all);

/// Where a group is in the file system; nullopt if it lies outside of what is mounted.
std::optional<std::string> directory_of(const Hierarchy& hierarchy, std::string_view group);

/// The same or below, by whole names; holds for any paths without a slash at their end.
bool is_in_group(std::string_view group, std::string_view top);

/// All groups of all hierarchies, by hierarchy name.
struct CgroupTree {
  std::map<std::string, std::set<std::string>> groups;
  std::string problem;  ///< why it is not complete; empty if it is
};
CgroupTree cgroup_tree(const std::vector<Hierarchy>& all);

/// What `now` has and `before` had not. unit and below_unit are left for whoever knows. Pure.
std::vector<evidence::NewCgroup> new_cgroups(const CgroupTree& before, const CgroupTree& now);

/// The attributes that belong to a limit systemd can set.
const std::vector<std::string>& limit_attributes();

evidence::Group<evidence::UnitCgroup> unit_cgroup(const std::vector<Hierarchy>& all, const std::string& control_group);

/// user.delegate or trusted.delegate of a directory; empty if neither is there.
std::string delegate_attribute(const std::string& directory);

}  // namespace conformance::runner::host
