// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/scenario.h"

#include "fixtures/guest/protocol.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace conformance::machine {
namespace {

std::uint64_t realtime_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/// A KVM that does not work hangs a machine, or ends it with a word only its authors know.
bool uses_kvm(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const auto& word) { return word.ends_with("kvm"); });
}

}  // namespace

Scenario::Scenario(Loop& loop, Site& site, const Surroundings& surroundings, Options options)
    : loop_(loop), site_(site), surroundings_(surroundings), options_(std::move(options)) {
  describe_run();
  surroundings_.begin(plan().start.name, plan().machine);
}

Scenario::~Scenario() = default;

std::vector<evidence::Evidence> Scenario::run() {
  try {
    phases();
  } catch (const Interrupted&) {
    fail("interrupted", fmt::format("a signal came in the phase \"{}\"", site_.state().phase));
  } catch (const std::exception& error) {
    // Once the guest reported, this is no fault of the machine any more: told after the clean-up.
    if (report_ && report_->complete()) broken_ = std::current_exception();
    fail("not-started", error.what());
  }
  const Loop::Shield shield(loop_);
  if (!kept_) clean_up();
  finish();
  if (broken_) std::rethrow_exception(broken_);
  again_.insert(again_.begin(), std::move(evidence_));
  return std::move(again_);
}

void Scenario::phases() {
  site_.prepare(evidence_.run.steps);
  start();
  await_report();
  if (!report_->complete()) return leave_to_another_name();
  find_leader();
  ask_before_the_look();
  await_detached();
  await_payload();
  observe();
  use_payload();
  exec();
  if (plan().keep) return keep();
  ask_after_the_look();
  if (options_.while_up) options_.while_up();
  reboots();
  if (!machine_gone()) end();
}

void Scenario::start() {
  site_.enter("start", "starting the machine");
  const auto tree = plan().profile.guest == GuestKind::tree ? std::optional(plan().tree) : std::nullopt;
  report_ = std::make_unique<Report>(loop_, plan().nonce, tree);
  report_->console().heard_by(surroundings_.heard);
  if (plan().boots_payload()) {
    second_.emplace(loop_, plan());
    report_->console().also([this](std::string_view bytes) { second_->feed_console(bytes); });
  }
  manager_ = std::make_unique<Manager>(loop_, plan(), *report_, options_.stored);
  observer_ = surroundings_.observe({.settings = is_for("host-settings")});
  if (const int bus = observer_->bus_descriptor(); bus >= 0) {
    Descriptor own(checked(::fcntl(bus, F_DUPFD_CLOEXEC, 3), "F_DUPFD_CLOEXEC"));
    bus_ = Watch(loop_, std::move(own), [this] {
      observer_->dispatch_bus();
      return true;
    });
  }
  site_.save();
  const auto command = plan().command(plan().profile.start.step, plan().values());
  start_told_.phase = "start";
  start_told_.arguments = command.arguments;
  if (is_for("activation") && plan().passes_sockets()) connect_first();
  evidence_.run.started_us = realtime_us();
  started_ = Clock::now();
  try {
    manager_->start(command, started_);
  } catch (const std::system_error& error) {
    start_told_.output = fmt::format("cannot run {}: {}", command.arguments.at(0), error.code().message());
    throw std::runtime_error(start_told_.output);
  }
  site_.state().processes.push_back({manager_->process().pid(), start_time(manager_->process().pid())});
  site_.save();
}

/// Before there is a guest: whoever accepts it later has really been passed the socket.
void Scenario::connect_first() {
  auto& told = evidence_.run.activation = evidence::Activation{.by = "program"};
  try {
    connection_ = connect_to(plan().work / "listen");
  } catch (const std::system_error& error) {
    told.edit().error = error.what();
  }
}

/// The command set up the socket; whoever connects to it is the reason for the start.
void Scenario::activate() {
  auto& told = evidence_.run.activation = evidence::Activation{.by = "socket-unit"};
  loop_.until([&] { return manager_->ended(); }, started_ + plan().profile.start.step.deadline);
  try {
    connection_ = connect_to(plan().work / "activation");
  } catch (const std::system_error& error) {
    told.edit().error = error.what();
  }
}

void Scenario::await_report() {
  site_.enter("report", "waiting for the guest's report");
  if (!plan().profile.version.argv.empty()) {
    Step step;
    step.argv = plan().profile.version.argv;
    version_ = std::make_unique<RunningStep>(loop_, "version", plan().command(step, plan().values()));
  }
  const auto& success = plan().profile.start.step.success;
  const auto gave_up = [&] {
    if (!manager_->ended()) return false;
    if (manager_->foreground()) return true;
    return std::find(success.begin(), success.end(), manager_->process().exit_code()) == success.end();
  };
  if (is_for("socket-unit")) activate();
  loop_.until([&] { return report_->complete() || report_->hopeless() || gave_up(); },
              started_ + plan().report_deadline);
  if (gave_up()) manager_->drain();
  report_->refresh();
  if (report_->complete()) evidence_.run.reported_us = realtime_us();
  start_told_.elapsed_us = now_us();
  if (!report_->complete()) judge_silence();
}

/// A manager may refuse an odd name; what else this start was for is shown by one with another name.
void Scenario::leave_to_another_name() {
  if (!is_for("names")) return;
  for (const auto& scenario : plan().start.scenarios)
    if (scenario != "names") left_over_.push_back(scenario);
  evidence_.run.scenarios = {"names"};
}

/// A detached start returns at some time, often not before the guest is ready.
void Scenario::await_detached() {
  if (manager_->foreground()) return;
  loop_.until([&] { return manager_->ended(); }, started_ + plan().profile.start.step.deadline);
  start_told_.timed_out = !manager_->ended();
}

void Scenario::judge_silence() {
  report_->write_to(evidence_);
  auto& run = evidence_.run;
  start_told_.output = last_words();
  const bool nothing = run.state == "silent";
  if (manager_->ended() && (manager_->foreground() || nothing) && (nothing || run.state == "incomplete")) {
    start_told_.exit_code = manager_->process().exit_code();
    start_told_.signal = manager_->process().ended_by_signal();
    const auto how = outcome_of(start_told_);
    if (nothing && (manager_->foreground() || start_told_.exit_code != 0)) run.state = "not-started";
    run.detail = nothing ? fmt::format("{} before the guest reported anything", how)
                         : fmt::format("{} while the guest was still reporting", how);
  } else if (nothing) {
    start_told_.timed_out = true;
    const auto problem = run.detail;
    run.detail = fmt::format("the guest reported nothing within {} s",
                             std::chrono::duration<double>(plan().report_deadline).count());
    if (!problem.empty()) run.detail += "; " + problem;
  }
  if (const auto line = last_line(start_told_.output); !line.empty())
    run.detail += fmt::format("; the last line was: {}", line);
  if (nothing && uses_kvm(start_told_.arguments))
    run.detail += "; it was started with KVM: see whether it starts emulated (--set accel=tcg with the profile qemu)";
}

void Scenario::find_leader() {
  leader_ = surroundings_.find_leader(plan().nonce, plan().profile.subject);
  if (!leader_) return;
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, *leader_, 0)));
  if (!handle) return;
  leader_gone_ = false;
  guest_gone_us_ = 0;
  leader_end_ = Watch(loop_, std::move(handle), [this] {
    leader_gone_ = true;
    guest_gone_us_ = now_us();
    return false;
  });
  site_.state().processes.push_back({*leader_, start_time(*leader_)});
  site_.know_ends(*leader_);
}

Watched Scenario::watched() const {
  return {.nonce = plan().nonce,
          .subject = plan().profile.subject,
          .machine_name = expand(plan().profile.asked.machine_name, plan().values()),
          .manager = manager_ ? manager_->pid() : 0,
          .guest_machine_id = plan().uuid_hex,
          .guest_tree = plan().profile.guest == GuestKind::tree ? plan().tree.string() : "",
          .offered = is_for("boot") && plan().profile.subject == "container" ? plan().offered.string() : ""};
}

void Scenario::observe() {
  site_.enter("observe", "looking at the host");
  site_.save();
  observer_->while_up(watched(), evidence_.host);
}

void Scenario::exec() {
  if (!plan().profile.exec || plan().profile.claims_no("exec")) return;
  if (is_for("sandbox") || plan().boots_payload()) return;
  site_.enter("exec", "running a program inside");
  const auto command = plan().command(*plan().profile.exec, values());
  RunningStep step(loop_, "exec", command, RunningStep::Input::pipe);
  const auto ready = fmt::format("{} {} ready", guest::marker, plan().nonce);
  const auto is_ready = [&] { return step.output().find(ready) != std::string::npos; };
  const auto deadline = in(command.deadline);
  loop_.until([&] { return is_ready() || step.ended(); }, deadline);
  loop_.drain();
  if (is_ready()) observer_->exec_session(watched(), evidence_.host);
  step.close_input();
  loop_.until([&] { return step.ended(); }, deadline);
  evidence_.run.steps.push_back(step.finish());
}

void Scenario::keep() {
  site_.enter("keep", "leaving the machine running");
  site_.state().keep = true;
  site_.save();
  manager_->keep();
  kept_ = true;
}

void Scenario::fail(const std::string& state, std::string detail) {
  evidence_.run.state = state;
  evidence_.run.detail = one_line(detail);
}

// Without the empty lines that stood around records.
std::string Scenario::last_words() const {
  auto text = printable(report_->console().last_words());
  const auto both_feeds = [](char one, char other) { return one == '\n' && other == '\n'; };
  text.erase(std::unique(text.begin(), text.end(), both_feeds), text.end());
  return text.starts_with('\n') ? text.substr(1) : text;
}

}  // namespace conformance::machine
