// SPDX-License-Identifier: Apache-2.0
// The second half of a scenario: the end of the machine, in one of several ways, and from whatever state it is in to a
// host as it was before.
#include "checks/host_facts.h"
#include "runner/machine/scenario.h"
#include "runner/machine/vm_gifts.h"

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

/// How long a manager that does not wait for the guest's word is given to show it.
constexpr auto hasty = 300ms;

/// What this program, a login or others live in is not stopped for the sake of one machine.
bool has_unit_of_its_own(const evidence::Evidence& evidence) {
  const auto& host = evidence.host;
  if (!host.unit || !host.launcher || !host.identity) return false;
  return checks::is_service_or_scope(*host.unit) && !checks::belongs_to_a_login(host.unit->name) &&
         !checks::holds_the_launcher(evidence, *host.unit);
}

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

evidence::Group<std::string> asked(const char* what, const std::string& value) {
  if (value.empty())
    return evidence::Group<std::string>::absent(fmt::format("the profile does not ask for {} in [machine]", what));
  return value;
}

evidence::Group<std::vector<evidence::AskedCredential>> asked_credentials(const Plan& plan) {
  using Result = evidence::Group<std::vector<evidence::AskedCredential>>;
  if (!plan.passes_credentials()) return Result::absent("the profile passes no credentials");
  std::vector<evidence::AskedCredential> asked;
  for (const auto& [name, bytes] : plan.given_credentials()) asked.push_back({name, hex(bytes)});
  return asked;
}

evidence::Group<std::vector<std::string>> asked_strings(const Plan& plan) {
  using Result = evidence::Group<std::vector<std::string>>;
  if (!plan.passes_strings()) return Result::absent("the profile passes no SMBIOS strings");
  std::vector<std::string> strings;
  for (const auto& string : smbios_strings_for(plan.nonce)) strings.push_back(string.text);
  return strings;
}

// The observer has just compared the trees; another walk through them is needed only where it saw something.
Cgroups known_cgroups(const evidence::Host& host, const State& state) {
  if (!host.changes.present()) return Cgroups::look;
  const auto& left = host.changes->cgroups_after;
  const bool some =
      std::any_of(left.begin(), left.end(), [&](const auto& cgroup) { return carries_name(cgroup.path, state); });
  return some ? Cgroups::look : Cgroups::gone;
}

bool is_request(const std::string& how) { return how == "power-off" || how == "exit"; }

}  // namespace

void Scenario::describe_run() {
  auto& run = evidence_.run;
  const auto& profile = plan().profile;
  const auto values = plan().values();
  run.tool_version = CONFORMANCE_VERSION;
  run.manager = profile.id;
  run.variant = profile.variant;
  run.subject = profile.subject;
  run.start = plan().start.name;
  run.scenarios = plan().start.scenarios;
  // A guest that comes again has evidence of its own.
  for (const auto again : ways_to_reboot) std::erase(run.scenarios, again);
  run.end_takes_us = plan().end_takes.count();
  run.claims = profile.claims;
  // Whoever reads a result must know that the profile itself may be what is wrong.
  if (!profile.untested.empty()) run.claims["tested"] = {"no", profile.untested};
  run.asked.hostname = asked("a hostname", expand(profile.asked.hostname, values));
  run.asked.machine_name = asked("a name", expand(profile.asked.machine_name, values));
  run.asked.uuid = asked("a uuid", expand(profile.asked.uuid, values));
  run.asked.slice = expand(profile.asked.slice, values);  // that it asks for none is known, too
  run.asked.credentials = asked_credentials(plan());
  run.asked.smbios_strings = asked_strings(plan());
}

/// The end this start is for; the manager's own where it is for none.
std::string Scenario::way_to_end() const {
  for (const char* way : {"leader-death", "machinectl-poweroff", "terminate", "power-off", "exit", "request-stop"})
    if (is_for(way)) return way;
  return is_for("sandbox") ? "exit" : "stop";
}

/// An OS that has not booted need not end when it is asked to, and in none does anybody hear what the program says on
/// the console: what ends it then is the kill step.
bool Scenario::can_be_stopped() const {
  return !plan().boots_payload() || (payload_.present() && !plan().profile.stop.console_request);
}

void Scenario::end() {
  const auto how = way_to_end();
  if (how == "stop" && !can_be_stopped()) return;
  const auto asked_us = now_us();
  if (!plan().is_slow()) report_->stop_watching();
  if (how == "stop") {
    stop();
  } else {
    end_by(how);
  }
  describe_end(how, asked_us);
  if (!machine_gone() && can_be_stopped()) stop();  // in the manager's own way, then
}

void Scenario::stop() {
  site_.enter("stop", "stopping the machine");
  const auto command = plan().command(plan().profile.stop, values());
  evidence::Step told;
  told.phase = "stop";
  told.arguments = command.arguments;
  if (command.signal && manager_->started()) manager_->process().send(*command.signal);
  if (command.console_request) manager_->request_stop(plan().nonce);
  const bool runs = !command.signal && !command.console_request;
  await_gone(told, runs ? std::optional(command) : std::nullopt);
  if (!runs && !told.timed_out) told.exit_code = 0;
  evidence_.run.steps.push_back(std::move(told));
}

// The machine is stopped when its leader is gone and, in the foreground, the manager too. Commands may return earlier.
void Scenario::await_gone(evidence::Step& told, const std::optional<Command>& command) {
  const auto begun = Clock::now();
  auto deadline = in(plan().profile.stop.deadline);
  std::optional<RunningStep> step;
  if (command) step.emplace(loop_, "stop", *command);
  if (plan().is_slow() && evidence_.run.requests.size() > 0) {
    loop_.until([&] { return machine_gone(); }, in(hasty));
    request(guest::Request::signals_level);
  }
  if (step) {
    loop_.until([&] { return step->ended(); }, deadline);
    // After a failure there is little to wait for.
    if (!step->succeeded()) deadline = std::min(deadline, in(2s));
    told = step->finish();
  }
  const bool gone = loop_.until([&] { return machine_gone(); }, deadline);
  told.timed_out = told.timed_out || !gone;
  told.elapsed_us = microseconds_since(begun);
}

/// What makes the host end the machine; nullopt: it is not done by a command, or cannot be.
std::optional<Command> Scenario::command_to(const std::string& how) const {
  const auto& host = evidence_.host;
  const bool registered = host.registration && host.registration->leader_machine;
  const auto machine = registered ? *host.registration->leader_machine : "";
  auto command = plan().command({}, values());
  auto& words = command.arguments;
  if (how == "machinectl-poweroff" && registered) words = {"machinectl", "poweroff", machine};
  if (how == "machinectl-reboot" && registered) words = {"machinectl", "reboot", machine};
  if (how == "terminate" && registered) words = {"machinectl", "terminate", machine};
  if (how == "request-stop" && has_unit_of_its_own(evidence_)) words = {"systemctl", "stop", host.unit->name};
  return words.empty() ? std::nullopt : std::optional(command);
}

void Scenario::end_by(const std::string& how) {
  site_.enter(how, "ending the machine");
  evidence::Step told{.phase = how};
  const auto begun = Clock::now();
  if (how == "leader-death") {
    ::syscall(SYS_pidfd_send_signal, leader_end_.get(), SIGKILL, nullptr, 0);
  } else if (is_request(how)) {
    send(guest::request_of(how));
  } else if (const auto command = command_to(how)) {
    told = run_step(loop_, how, *command, in(plan().profile.stop.deadline));
  } else {
    told.output =
        how == "request-stop" ? "systemd knows no unit of the machine's own" : "the machine is not registered";
    evidence_.run.steps.push_back(std::move(told));
    return;
  }
  // A machine that comes again is not gone, and is waited for no longer than one that ends.
  told.timed_out = !loop_.until([&] { return machine_gone(); }, in(plan().profile.stop.deadline));
  told.elapsed_us = microseconds_since(begun);
  evidence_.run.steps.push_back(std::move(told));
}

void Scenario::describe_end(const std::string& how, std::int64_t asked_us) {
  const auto& step = evidence_.run.steps.back();
  evidence::End told{.how = how, .asked_us = asked_us};
  const bool done = how == "stop" || how == "leader-death" || is_request(how);
  if (!done && step.exit_code != 0) told.error = step.output.empty() ? outcome_of(step) : last_line(step.output);
  told.guest_gone_us = leader_gone_ ? guest_gone_us_ : 0;
  if (manager_->foreground() && manager_->ended()) {
    told.manager_gone_us = now_us();
    told.manager_exit_code = manager_->process().exit_code();
    told.manager_signal = manager_->process().ended_by_signal();
  }
  if (leader_gone_ && !machine_gone()) {
    const auto leader = surroundings_.find_leader(plan().nonce, plan().profile.subject);
    told.came_again = leader && leader != leader_;
  }
  evidence_.run.end = told;
}

void Scenario::clean_up() {
  surroundings_.progress("cleaning up");
  ask_version();
  const bool started = manager_ && manager_->started();
  // A detached start that went wrong may still have made a machine nobody has seen.
  if (started && (!machine_gone() || (!manager_->foreground() && !evidence_.run.state.empty()))) kill_machine();
  if (options_.last) site_.tear_down(evidence_.run.steps);
  if (manager_) manager_->drain();
  if (observer_) observer_->after(evidence_.host);
}

// From the gentle to the certain: the profile's kill step, SIGKILL to the leader (the manager then cleans up after it,
// as it would after a crash of the guest), SIGTERM to the manager, and at last SIGKILL.
void Scenario::kill_machine() {
  if (!leader_) find_leader();
  const auto gone = [this] { return machine_gone(); };
  auto& steps = evidence_.run.steps;
  if (!site_.state().kill.empty()) {
    for (const auto& command : site_.state().kill) {
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
  evidence_.run.manager_version = runner::version_in(plan().profile.version, version_->finish().output);
  version_.reset();
}

void Scenario::finish() {
  auto& run = evidence_.run;
  if (kept_) ask_version();
  for (auto& again : again_) again.run.manager_version = run.manager_version;
  if (manager_ && manager_->started()) {
    report_->refresh();
    if (again_.empty()) {
      report_->write_to(evidence_);
      evidence_.guest.payload = payload_;
    } else {  // the report is that of a guest that came again; its last events belong to the end
      const auto& last = report_->events();
      run.events.insert(run.events.end(), last.begin(), last.end());
    }
    if (manager_->ended()) {
      start_told_.exit_code = manager_->process().exit_code();
      start_told_.signal = manager_->process().ended_by_signal();
    }
    if (start_told_.output.empty()) start_told_.output = last_words();
  }
  if (manager_) manager_->write_to(run);
  if (!start_told_.phase.empty()) {
    const auto after_setup = std::find_if(run.steps.begin(), run.steps.end(), [](const evidence::Step& step) {
      return step.phase != "setup" && step.phase != "clone";
    });
    run.steps.insert(after_setup, start_told_);
  }
  if (kept_) return;
  manager_.reset();  // whatever still runs of it ends here
  report_.reset();
  loop_.drain();
  // A look through all of /proc is left out only where it is certain to find nobody.
  const bool nobody = run.state == "reported" && leader_ && leader_gone_ && loop_.childless();
  if (options_.last) site_.remove(run.left_behind, nobody, known_cgroups(evidence_.host, site_.state()));
}

}  // namespace conformance::machine
