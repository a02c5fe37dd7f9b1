// SPDX-License-Identifier: Apache-2.0
// What machined and systemd know of a machine after its end, and of what is no machine.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Machine;
using evidence::Unit;

/// Throws Absent when the machine was not stopped, or did not end.
void require_stopped(const Evidence& evidence) {
  if (end_by(evidence, "stop").guest_gone_us == 0) throw evidence::Absent("the machine had not ended");
}

Finding judge_unregistered(const Evidence& evidence, const Machine& machine) {
  require_stopped(evidence);
  const bool listed = is_listed_after(evidence, machine);
  return pass_if(!listed, "machined " + std::string(listed ? "still lists " : "has forgotten ") + machine.name);
}

/// Of the last entry of that name: one that was taken back and made anew has an end of its own.
std::size_t removals(const evidence::Registration& registration, const std::string& name) {
  std::size_t count = 0;
  for (const auto& signal : registration.signals) {
    if (signal.name != name) continue;
    count = signal.signal == "MachineRemoved" ? count + 1 : 0;
  }
  return count;
}

/// What came after the machine's MachineNew was heard, too.
bool was_listened_to(const evidence::Registration& registration, const std::string& name) {
  return std::ranges::any_of(registration.signals,
                             [&](auto& one) { return one.signal == "MachineNew" && one.name == name; });
}

Finding judge_removed_signal(const Evidence& evidence, const Machine& machine) {
  require_stopped(evidence);
  const auto& registration = *evidence.host.registration;
  const auto count = removals(registration, machine.name);
  // machined says so by itself whenever it forgets a machine: then it was not heard.
  if (count == 0 && !is_listed_after(evidence, machine) && !was_listened_to(registration, machine.name))
    return unknown("no MachineRemoved was seen, though " + machine.name + " is not listed any more");
  return pass_if(count == 1, counted(count, "MachineRemoved", "times MachineRemoved") + " for " + machine.name);
}

Finding judge_unit_gone(const Evidence& evidence, const Unit& unit) {
  if (!unit.name.ends_with(".scope")) return not_applicable(unit.name + " is no scope");
  if (belongs_to_a_login(unit.name) || holds_the_launcher(evidence, unit))
    return not_applicable(unit.name + " was not made for the machine");
  require_stopped(evidence);
  const auto& after = *evidence.host.unit_after;
  if (after.cgroup_exists) return fail(unit.name + " is " + after.active_state + ", and its control group is there");
  const bool gone = after.load_state == "not-found" || after.active_state == "inactive";
  return pass_if(gone, unit.name + " is " + (gone ? "gone" : after.active_state));
}

/// What was listed before the start is none of ours.
std::vector<std::string> new_names(const evidence::Registration& registration) {
  std::vector<std::string> names;
  for (const auto& machine : registration.machines)
    if (is_new(registration, machine)) names.push_back(machine.name);
  return names;
}

Finding judge_sandbox(const Evidence& evidence) {
  if (evidence.run.state != "reported") return blocked("the program did not run: " + evidence.run.detail);
  const auto& registration = *evidence.host.registration;
  if (registration.leader_machine) return fail("registered as " + *registration.leader_machine);
  const auto names = new_names(registration);
  if (names.empty()) return pass("machined lists nothing new while the program runs");
  const auto& asked = evidence.run.asked.machine_name;
  if (asked && std::ranges::count(names, *asked) > 0) return fail("registered as " + *asked);
  return unknown("new in machined, and nobody knows whose: " + listing(names));
}

constexpr Clause clauses[] = {
    {
        .id = "host.unregistered-after-stop",
        .says = "After the machine ended machined no longer lists it.",
        .source = {"org.freedesktop.machine1(5)", "UnregisterMachine"},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the machines machined lists some seconds after the manager stopped the machine",
        .remedy =
            "Call UnregisterMachine when the machine has ended, and let its unit end: machined may keep the entry "
            "as long as the unit is active.",
        .scenario = "stop",
        .judge = for_registered<judge_unregistered>,
    },
    {
        .id = "host.machine-removed-signal",
        .says = "machined emits MachineRemoved once when the machine ends.",
        .level = optional,
        .source = {"org.freedesktop.machine1(5)", "Signals"},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the signals of machined until the machine was gone",
        .remedy = "Register the machine once, and have the entry removed once.",
        .scenario = "stop",
        .judge = for_registered<judge_removed_signal>,
    },
    {
        .id = "host.unit-gone-after-stop",
        .says = "The machine's scope unit and its control group disappear after the machine stopped.",
        .level = recommended,
        .origin = derived,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "7"},
        .since = "n/a",
        .preconditions = "the machine has a scope of its own",
        .observe = "the unit's state and its control group some seconds after the manager stopped the machine",
        .remedy = "End every process in the scope, and set CollectMode=inactive-or-failed when you make it.",
        .scenario = "stop",
        .judge = for_any_unit<judge_unit_gone>,
    },
    {
        .id = "host.no-sandbox-registration",
        .says = "Containers without an init of their own must not be registered.",
        .level = recommended,
        .subject = container,
        .source = {"systemd-machined(8)", "Description"},
        .since = "v205",
        .preconditions = "the manager runs plain programs",
        .observe = "the machines machined lists while a program runs that is no init",
        .remedy = "Register only what boots an operating system.",
        .scenario = "sandbox",
        .judge = judge_sandbox,
    },
};

}  // namespace

Section host_end() { return clauses; }

}  // namespace conformance::checks
