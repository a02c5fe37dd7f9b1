// SPDX-License-Identifier: Apache-2.0
// UIDS-GIDS: which users of the host a container gets.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::IdRange;
using Map = std::vector<IdRange>;

constexpr std::string_view in_use = "the container has a user namespace of its own";
constexpr std::uint64_t usual_count = 65536;
constexpr std::uint64_t first_of_containers = 524288;
constexpr std::uint64_t last_of_containers = 1879048191;

std::string shown(const Map& map) {
  std::vector<std::string> ranges;
  for (const IdRange& range : map)
    ranges.push_back(fmt::format("{}+{} to {}", range.inside, range.count, range.outside));
  return listing(ranges);
}

/// check(uid_map, gid_map) where there is a user namespace. An empty map is one that could not be read, or was not
/// written yet: nothing follows from it.
template <auto check>
Finding for_user_namespace(const Evidence& evidence) {
  if (!has_own_namespace(evidence, "user")) return not_applicable("no user namespace is in use");
  const auto& leader = *evidence.host.leader;
  if (leader.uid_map.empty() || leader.gid_map.empty()) return unknown("the id maps of the leader were not seen");
  return check(leader.uid_map, leader.gid_map);
}

/// How many ids are mapped from 0 on, without a gap.
std::uint64_t mapped_from_zero(Map map) {
  std::ranges::sort(map, {}, &IdRange::inside);
  std::uint64_t end = 0;
  for (const IdRange& range : map)
    if (range.inside <= end) end = std::max(end, range.inside + range.count);
  return end;
}

std::uint64_t mapped(const Map& map) {
  std::uint64_t sum = 0;
  for (const IdRange& range : map) sum += range.count;
  return sum;
}

/// The range that root is in; nullptr when nobody is root inside.
const IdRange* range_of_root(const Map& map) {
  const auto found = std::ranges::find_if(map, [](auto& range) { return range.inside == 0 && range.count > 0; });
  return found == map.end() ? nullptr : &*found;
}

/// check(root, users): the range root is in and all of them, unless root is the host's own: then no range was chosen.
template <auto check>
Finding for_chosen(const Map& users, const Map&) {
  const IdRange* root = range_of_root(users);
  if (root == nullptr) return unknown("root of the container is mapped to nobody: " + shown(users));
  if (root->outside == 0) return not_applicable("root of the container is root of the host: " + shown(users));
  return check(*root, users);
}

bool is_for_containers(const IdRange& range) {
  return range.outside >= first_of_containers && range.outside + range.count - 1 <= last_of_containers;
}

constexpr Clause clauses[] = {
    {
        .id = "userns.range-min-64k",
        .says = "The container's user namespace maps at least 65536 UIDs and GIDs.",
        .subject = container,
        .source = {"UIDS-GIDS", "Notes on container managers", "1"},
        .since = "doc <= v252",
        .preconditions = in_use,
        .observe = "uid_map and gid_map of the leader: 0 to 65535 without a gap",
        .remedy = "Map the ids 0 to 65535 of the container; nobody is 65534, and dynamic users lie above 61184.",
        .judge = for_user_namespace<[](const Map& users, const Map& groups) {
          const auto enough = [](const Map& map) { return mapped_from_zero(map) >= usual_count; };
          return pass_if(enough(users) && enough(groups), "users " + shown(users) + "; groups " + shown(groups));
        }>,
    },
    {
        .id = "userns.range-exactly-64k",
        .says = "The container's user namespace maps exactly 65536 UIDs and GIDs, unless nesting is intended.",
        .level = optional,
        .subject = container,
        .source = {"UIDS-GIDS", "Notes on container managers", "2"},
        .since = "doc <= v252",
        .preconditions = in_use,
        .observe = "uid_map and gid_map of the leader: the sum of all ranges",
        .remedy = "Give 65536 ids to a container that is not to hold containers itself.",
        .judge = for_user_namespace<[](const Map& users, const Map& groups) {
          return pass_if(mapped(users) == usual_count && mapped(groups) == usual_count,
                         fmt::format("{} users, {} groups", mapped(users), mapped(groups)));
        }>,
    },
    {
        .id = "userns.base-aligned",
        .says = "The first host UID of the container's range has its low 16 bits zero.",
        .level = recommended,
        .subject = container,
        .source = {"UIDS-GIDS", "Notes on container managers", "3"},
        .since = "doc <= v252",
        .preconditions = "the container has a user namespace of its own, and its root is not the host's",
        .observe = "uid_map of the leader: what 0 is mapped to",
        .remedy = "Begin the range at a multiple of 65536, so that the upper half of a UID tells the container.",
        .judge = for_user_namespace<for_chosen<[](const IdRange& root, const Map&) {
          return pass_if(root.outside % usual_count == 0, fmt::format("0 is {} on the host", root.outside));
        }>>,
    },
    {
        .id = "userns.base-in-container-range",
        .says = "The container's UIDs lie within 524288..1879048191 on the host.",
        .level = recommended,
        .subject = container,
        .source = {"UIDS-GIDS", "Summary"},
        .since = "doc <= v252",
        .preconditions = "the container has a user namespace of its own, and its root is not the host's",
        .observe = "uid_map of the leader: every range",
        .remedy = "Take the range from what is set aside for containers, 524288 to 1879048191.",
        .judge = for_user_namespace<for_chosen<[](const IdRange&, const Map& users) {
          return pass_if(std::ranges::all_of(users, is_for_containers), "users " + shown(users));
        }>>,
    },
    {
        .id = "userns.gid-equals-uid",
        .says = "The UID and GID ranges of a container are chosen identically.",
        .level = optional,
        .subject = container,
        .source = {"systemd-nspawn(1)", "--private-users="},
        .since = "doc <= v252",
        .preconditions = in_use,
        .observe = "uid_map compared with gid_map of the leader",
        .remedy = "Write the same ranges into uid_map and gid_map.",
        .judge = for_user_namespace<[](const Map& users, const Map& groups) {
          return pass_if(users == groups, "users " + shown(users) + "; groups " + shown(groups));
        }>,
    },
};

}  // namespace

Section userns() { return clauses; }

}  // namespace conformance::checks
