// SPDX-License-Identifier: Apache-2.0
// What device nodes the container can create: the seven standard ones, and no others.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::NodeCreation;

constexpr std::uint64_t cap_mknod = 1u << 27;

std::string describe(const NodeCreation& node) {
  const std::string what = fmt::format("{} {}:{}", node.kind, node.major, node.minor);
  if (!node.create_error.empty()) return fmt::format("{} mknod: {}", what, node.create_error);
  return fmt::format("{} created, open: {}", what, outcome_of(node.open_error));
}

/// Past the filter: opened, or refused by the driver rather than for want of permission.
bool reached_driver(const NodeCreation& node) {
  return node.create_error.empty() && !is_one_of(node.open_error, {"EPERM", "EACCES", "not tried"});
}

std::string describe(const evidence::DeviceFilter& filter) {
  if (filter.method == "bpf") return fmt::format("{} BPF device programs on the leader's cgroup", filter.programs);
  return fmt::format("devices.list of the leader's cgroup: {}", listing(filter.list));
}

// EPERM inside says little: in a user namespace the kernel refuses every device node, and some drivers want
// capabilities of their own. So refusals are believed only together with a filter that the host shows.
Finding judge_policy_enforced(const Evidence& evidence) {
  if (has_own_kernel(evidence))
    return not_applicable(
        fmt::format("the container has a kernel of its own ({}): its device nodes lead to none of the host",
                    evidence.guest.start->kernel));
  const auto& filter = evidence.host.device_filter;
  const std::string shown = filter.present() ? describe(*filter) + "; " : "";
  std::vector<std::string> refused;
  for (const NodeCreation& node : *evidence.guest.node_creation) {
    if (node.standard) continue;
    if (reached_driver(node)) return fail(shown + "on a fresh tmpfs: " + describe(node));
    refused.push_back(describe(node));
  }
  const std::string saw = shown + "on a fresh tmpfs: " + listing(refused);
  if (filter->allows_all) return fail(saw + "; the host shows no filter");
  return refused.empty() ? unknown(saw) : pass(saw);
}

Finding judge_policy_allows_standard(const Evidence& evidence) {
  std::size_t standard = 0;
  std::vector<std::string> refused;
  for (const NodeCreation& node : *evidence.guest.node_creation) {
    if (!node.standard) continue;
    ++standard;
    const bool is_null = DeviceNumber{node.major, node.minor} == DeviceNumber{1, 3};
    if (!node.create_error.empty() || (is_null && !node.open_error.empty())) refused.push_back(describe(node));
  }
  if (standard == 0) return unknown("the probe tried none of the standard nodes");
  if (refused.empty()) return pass(fmt::format("{} standard nodes could be created; 1:3 opens", standard));
  if (has_own_namespace(evidence, "user"))
    return not_applicable("a user namespace is in use: there the kernel refuses every device node");
  const std::string saw = "on a fresh tmpfs: " + listing(refused);
  if ((evidence.guest.capabilities->permitted & cap_mknod) == 0)
    return unknown(saw + "; CAP_MKNOD is missing, so this tells nothing of the filter");
  return fail(saw + ", though CAP_MKNOD is held");
}

constexpr Clause clauses[] = {
    {
        .id = "exec.device-policy-enforced",
        .says = "A device filter (a BPF program on cgroup v2, the devices controller on v1) keeps the container from "
                "creating other device nodes than the standard ones.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2014-04 wiki; BPF by v246",
        .preconditions = "the container's kernel is the host's",
        .observe = "mknod() and open() of devices the container has no business with, on a fresh tmpfs; on the host "
                   "the BPF device programs in effect on the leader's cgroup, or its devices.list",
        .remedy = "Attach a BPF_PROG_TYPE_CGROUP_DEVICE program to the container's cgroup, or set DevicePolicy=closed "
                  "on its unit; on v1 write \"a\" to devices.deny and allow the standard nodes (LXC: "
                  "lxc.cgroup2.devices.deny = a, then lxc.cgroup2.devices.allow lines).",
        .judge = judge_policy_enforced,
    },
    {
        .id = "exec.device-policy-allows-standard",
        .says = "The device filter lets the container create the standard nodes, which PrivateDevices= of services "
                "inside needs.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2014-04",
        .preconditions = "no user namespace: in one the kernel itself refuses mknod() of devices",
        .observe = "mknod() of 1:3, 1:5, 1:7, 1:8, 1:9 and 5:0 on a fresh tmpfs, and open() of 1:3",
        .remedy = "Allow \"c 1:3\", \"c 1:5\", \"c 1:7\", \"c 1:8\", \"c 1:9\", \"c 5:0\" and \"c 5:2\" with rwm in "
                  "the device filter (DevicePolicy=closed does), mind the m, and do not block mknod() by seccomp.",
        .judge = judge_policy_allows_standard,
    },
};

}  // namespace

Section exec_device_policy() { return clauses; }

}  // namespace conformance::checks
