// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, The /run/host/ Hierarchy 2: a node of every type that nobody can open.
#include "checks/facts.h"
#include "checks/run_host_facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Node;

constexpr const char* inaccessible = "/run/host/inaccessible";

/// A block device 0:0 takes CAP_MKNOD in the initial user namespace and the consent of every device policy around the
/// manager; character device 0:0 is a whiteout, which the kernel lets everybody make.
Finding judge_missing_block(const Evidence& evidence, const std::string& path) {
  if (has_own_namespace(evidence, "user")) return not_applicable(path + " cannot be made in a user namespace");
  if (!evidence.host.identity->service_manager) return unknown("no " + path + "; nobody knows what forbids it here");
  const auto& policy = evidence.host.unit->device_policy;
  if (policy == "closed" || policy == "strict")
    return not_applicable("no " + path + ": DevicePolicy=" + policy + " of the machine's unit refuses it");
  return fail("there is no " + path);
}

Finding judge_node(const Evidence& evidence, std::string_view name, std::string_view kind) {
  if (!is_directory(evidence, inaccessible))
    return not_applicable(fmt::format("there is no directory {}", inaccessible));
  const std::string path = fmt::format("{}/{}", inaccessible, name);
  const Node* node = run_host_node(evidence, path);
  if (node == nullptr) return kind == "block" ? judge_missing_block(evidence, path) : fail("there is no " + path);
  if (node->kind != kind) return fail(path + " is a " + node->kind);
  if (node->mode != 0) return fail(path + " has a mode that is not 000");
  const DeviceNumber number{node->major, node->minor};
  const bool is_device = kind == "block" || kind == "character";
  if (is_device && number != DeviceNumber{0, 0}) return fail(path + " is device " + describe(number) + ", not 0:0");
  return pass(path + " is a " + node->kind + " with the mode 000");
}

/// What the clauses about the six nodes have in common.
constexpr Clause about_node(std::string_view id, std::string_view says, Judge judge) {
  return {
      .id = id,
      .says = says,
      .level = optional,
      .subject = container,
      .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "2"},
      .since = "v247",
      .preconditions = id.ends_with("-blk") ? "there is a /run/host/inaccessible, and nothing forbids the manager to "
                                              "make block devices"
                                            : "there is a /run/host/inaccessible",
      .observe = "lstat() of the node: its type, the mode 000, and 0:0 for a device",
      .remedy = "Make all six nodes with the mode 000 whatever your umask is, before /run/host becomes read-only.",
      .judge = judge,
  };
}

constexpr Clause clauses[] = {
    about_node("runhost.inaccessible-reg",
               "If /run/host/inaccessible exists it must hold \"reg\" of that type with mode 000.",
               [](const Evidence& evidence) { return judge_node(evidence, "reg", "file"); }),
    about_node("runhost.inaccessible-dir",
               "If /run/host/inaccessible exists it must hold \"dir\" of that type with mode 000.",
               [](const Evidence& evidence) { return judge_node(evidence, "dir", "directory"); }),
    about_node("runhost.inaccessible-fifo",
               "If /run/host/inaccessible exists it must hold \"fifo\" of that type with mode 000.",
               [](const Evidence& evidence) { return judge_node(evidence, "fifo", "fifo"); }),
    about_node("runhost.inaccessible-sock",
               "If /run/host/inaccessible exists it must hold \"sock\" of that type with mode 000.",
               [](const Evidence& evidence) { return judge_node(evidence, "sock", "socket"); }),
    about_node("runhost.inaccessible-chr",
               "If /run/host/inaccessible exists it must hold \"chr\" of that type with mode 000 and rdev 0:0.",
               [](const Evidence& evidence) { return judge_node(evidence, "chr", "character"); }),
    about_node("runhost.inaccessible-blk",
               "If /run/host/inaccessible exists it must hold \"blk\" of that type with mode 000 and rdev 0:0.",
               [](const Evidence& evidence) { return judge_node(evidence, "blk", "block"); }),
};

}  // namespace

Section run_host_nodes() { return clauses; }

}  // namespace conformance::checks
