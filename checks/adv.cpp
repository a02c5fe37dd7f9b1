// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

Finding judge_journal(const Evidence& evidence) {
  const auto& host = *evidence.host.identity;
  if (!host.persistent_journal) return not_applicable("the host keeps no persistent journal in /var/log/journal");
  const auto& journal = *evidence.host.journal;
  const auto id = identity_of(journal.machine_id);
  if (!id) return not_applicable("the container has no machine id");
  if (id == identity_of(host.machine_id)) return not_applicable("the container has the machine id of the host");
  if (journal.kind == "absent" && claimed(evidence, "journal"))
    return fail("the profile says that the manager links the journal, but there is no " + journal.path);
  if (journal.kind == "absent") return not_applicable("not offered: there is no " + journal.path);
  if (journal.same_directory) return pass(journal.path + " is a " + journal.kind + ", the container's own journal");
  if (journal.kind == "symlink") return fail(journal.path + " leads elsewhere: " + journal.target);
  if (journal.kind == "directory") return not_applicable("not offered: " + journal.path + " is a directory of its own");
  return unknown(journal.path + " is neither a symlink nor a directory");
}

constexpr const char* local_time = "/etc/localtime";

/// What follows the directory of time zones in a path; empty: nothing does.
std::string zone_in(std::string_view path) {
  constexpr std::string_view directory = "/zoneinfo/";
  const auto at = path.find(directory);
  return at == std::string_view::npos ? "" : std::string(path.substr(at + directory.size()));
}

/// UTC has several names that all mean the same.
std::string plain_zone(std::string zone) {
  if (zone.starts_with("Etc/")) zone.erase(0, 4);
  return is_one_of(zone, {"UCT", "Universal", "Zulu", "UTC"}) ? "UTC" : zone;
}

/// nullptr: it is not there.
const evidence::Node* guest_local_time(const Evidence& evidence) {
  const auto& nodes = *evidence.guest.links_of_interest;
  const auto found = std::ranges::find(nodes, local_time, &evidence::Node::path);
  return found == nodes.end() ? nullptr : &*found;
}

Finding judge_time_zone(const Evidence& evidence) {
  const auto& host = *evidence.host.identity;
  if (host.local_time == "absent") return not_applicable("the host has no /etc/localtime");
  const auto* node = guest_local_time(evidence);
  if (node == nullptr) return not_applicable("not offered: the container has no /etc/localtime");
  if (host.time_zone.empty()) return unknown("/etc/localtime of the host does not tell its zone");
  std::string zone = node->kind == "symlink" ? zone_in(node->target) : "";
  const auto* mount = mount_at(*evidence.guest.mounts, local_time);
  if (mount != nullptr) zone = zone_in(mount->root);
  if (zone.empty()) return unknown("/etc/localtime of the container does not tell its zone");
  return pass_if(plain_zone(zone) == plain_zone(host.time_zone), "inside " + zone + ", on the host " + host.time_zone);
}

Finding judge_relative_link(const Evidence& evidence) {
  const auto* node = guest_local_time(evidence);
  if (node == nullptr) return not_applicable("the container has no /etc/localtime");
  if (file_system(evidence, "/etc").read_only) return not_applicable("/etc is read-only, so a link could not be made");
  if (node->kind != "symlink") return fail("/etc/localtime is a " + node->kind);
  if (!node->target.starts_with("../usr/share/zoneinfo/")) return fail("/etc/localtime leads to " + node->target);
  return pass_if(node->resolved.has_value(),
                 "/etc/localtime leads to " + node->target + (node->resolved ? "" : ", which is not there"));
}

constexpr Clause clauses[] = {
    {
        .id = "adv.localtime-synced",
        .says = "The container gets the host's time zone through /etc/localtime.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "1"},
        .since = "2012 wiki",
        .preconditions = "the host has an /etc/localtime, and the manager gives the container one",
        .observe = "the zone /etc/localtime leads to, inside and on the host; the tree has none before the start",
        .remedy = "Take the zone from the host's /etc/localtime and link the container's to the same.",
        .judge = judge_time_zone,
    },
    {
        .id = "adv.localtime-relative-symlink",
        .says =
            "A time zone given by the manager is a relative symlink at /etc/localtime into the container's zoneinfo "
            "directory.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "1"},
        .since = "2012 wiki",
        .preconditions = "the manager gives the container an /etc/localtime, and its /etc is writable",
        .observe = "/etc/localtime is a link to ../usr/share/zoneinfo/ZONE, and the zone is there",
        .remedy = "Link /etc/localtime to ../usr/share/zoneinfo/ZONE: programs take the zone's name from the link.",
        .judge = judge_relative_link,
    },
    {
        .id = "adv.journal-linked",
        .says = "The container's journal directory is linked into the host's, by the container's machine id.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "2"},
        .since = "2012 wiki",
        .preconditions = "the host keeps a persistent journal, and the container has a machine id of its own",
        .observe = "/var/log/journal/ID on the host: a symlink to the container's directory, or the same one",
        .remedy = "Make /var/log/journal/ID on the host a symlink to ROOT/var/log/journal/ID, ID being the container's "
                  "machine id and ROOT its root directory on the host.",
        .judge = judge_journal,
    },
};

}  // namespace

Section adv() { return clauses; }

}  // namespace conformance::checks
