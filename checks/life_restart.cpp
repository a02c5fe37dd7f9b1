// SPDX-License-Identifier: Apache-2.0
// A machine that is started once more: by its guest, by machined, by its manager.
#include "checks/env_facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Machine;

constexpr std::int64_t start_me_again = 133;  // what systemd's own unit for containers takes for a reboot

bool came_again(const Evidence& second) { return second.run.state == "reported"; }

/// Anything between a report and none says nothing about the manager.
bool stayed_down(const Evidence& second) { return second.run.state == "not-started" || second.run.state == "silent"; }

const evidence::Step* find_step(const evidence::Run& run, std::string_view phase) {
  const auto found = std::ranges::find(run.steps, phase, &evidence::Step::phase);
  return found == run.steps.end() ? nullptr : &*found;
}

/// The guest is asked by a signal, which shows no exit code; machined by a command.
bool could_be_asked(const evidence::Step& step, std::string_view how) {
  return step.exit_code == 0 || (how == "reboot" && step.exit_code < 0);
}

std::string what_it_said(const evidence::Step& step) {
  return step.output.empty() ? "exit code " + std::to_string(step.exit_code) : step.output;
}

/// Why nobody can tell whether it would have come again; nullopt: it was asked for as it should be.
std::optional<Finding> not_tried(const Evidence& first, const Evidence& second, std::string_view how) {
  if (came_again(second)) return std::nullopt;
  if (!stayed_down(second)) return blocked("the second report: " + second.run.state + ", " + second.run.detail);
  const auto* asked = find_step(second.run, how);
  if (asked == nullptr) return blocked("the guest was not made to reboot");
  if (!could_be_asked(*asked, how)) return blocked("the reboot could not be asked for: " + what_it_said(*asked));
  const auto* start = find_step(first.run, "start");
  if (start != nullptr && start->exit_code == start_me_again)
    return unknown("the manager ended with 133, which asks its own service manager to start it again");
  return std::nullopt;
}

/// What distinguishes this machine from others; empty where it is the same.
std::string difference(const Evidence& first, const Evidence& second) {
  const auto before = container_identity(first);
  const auto after = container_identity(second);
  if (before && before != after) return "container_uuid was " + *before + ", and is " + after.value_or("not set");
  const auto& name = first.guest.start->hostname;
  if (name != second.guest.start->hostname)
    return "the host name was " + name + ", and is " + second.guest.start->hostname;
  return "";
}

Finding judge_reboot(const Evidence& first, const Evidence& second) {
  if (!may_reboot(first)) return not_applicable("the container has no CAP_SYS_BOOT, so it cannot reboot");
  if (const auto finding = not_tried(first, second, "reboot")) return *finding;
  if (stayed_down(second)) return fail("the guest rebooted, and was not started again: " + second.run.detail);
  const auto changed = difference(first, second);
  return changed.empty() ? pass("the guest rebooted, and came again with the same identity")
                         : fail("the guest rebooted, and came again as another: " + changed);
}

Finding judge_machinectl_reboot(const Evidence& first, const Evidence& second) {
  if (registered_machine(first) == nullptr) return not_applicable("the machine is not registered");
  if (const auto finding = not_tried(first, second, "machinectl-reboot")) return *finding;
  return came_again(second) ? pass("asked by machined to reboot, the guest came again")
                            : fail("asked by machined to reboot, the guest did not come again: " + second.run.detail);
}

Finding judge_entry(const Evidence& first, const Evidence& second) {
  const Machine* before = registered_machine(first);
  if (before == nullptr) return not_applicable("the machine is not registered");
  const Machine* after = registered_machine(second);
  if (after == nullptr) return fail(before->name + " was registered, and is not after the restart");
  const auto same_name = [&](const Machine& machine) { return machine.name == after->name; };
  if (std::ranges::count_if(second.host.registration->machines, same_name) != 1)
    return fail("machined lists " + after->name + " more than once");
  return pass_if(after->leader == second.host.leader->pid && after->timestamp_us != before->timestamp_us,
                 after->name + " is listed once, with leader PID " + std::to_string(after->leader));
}

constexpr Clause clauses[] = {
    {
        .id = "life.reboot-from-inside",
        .says = "A restart requested inside (death by SIGHUP) should restart the container with the same identity.",
        .level = recommended,
        .subject = container,
        .source = {"systemd(1)", "Signals"},
        .since = "<= v252",
        .preconditions = "the container has CAP_SYS_BOOT",
        .observe = "PID 1 calls reboot(RB_AUTOBOOT): it reports once more, with the same $container_uuid and host name",
        .remedy = "Take the death of the init by SIGHUP for a reboot, and start the same machine again.",
        .scenario = "reboot",
        .compare = judge_reboot,
        .compared_with = "restart",
    },
    {
        .id = "life.machinectl-reboot",
        .says = "machinectl reboot (SIGINT to the leader) restarts the container.",
        .level = optional,
        .subject = container,
        .source = {"machinectl(1)", "reboot"},
        .since = "<= v252",
        .preconditions = "the machine is registered",
        .observe = "what machinectl reboot does is done: PID 1 reports once more",
        .remedy = "Register the container's init as the leader, and start the machine again when it dies by SIGHUP.",
        .scenario = "machinectl-reboot",
        .compare = judge_machinectl_reboot,
        .compared_with = "restart",
    },
    {
        .id = "host.reregisters-on-restart",
        .says = "After a restart, also one the guest asks for, machined has exactly one entry, with a new leader.",
        .level = recommended,
        .origin = derived,
        .source = {"org.freedesktop.machine1(5)", "CreateMachine"},
        .since = "n/a",
        .preconditions = "the machine was registered at its first start",
        .observe = "the machines machined lists at the second start of the same machine",
        .remedy = "Unregister the machine when it ends, and register it anew at every start.",
        .scenario = "restart",
        .compare = judge_entry,
        .compared_with = "boot",
    },
};

}  // namespace

Section life_restart() { return clauses; }

}  // namespace conformance::checks
