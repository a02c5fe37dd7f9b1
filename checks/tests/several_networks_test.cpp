// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

constexpr const char* other_mac = "1a:2b:3c:4d:5e:99";

evidence::Link& inside(Evidence& evidence) {
  return entry_where(evidence.guest.network.edit(), [](auto& link) { return link.kind == "veth"; });
}
evidence::Link& outside(Evidence& evidence) {
  return entry_where(evidence.host.network.edit(), [](auto& link) { return link.kind == "veth"; });
}

void share_network(Evidence& evidence) {
  evidence.guest.network = evidence.host.network;
  evidence.host.changes.edit().links_during.clear();
}

void have_macvlan(Evidence& evidence) {
  inside(evidence).kind = "macvlan";
  evidence.host.network.edit().pop_back();
  evidence.host.changes.edit().links_during.clear();
}

void use_users(Evidence& evidence, std::uint64_t base) { use_user_namespace(evidence, base); }
void use_first_users(Evidence& evidence) { use_users(evidence, 0x100000); }

}  // namespace

std::vector<Case> several_networks_cases() {
  return {
      {"net.mac-stable", "both stay", pass, [](Evidence& e) { inside(e).index = outside(e).peer_index = 12; }},
      {"net.mac-stable", "the inner one changes", fail, [](Evidence& e) { inside(e).mac = other_mac; }},
      {"net.mac-stable", "the outer one changes", fail, [](Evidence& e) { outside(e).mac = other_mac; }},
      {"net.mac-stable", "the outer one changes, and is a bridge's", pass,
       [](Evidence& e) {
         outside(e).mac = other_mac;
         outside(e).master = "bridge";
       }},
      {"net.mac-stable", "the network is the host's", not_applicable, share_network, share_network},
      {"net.mac-stable", "there is no veth", not_applicable, have_macvlan, have_macvlan},
      {"net.mac-stable", "there is none at the second start", unknown, have_macvlan},

      {"net.mac-unique", "they differ", pass, nothing},
      {"net.mac-unique", "both containers have one", fail, [](Evidence& e) { inside(e).mac = "1a:2b:3c:4d:5e:01"; }},
      {"net.mac-unique", "both ends have one", fail, [](Evidence& e) { outside(e).mac = inside(e).mac; }},
      {"net.mac-unique", "one is a vendor's", unknown, [](Evidence& e) { inside(e).mac = "18:2b:3c:4d:5e:03"; }},
      {"net.mac-unique", "one is for a group", fail, [](Evidence& e) { inside(e).mac = "1b:2b:3c:4d:5e:03"; }},
      {"net.mac-unique", "there is no veth", not_applicable, share_network},

      {"net.links-removed", "it vanishes", pass, nothing},
      {"net.links-removed", "it stays", fail, [](Evidence& e) { e.host.changes.edit().links_after = {outside(e)}; }},
      {"net.links-removed", "somebody else's comes", pass,
       [](Evidence& e) {
         e.host.changes.edit().links_after = {{.index = 9, .name = "ve-other", .kind = "veth", .peer_index = 2}};
       }},
      {"net.links-removed", "there is none", not_applicable, share_network},
      {"net.links-removed", "it goes on", unknown, [](Evidence& e) { e.run.end.edit().guest_gone_us = 0; }},

      {"userns.no-overlap", "they are apart", pass, [](Evidence& e) { use_users(e, 0x110000); }, use_first_users},
      {"userns.no-overlap", "they are the same", fail, use_first_users, use_first_users},
      {"userns.no-overlap", "they overlap", fail, [](Evidence& e) { use_users(e, 0x10ffff); }, use_first_users},
      {"userns.no-overlap", "there is no user namespace", not_applicable, nothing},
      {"userns.no-overlap", "one has none", not_applicable, nothing, use_first_users},
      {"userns.no-overlap", "one has no users", unknown,
       [](Evidence& e) {
         use_first_users(e);
         e.host.leader.edit().uid_map.clear();
       },
       use_first_users},
  };
}

}  // namespace conformance::checks::testing
