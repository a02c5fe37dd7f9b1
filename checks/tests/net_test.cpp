// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Link& inside(Evidence& evidence) {
  return entry_where(evidence.guest.network.edit(), [](auto& link) { return link.kind == "veth"; });
}

evidence::Link& outside(Evidence& evidence) {
  return entry_where(evidence.host.network.edit(), [](auto& link) { return link.kind == "veth"; });
}

void share_network(Evidence& evidence) { share_namespace(evidence, "net"); }
void have_loopback_only(Evidence& evidence) { evidence.guest.network.edit() = {{.index = 1, .name = "lo"}}; }
void call_inside_eth0(Evidence& evidence) { inside(evidence).name = "eth0"; }

void name_it(Evidence& evidence, const std::string& name, const std::string& link) {
  evidence.run.asked.machine_name = name;
  outside(evidence).name = link;
}

constexpr const char* long_name = "a-rather-long-name";

/// A range of 65536, users and groups alike.
void use_range(Evidence& evidence, std::uint64_t first) { use_user_namespace(evidence, first); }
void use_usual_range(Evidence& evidence) { use_range(evidence, 0x10000 * 9); }

evidence::IdRange& users(Evidence& evidence) { return evidence.host.leader.edit().uid_map.front(); }
evidence::IdRange& groups(Evidence& evidence) { return evidence.host.leader.edit().gid_map.front(); }

void read_no_map(Evidence& evidence) {
  use_usual_range(evidence);
  evidence.host.leader.edit().uid_map.clear();
  evidence.host.leader.edit().gid_map.clear();
}

/// One user in the middle is another one of the host.
void map_one_user_to(Evidence& evidence, std::uint64_t user) {
  use_usual_range(evidence);
  auto& map = evidence.host.leader.edit().uid_map;
  const auto first = map.front().outside;
  map = {{.inside = 0, .outside = first, .count = 1000},
         {.inside = 1000, .outside = user, .count = 1},
         {.inside = 1001, .outside = first + 1001, .count = 65536 - 1001}};
}

void use_two_ranges(Evidence& evidence, std::uint64_t second) {
  use_usual_range(evidence);
  for (auto* map : {&evidence.host.leader.edit().uid_map, &evidence.host.leader.edit().gid_map})
    *map = {{.inside = second, .outside = 700'000, .count = 65536 - 1000},
            {.inside = 0, .outside = 655'360, .count = 1000}};
}

}  // namespace

std::vector<Case> network_cases() {
  return {
      {"net.host0-name", "it is called so", pass, nothing},
      {"net.host0-name", "it is eth0", fail, call_inside_eth0},
      {"net.host0-name", "there is another beside it", pass,
       [](Evidence& e) { e.guest.network.edit().push_back({.index = 3, .name = "eth1", .kind = "veth"}); }},
      {"net.host0-name", "the network is the host's", not_applicable, share_network},
      {"net.host0-name", "there is no link", not_applicable, have_loopback_only},
      {"net.host0-name", "it is a macvlan", not_applicable, [](Evidence& e) { inside(e).kind = "macvlan"; }},
      {"net.host0-name", "the leader was not found", blocked, [](Evidence& e) { forget(e.host.leader); }},

      {"net.host0-kind-veth", "it is", pass, nothing},
      {"net.host0-kind-veth", "it is a macvlan", fail, [](Evidence& e) { inside(e).kind = "macvlan"; }},
      {"net.host0-kind-veth", "it is a device of the host", fail, [](Evidence& e) { inside(e).kind = ""; }},
      {"net.host0-kind-veth", "there is no such link", not_applicable, call_inside_eth0},
      {"net.host0-kind-veth", "the network is the host's", not_applicable, share_network},

      {"net.ve-prefix", "it is called so", pass, nothing},
      {"net.ve-prefix", "it has no prefix", fail, [](Evidence& e) { outside(e).name = "veth4711"; }},
      {"net.ve-prefix", "it has the prefix and another name", fail, [](Evidence& e) { outside(e).name = "ve-other"; }},
      {"net.ve-prefix", "the name is too long and has a hash", pass,
       [](Evidence& e) { name_it(e, long_name, "ve-a-rathera3f"); }},
      {"net.ve-prefix", "the name is too long and stands beside it", pass,
       [](Evidence& e) {
         name_it(e, long_name, "ve-x1");
         outside(e).alternative_names = {"ve-a-rather-long-name"};
       }},
      {"net.ve-prefix", "the name is too long and is another", fail,
       [](Evidence& e) { name_it(e, long_name, "ve-b-rathera3f"); }},
      {"net.ve-prefix", "nobody said how the container is called", blocked,
       [](Evidence& e) { forget(e.run.asked.machine_name); }},
      {"net.ve-prefix", "it belongs to a bridge", not_applicable,
       [](Evidence& e) {
         outside(e).master = "br0";
         outside(e).name = "vb-first";
       }},
      {"net.ve-prefix", "it is in another namespace of the host", unknown, [](Evidence& e) { outside(e).index = 99; }},
      {"net.ve-prefix", "there is no link", not_applicable, have_loopback_only},
      {"net.ve-prefix", "nobody saw the host's links", blocked, [](Evidence& e) { forget(e.host.network); }},

      {"userns.range-min-64k", "it is just that", pass, use_usual_range},
      {"userns.range-min-64k", "it is two ranges in a row", pass, [](Evidence& e) { use_two_ranges(e, 1000); }},
      {"userns.range-min-64k", "it has a gap", fail, [](Evidence& e) { use_two_ranges(e, 1001); }},
      {"userns.range-min-64k", "it is one user", fail,
       [](Evidence& e) {
         use_usual_range(e);
         users(e).count = 1;
       }},
      {"userns.range-min-64k", "the groups are too few", fail,
       [](Evidence& e) {
         use_usual_range(e);
         groups(e).count = 1000;
       }},
      {"userns.range-min-64k", "the maps were not read", unknown, read_no_map},
      {"userns.range-min-64k", "there is none", not_applicable, nothing},

      {"userns.range-exactly-64k", "it is", pass, use_usual_range},
      {"userns.range-exactly-64k", "it is in two parts", pass, [](Evidence& e) { use_two_ranges(e, 1000); }},
      {"userns.range-exactly-64k", "it is a million", fail,
       [](Evidence& e) {
         use_usual_range(e);
         users(e).count = groups(e).count = 1'000'000'000;
       }},
      {"userns.range-exactly-64k", "the maps were not read", unknown, read_no_map},
      {"userns.range-exactly-64k", "there is none", not_applicable, nothing},

      {"userns.base-aligned", "it is", pass, use_usual_range},
      {"userns.base-aligned", "it is not", fail, [](Evidence& e) { use_range(e, 100'000); }},
      {"userns.base-aligned", "root is the host's", not_applicable, [](Evidence& e) { use_range(e, 0); }},
      {"userns.base-aligned", "there is no root", unknown,
       [](Evidence& e) {
         use_usual_range(e);
         users(e).inside = 1;
       }},
      {"userns.base-aligned", "there is none", not_applicable, nothing},

      {"userns.base-in-container-range", "it is", pass, use_usual_range},
      {"userns.base-in-container-range", "it is the last one", pass,
       [](Evidence& e) { use_range(e, 1879048191 - 65535); }},
      {"userns.base-in-container-range", "it goes over the end", fail,
       [](Evidence& e) { use_range(e, 1879048191 - 65534); }},
      {"userns.base-in-container-range", "it is of subuid", fail, [](Evidence& e) { use_range(e, 100'000); }},
      {"userns.base-in-container-range", "one user is root of the host", fail,
       [](Evidence& e) { map_one_user_to(e, 0); }},
      {"userns.base-in-container-range", "one user is another of a container", pass,
       [](Evidence& e) { map_one_user_to(e, 0x10000 * 11); }},
      {"userns.base-in-container-range", "the maps were not read", unknown, read_no_map},
      {"userns.base-in-container-range", "root is the host's", not_applicable, [](Evidence& e) { use_range(e, 0); }},
      {"userns.base-in-container-range", "there is none", not_applicable, nothing},

      {"userns.gid-equals-uid", "they are", pass, use_usual_range},
      {"userns.gid-equals-uid", "they are not", fail,
       [](Evidence& e) {
         use_usual_range(e);
         groups(e).outside += 65536;
       }},
      {"userns.gid-equals-uid", "the maps were not read", unknown, read_no_map},
      {"userns.gid-equals-uid", "there is none", not_applicable, nothing},
  };
}

}  // namespace conformance::checks::testing
