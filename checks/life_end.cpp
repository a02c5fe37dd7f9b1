// SPDX-License-Identifier: Apache-2.0
// Other ways to an end: the guest's own, the death of its leader, and machined's.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::End;
using evidence::Machine;

constexpr std::int64_t probe_exit_code = 42;  // of the scenario "exit"

std::string exit_of(const End& end) {
  if (end.manager_signal != 0) return "the manager was killed by " + signal_name(end.manager_signal);
  return "the manager ended with exit code " + std::to_string(end.manager_exit_code);
}

/// Some managers have no command that stays while the machine runs.
bool tells_its_end(const End& end) { return end.manager_signal != 0 || end.manager_exit_code >= 0; }

Finding judge_power_off(const Evidence& evidence) {
  if (!may_reboot(evidence)) return not_applicable("the container has no CAP_SYS_BOOT, so it cannot power off");
  const End& end = end_by(evidence, "power-off");
  if (end.came_again) return fail("the guest powered off, and was started again");
  if (end.guest_gone_us == 0) return unknown("the guest did not end");
  if (tells_its_end(end)) {
    const bool fine = end.manager_signal == 0 && end.manager_exit_code == 0;
    return pass_if(fine, "the guest powered off; " + exit_of(end));
  }
  if (evidence.host.identity->service_manager && evidence.host.unit_after->active_state == "failed")
    return fail("the guest powered off, and " + evidence.host.unit_after->name + " failed");
  return unknown("the guest powered off and was not started again; what the manager made of it nobody saw");
}

Finding judge_exit_status(const Evidence& evidence) {
  const End& end = end_by(evidence, "exit");
  const std::string saw = "init exited with " + std::to_string(probe_exit_code);
  if (end.guest_gone_us == 0) return unknown("init was told to exit, and had not");
  if (end.came_again) return unknown(saw + ", and was started again");
  if (!tells_its_end(end)) return unknown(saw + "; no command of the manager stayed to hand that on");
  return pass_if(end.manager_exit_code == probe_exit_code, saw + "; " + exit_of(end));
}

std::vector<std::string> survivors(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const auto& process : *evidence.host.processes_after) names.push_back(shown(process));
  return names;
}

Finding judge_leader_death(const Evidence& evidence) {
  const End& end = end_by(evidence, "leader-death");
  if (end.guest_gone_us == 0) return unknown("the leader was killed, but had not ended");
  if (end.came_again) return unknown("the manager started the machine again after its leader was killed");
  const auto left = survivors(evidence);
  if (!left.empty() && evidence.run.subject == "container" && !has_own_namespace(evidence, "pid"))
    return unknown(
        "the leader was killed; without a PID namespace of its own it cannot be told what is left of the machine");
  if (!left.empty()) return fail("the leader was killed; still there: " + listing(left));
  const std::string gone = "the leader was killed; no process of the machine is left";
  if (!evidence.host.identity->service_manager) return pass(gone + ", and there is no machined here");
  const Machine* machine = registered_machine(evidence);
  if (machine == nullptr) return pass(gone + "; it was not registered");
  return is_listed_after(evidence, *machine) ? fail(gone + ", but machined still lists " + machine->name)
                                             : pass(gone + ", and machined has forgotten it");
}

Finding judge_machinectl_power_off(const Evidence& evidence, const Machine& machine) {
  const auto& run = evidence.run;
  const End& end = end_by(evidence, "machinectl-poweroff");
  const std::string saw = "machined was asked to power off " + machine.name + "; ";
  if (find_event(run, "ending") != nullptr && end.guest_gone_us != 0)
    return pass(saw + "the guest came to its own end");
  // What a VM reports comes over its console, as its last words would.
  const bool listened = is_heard(run) || (run.subject == "vm" && run.state == "reported");
  if (!listened) return unknown(saw + "nothing the guest said after its report arrived");
  if (end.guest_gone_us == 0) return fail(saw + "it did not end");
  const auto* signal = stop_signal(run);
  return fail(saw + (signal == nullptr
                         ? "it ended before anything reached the guest"
                         : "the guest got " + signal_name(signal->number) + ", and did not get to its end"));
}

Finding judge_terminate(const Evidence& evidence, const Machine& machine) {
  if (end_by(evidence, "terminate").guest_gone_us == 0) {
    const std::string& own = evidence.host.unit->name;
    const std::string saw = "machined was asked to terminate " + machine.name + "; its init goes on";
    if (own != machine.unit) return fail(saw + " in " + own + ", registered is " + machine.unit);
    return unknown(saw + "; systemd may still be waiting for it");
  }
  const auto left = survivors(evidence);
  if (left.empty()) return pass("machined terminated " + machine.name + "; no process of it is left");
  return fail("machined terminated " + machine.name + "; still there: " + listing(left));
}

constexpr Clause clauses[] = {
    {
        .id = "life.poweroff-from-inside",
        .says = "When init ends the container by reboot(RB_POWER_OFF/RB_HALT_SYSTEM) (seen outside as death by SIGINT) "
                "or by exit(0), the manager must treat it as a finished machine.",
        .level = recommended,
        .subject = container,
        .source = {"systemd(1)", "Signals"},
        .since = "<= v252",
        .preconditions = "the container has CAP_SYS_BOOT",
        .observe = "PID 1 calls reboot(RB_POWER_OFF): the manager's command ends with 0 and starts nothing again",
        .remedy = "Take the death of the init by SIGINT for a power-off: the kernel shows reboot(2) of a PID namespace "
                  "that way. End with success.",
        .scenario = "power-off",
        .judge = judge_power_off,
    },
    {
        .id = "life.exit-status-propagated",
        .says = "The exit code of PID 1 (or EXIT_STATUS=) should be handed to whoever runs the manager.",
        .level = recommended,
        .subject = container,
        .source = {"systemctl(1)", "exit"},
        .since = "v227 (exit code), v254 (EXIT_STATUS=)",
        .preconditions = "a command of the manager stays while the machine runs",
        .observe = "PID 1 exits with 42: the exit code of the manager's command",
        .remedy = "End with the exit code of the container's init.",
        .scenario = "exit",
        .judge = judge_exit_status,
    },
    {
        .id = "life.leader-death-ends-machine",
        .says = "The machine's lifetime equals that of its leader: after the leader dies registration, unit and "
                "processes must go.",
        .source = {"org.freedesktop.machine1(5)", "Leader"},
        .since = "v205",
        .observe = "the leader is killed from the host: some seconds later neither a process of the machine is there "
                   "nor its entry in machined",
        .remedy = "Watch the leader (a pidfd), and when it ends kill what is left in the machine's unit and call "
                  "UnregisterMachine.",
        .scenario = "leader-death",
        .judge = judge_leader_death,
    },
    {
        .id = "life.machinectl-poweroff",
        .says = "machinectl poweroff (SIGRTMIN+4 to the leader) must end a container cleanly; for a VM without control "
                "socket the VMM process itself receives that signal.",
        .level = recommended,
        .source = {"machinectl(1)", "poweroff"},
        .since = "<= v252; VM control socket v261",
        .preconditions = "the machine is registered",
        .observe = "what machinectl poweroff does is done: the guest comes to its own end",
        .remedy = "Register the container's init as the leader and do not interfere with its end. A VMM has to take "
                  "SIGRTMIN+4 for the power button, or to offer a control socket.",
        .scenario = "machinectl-poweroff",
        .judge = for_registered<judge_machinectl_power_off>,
    },
    {
        .id = "life.terminate-kills-all",
        .says = "Terminating through machined must leave no process of the machine behind.",
        .source = {"org.freedesktop.machine1(5)", "TerminateMachine"},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "TerminateMachine, then the processes in the machine's PID namespace, of a VM those of its unit",
        .remedy = "Keep every process of the machine in the unit it is registered with: that is what machined kills.",
        .scenario = "terminate",
        .judge = for_registered<judge_terminate>,
    },
};

}  // namespace

Section life_end() { return clauses; }

}  // namespace conformance::checks
