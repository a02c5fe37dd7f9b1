// SPDX-License-Identifier: Apache-2.0
// Hardware addresses and user IDs of several machines, and of several starts of one.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::IdRange;
using evidence::Link;

constexpr Source item_3 = {"CONTAINER_INTERFACE", "Networking", "3"};
constexpr std::string_view veth_added = "the manager adds a veth pair";

/// A veth pair with one end in the container and one on the host.
struct Pair {
  Link inside;
  Link outside;
};

std::vector<Pair> veth_pairs(const Evidence& evidence) {
  std::vector<Pair> pairs;
  for (const Link& inside : *evidence.guest.network)
    for (const Link& outside : *evidence.host.network)
      if (is_veth_pair(inside, outside)) pairs.push_back({inside, outside});
  return pairs;
}

std::string shown(const Pair& pair) {
  return pair.inside.name + " " + pair.inside.mac + ", " + pair.outside.name + " " + pair.outside.mac;
}

const Pair* pair_of(const std::vector<Pair>& pairs, const std::string& inside) {
  const auto found = std::ranges::find(pairs, inside, [](const Pair& pair) { return pair.inside.name; });
  return found == pairs.end() ? nullptr : &*found;
}

Finding judge_stable(const Evidence& first, const Evidence& second) {
  const auto before = veth_pairs(first);
  if (before.empty()) return not_applicable("no veth pair leads into the container");
  const auto after = veth_pairs(second);
  for (const Pair& old : before) {
    const Pair* now = pair_of(after, old.inside.name);
    if (now == nullptr) return unknown(old.inside.name + " was not there at the second start");
    // A port of a bridge gets no address, by DHCP or otherwise.
    const bool outside_counts = old.outside.master.empty() && now->outside.master.empty();
    if (old.inside.mac != now->inside.mac || (outside_counts && old.outside.mac != now->outside.mac))
      return fail("at first " + shown(old) + ", then " + shown(*now));
  }
  return pass("twice " + shown(before.front()));
}

/// Of the first byte the lowest bit says "a group", the next one "made up by whoever runs the machine".
bool has_second_digit(const std::string& mac, std::string_view digits) {
  return mac.size() > 1 && digits.find(mac[1]) != std::string_view::npos;
}
bool is_local_unicast(const std::string& mac) { return has_second_digit(mac, "26ae"); }
bool is_vendors(const std::string& mac) { return has_second_digit(mac, "048c"); }

Finding judge_unique(const Evidence& first, const Evidence& second) {
  const auto of_first = veth_pairs(first);
  const auto of_second = veth_pairs(second);
  if (of_first.empty() || of_second.empty()) return not_applicable("no veth pair leads into one of the containers");
  std::set<std::string> seen;
  const Link* vendors = nullptr;
  for (const auto* pairs : {&of_first, &of_second}) {
    for (const Pair& pair : *pairs) {
      for (const Link* link : {&pair.inside, &pair.outside}) {
        if (!seen.insert(link->mac).second) return fail(link->mac + " of " + link->name + " is there twice");
        if (is_vendors(link->mac)) {
          vendors = link;
          continue;
        }
        if (!is_local_unicast(link->mac))
          return fail(link->mac + " of " + link->name + " is no locally administered address of one station");
      }
    }
  }
  if (vendors != nullptr)
    return unknown(vendors->mac + " of " + vendors->name +
                   " is a vendor's: whether it is the manager's, nothing shows");
  return pass(shown(of_first.front()) + "; " + shown(of_second.front()));
}

/// The other end of one of the container's links.
bool is_of_machine(const Evidence& evidence, const Link& link) {
  return std::ranges::any_of(*evidence.guest.network, [&](const Link& own) { return is_veth_pair(own, link); });
}

Finding judge_removed(const Evidence& evidence) {
  const auto& changes = *evidence.host.changes;
  std::vector<std::string> added;
  std::vector<std::string> left;
  for (const Link& link : changes.links_during) {
    if (!is_of_machine(evidence, link)) continue;
    added.push_back(link.name);
    const auto same = [&](const Link& other) { return other.index == link.index && other.name == link.name; };
    if (std::ranges::any_of(changes.links_after, same)) left.push_back(link.name);
  }
  if (added.empty()) return not_applicable("no veth pair leads into the container");
  if (end_by(evidence, "stop").guest_gone_us == 0) return unknown("the machine had not ended");
  return left.empty() ? pass(listing(added) + " vanished") : fail("left on the host: " + listing(left));
}

std::optional<IdRange> overlap(const IdRange& one, const IdRange& other) {
  const std::uint64_t begin = std::max(one.outside, other.outside);
  const std::uint64_t end = std::min(one.outside + one.count, other.outside + other.count);
  if (begin >= end) return std::nullopt;
  return IdRange{.outside = begin, .count = end - begin};
}

std::string shown(const IdRange& range) {
  return std::to_string(range.outside) + " to " + std::to_string(range.outside + range.count - 1);
}

Finding judge_users(const Evidence& first, const Evidence& second) {
  for (const auto* evidence : {&first, &second})
    if (!has_own_namespace(*evidence, "user")) return not_applicable("a container has no user namespace of its own");
  const auto& one = first.host.leader->uid_map;
  const auto& other = second.host.leader->uid_map;
  for (const IdRange& range : one)
    for (const IdRange& next : other)
      if (const auto shared = overlap(range, next)) return fail("both containers have the users " + shown(*shared));
  if (one.empty() || other.empty()) return unknown("a container has a user namespace without users");
  return pass("users " + shown(one.front()) + " and " + shown(other.front()));
}

constexpr Clause clauses[] = {
    {
        .id = "net.mac-stable",
        .says = "The MACs of the veth pair do not change between starts.",
        .level = recommended,
        .subject = container,
        .source = item_3,
        .since = "v216; doc 2014-08",
        .preconditions = veth_added,
        .observe =
            "the addresses of both ends at two starts of the same machine; of the outer end only where it is no port "
            "of a bridge",
        .remedy = "Make both addresses from the machine's name (hashed with the host's machine id) instead of leaving "
                  "them to the kernel, which makes new ones each time.",
        .scenario = "restart",
        .compare = judge_stable,
        .compared_with = "boot",
    },
    {
        .id = "net.mac-unique",
        .says = "Different containers get different MACs, both ends differ, and they are locally administered unicast.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = item_3,
        .since = "2014-08 wiki",
        .preconditions = veth_added,
        .observe = "the addresses of both ends of two machines that run at the same time",
        .remedy = "Make each address from the machine's name and the end's, set the second lowest bit of the first "
                  "byte and clear the lowest.",
        .scenario = "twin",
        .compare = judge_unique,
        .compared_with = "boot",
    },
    {
        .id = "net.links-removed",
        .says = "Host-side links vanish when the container stops; moved NICs return.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = {"systemd-nspawn(1)", "--network-veth"},
        .since = "n/a",
        .preconditions = veth_added,
        .observe = "the host's links while the container runs and after its end",
        .remedy = "Delete the host's end of the veth pair when the container ends, if the kernel has not already done "
                  "so with the network namespace.",
        .scenario = "stop",
        .judge = judge_removed,
    },
    {
        .id = "userns.no-overlap",
        .says = "Concurrent containers do not share UIDs.",
        .level = recommended,
        .subject = container,
        .source = {"UIDS-GIDS"},
        .since = "doc <= v252",
        .preconditions = "the containers have user namespaces",
        .observe = "the uid_map of two machines that run at the same time, as the host sees it",
        .remedy =
            "Keep track of the ranges in use (a lock file for each base), and take a free one for each container.",
        .scenario = "twin",
        .compare = judge_users,
        .compared_with = "boot",
    },
};

}  // namespace

Section several_networks() { return clauses; }

}  // namespace conformance::checks
