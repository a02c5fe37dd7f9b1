// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Networking: the names by which networkd knows a container's link on both sides.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Link;

constexpr std::string_view veth_added = "the container has a network namespace of its own, and a veth link in it";
constexpr std::size_t longest_name = 15;  // IFNAMSIZ with its NUL

std::vector<const Link*> veths_inside(const Evidence& evidence) {
  std::vector<const Link*> found;
  for (const Link& link : *evidence.guest.network)
    if (link.kind == "veth") found.push_back(&link);
  return found;
}

/// The links of a shared network namespace are the host's. check(evidence, links)
template <auto check>
Finding for_veths(const Evidence& evidence) {
  if (!has_own_namespace(evidence, "net"))
    return not_applicable("the container uses the network namespace of the host");
  const auto links = veths_inside(evidence);
  if (links.empty()) return not_applicable("the manager adds no veth link");
  return check(evidence, links);
}

Finding judge_inner_name(const Evidence&, const std::vector<const Link*>& links) {
  std::vector<std::string> names;
  for (const Link* link : links) names.push_back(link->name);
  return pass_if(std::ranges::count(names, "host0") > 0, "veth in the container: " + listing(names));
}

Finding judge_inner_kind(const Evidence& evidence) {
  if (!has_own_namespace(evidence, "net"))
    return not_applicable("the container uses the network namespace of the host");
  const auto link = std::ranges::find(*evidence.guest.network, "host0", &Link::name);
  if (link == evidence.guest.network->end()) return not_applicable("the container has no host0");
  return pass_if(link->kind == "veth", "host0 is of kind \"" + link->kind + "\"");
}

/// The host's end; nullptr when it is not on the host (any more).
const Link* other_end(const Evidence& evidence, const Link& inside) {
  for (const Link& link : *evidence.host.network)
    if (is_veth_pair(link, inside)) return &link;
  return nullptr;
}

/// A name that is too long is cut, and may end in some characters that make it unique again.
bool is_called(const Link& link, const std::string& full) {
  constexpr std::size_t kept = longest_name - 4;
  if (link.name == full || std::ranges::count(link.alternative_names, full) > 0) return true;
  return full.size() > longest_name && link.name.substr(0, kept) == full.substr(0, kept);
}

Finding judge_outer_name(const Evidence& evidence, const std::vector<const Link*>& links) {
  const auto named = std::ranges::find(links, "host0", &Link::name);
  const Link* link = other_end(evidence, named != links.end() ? **named : *links.front());
  if (link == nullptr) return unknown("the other end of the veth link is not among the links of the host");
  if (!link->master.empty()) return not_applicable(link->name + " belongs to the bridge " + link->master);
  const std::string saw = "the host's end is " + link->name;
  if (!link->name.starts_with("ve-")) return fail(saw);
  const std::string& name = *evidence.run.asked.machine_name;
  return pass_if(is_called(*link, "ve-" + name), saw + ", the container " + name);
}

constexpr Clause clauses[] = {
    {
        .id = "net.host0-name",
        .says = "The container end of the veth is called host0.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Networking", "1"},
        .since = "v210 profile; doc 2014-08",
        .preconditions = veth_added,
        .observe = "the links in the container, from rtnetlink",
        .remedy = "Call the container's end of the veth pair host0 (LXC: lxc.net.0.name = host0).",
        .judge = for_veths<judge_inner_name>,
    },
    {
        .id = "net.host0-kind-veth",
        .says = "The interface named host0 must really be a veth for networkd's default profile to match.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Networking", "1"},
        .since = "Kind= match by v257",
        .preconditions = "the container has a network namespace of its own, and a host0 in it",
        .observe = "the kind of host0, from rtnetlink",
        .remedy = "Give the name host0 to a veth link only.",
        .judge = judge_inner_kind,
    },
    {
        .id = "net.ve-prefix",
        .says = "The host end of the container's veth is called ve-<container name>.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Networking", "2"},
        .since = "v210; doc 2014-08",
        .preconditions = "the manager adds a veth link, and does not put its outer end into a bridge",
        .observe = "the host's link that is the peer of the container's; a long name may be cut",
        .remedy = "Call the host's end ve- and the name of the container; cut what is too long and add the whole name "
                  "as an alternative one.",
        .judge = for_veths<judge_outer_name>,
    },
};

}  // namespace

Section net() { return clauses; }

}  // namespace conformance::checks
