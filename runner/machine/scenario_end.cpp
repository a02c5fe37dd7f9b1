// SPDX-License-Identifier: Apache-2.0
// The second half of a scenario: from whatever state it is in to a host as it was before.
#include "runner/machine/remains.h"
#include "runner/machine/scenario.h"

#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <csignal>

#ifndef CONFORMANCE_VERSION
#define CONFORMANCE_VERSION "unknown"
#endif

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;

template <class Value>
evidence::Group<Value> asked(const Value& value) {
  if (value.empty()) return evidence::Group<Value>::absent("the profile does not ask for one");
  return value;
}

// The observer has just compared the trees; another walk through them is needed only where it saw something.
Cgroups known_cgroups(const evidence::Host& host, const State& state) {
  if (!host.changes.present()) return Cgroups::look;
  const auto& left = host.changes->cgroups_after;
  const bool some =
      std::any_of(left.begin(), left.end(), [&](const auto& cgroup) { return carries_name(cgroup.path, state); });
  return some ? Cgroups::look : Cgroups::gone;
}

}  // namespace

void Scenario::describe_run() {
  auto& run = evidence_.run;
  const auto& profile = plan_.profile;
  const auto values = plan_.values();
  run.tool_version = CONFORMANCE_VERSION;
  run.manager = profile.id;
  run.variant = profile.variant;
  run.subject = profile.subject;
  run.claims = profile.claims;
  run.asked.hostname = asked(expand(profile.asked.hostname, values));
  run.asked.machine_name = asked(expand(profile.asked.machine_name, values));
  run.asked.uuid = asked(expand(profile.asked.uuid, values));
  run.asked.slice = asked(expand(profile.asked.slice, values));
}

void Scenario::clean_up() {
  surroundings_.progress("cleaning up");
  const auto phase = state_.phase;
  ask_version();
  const bool started = manager_ && manager_->started();
  // A detached start that went wrong may still have made a machine nobody has seen.
  if (started && (!machine_gone() || (!manager_->foreground() && !evidence_.run.state.empty()))) kill_machine();
  if (phase != "prepare")
    for (const auto& command : state_.teardown)
      evidence_.run.steps.push_back(run_step(loop_, "teardown", command, in(command.deadline)));
  if (manager_) manager_->drain();
  if (observer_) observer_->after(evidence_.host);
}

// From the gentle to the certain: the profile's kill step, SIGKILL to the leader (the manager then cleans up after it,
// as it would after a crash of the guest), SIGTERM to the manager, and at last SIGKILL.
void Scenario::kill_machine() {
  if (!leader_) find_leader();
  const auto gone = [this] { return machine_gone(); };
  auto& steps = evidence_.run.steps;
  if (!state_.kill.empty()) {
    for (const auto& command : state_.kill) {
      if (command.signal && manager_->pid() != 0) {
        manager_->process().send(*command.signal);
        loop_.until(gone, in(std::min<std::chrono::milliseconds>(command.deadline, 5s)));
      } else if (!command.arguments.empty()) {
        steps.push_back(run_step(loop_, "kill", command, in(10s)));
      }
    }
    if (loop_.until(gone, in(1s))) return;
  }
  if (leader_ && !leader_gone_) {
    ::syscall(SYS_pidfd_send_signal, leader_end_.get(), SIGKILL, nullptr, 0);
    if (loop_.until(gone, in(2s))) return;
  }
  if (!manager_->foreground()) return;
  manager_->process().send(SIGTERM);
  if (loop_.until(gone, in(500ms))) return;
  manager_->process().kill();
  loop_.until(gone, in(2s));
}

void Scenario::ask_version() {
  if (!version_) return;
  loop_.until([this] { return version_->ended(); }, in(5s));
  evidence_.run.manager_version = runner::version_in(plan_.profile.version, version_->finish().output);
  version_.reset();
}

void Scenario::finish() {
  auto& run = evidence_.run;
  if (kept_) ask_version();
  if (manager_ && manager_->started()) {
    report_->refresh();
    report_->write_to(evidence_);
    if (manager_->ended()) {
      start_told_.exit_code = manager_->process().exit_code();
      start_told_.signal = manager_->process().ended_by_signal();
    }
    if (start_told_.output.empty()) start_told_.output = last_words();
  }
  if (manager_) manager_->write_to(run);
  if (!start_told_.phase.empty()) {
    const auto after_setup = std::find_if(run.steps.begin(), run.steps.end(),
                                          [](const evidence::Step& step) { return step.phase != "setup"; });
    run.steps.insert(after_setup, start_told_);
  }
  if (kept_) return;
  manager_.reset();  // whatever still runs of it ends here
  report_.reset();
  loop_.drain();
  // A look through all of /proc is left out only where it is certain to find nobody.
  const bool nobody = run.state == "reported" && leader_ && leader_gone_ && loop_.childless();
  if (!nobody && !kill_processes(loop_, state_, in(2s)))
    for (const pid_t pid : processes_of(state_)) run.left_behind.push_back(fmt::format("process {}", pid));
  for (auto& left : remove_remains(state_, plan_.work, known_cgroups(evidence_.host, state_)))
    run.left_behind.push_back(std::move(left));
  remove_empty_base(plan_.work.parent_path());
}

}  // namespace conformance::machine
