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

constexpr Source item_2 = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "2"};
constexpr const char* directory = "/run/host/inaccessible";
constexpr std::string_view is_there = "there is a /run/host/inaccessible";
constexpr std::string_view how = "lstat() of the node: its type, the mode 000, and 0:0 for a device";
constexpr const char* remedy =
    "Make all six nodes with the mode 000 whatever your umask is, before /run/host becomes "
    "read-only.";

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
  const Node* above = run_host_node(evidence, directory);
  if (above == nullptr || above->kind != "directory")
    return not_applicable(fmt::format("there is no directory {}", directory));
  const std::string path = fmt::format("{}/{}", directory, name);
  const Node* node = run_host_node(evidence, path);
  if (node == nullptr) return kind == "block" ? judge_missing_block(evidence, path) : fail("there is no " + path);
  if (node->kind != kind) return fail(path + " is a " + node->kind);
  if (node->mode != 0) return fail(path + " has a mode that is not 000");
  const DeviceNumber number{node->major, node->minor};
  const bool is_device = kind == "block" || kind == "character";
  if (is_device && number != DeviceNumber{0, 0}) return fail(path + " is device " + describe(number) + ", not 0:0");
  return pass(path + " is a " + node->kind + " with the mode 000");
}

constexpr Clause clauses[] = {
    {
        .id = "runhost.inaccessible-reg",
        .says = "If /run/host/inaccessible exists it must hold \"reg\" of that type with mode 000.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = is_there,
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "reg", "file"); },
    },
    {
        .id = "runhost.inaccessible-dir",
        .says = "If /run/host/inaccessible exists it must hold \"dir\" of that type with mode 000.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = is_there,
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "dir", "directory"); },
    },
    {
        .id = "runhost.inaccessible-fifo",
        .says = "If /run/host/inaccessible exists it must hold \"fifo\" of that type with mode 000.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = is_there,
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "fifo", "fifo"); },
    },
    {
        .id = "runhost.inaccessible-sock",
        .says = "If /run/host/inaccessible exists it must hold \"sock\" of that type with mode 000.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = is_there,
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "sock", "socket"); },
    },
    {
        .id = "runhost.inaccessible-chr",
        .says = "If /run/host/inaccessible exists it must hold \"chr\" of that type with mode 000 and rdev 0:0.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = is_there,
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "chr", "character"); },
    },
    {
        .id = "runhost.inaccessible-blk",
        .says = "If /run/host/inaccessible exists it must hold \"blk\" of that type with mode 000 and rdev 0:0.",
        .level = optional,
        .subject = container,
        .source = item_2,
        .since = "v247",
        .preconditions = "there is a /run/host/inaccessible, and nothing forbids the manager to make block devices",
        .observe = how,
        .remedy = remedy,
        .judge = [](const Evidence& evidence) { return judge_node(evidence, "blk", "block"); },
    },
};

}  // namespace

Section run_host_nodes() { return clauses; }

}  // namespace conformance::checks
