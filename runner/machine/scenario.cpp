// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/scenario.h"

#include "fixtures/guest/protocol.h"
#include "runner/machine/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::uint64_t realtime_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

// The first of the path's ancestors, or itself, that is not there yet: what has to be removed again.
fs::path first_missing(const fs::path& path) {
  fs::path missing = path;
  while (missing.has_relative_path() && !fs::exists(fs::symlink_status(missing.parent_path())))
    missing = missing.parent_path();
  return missing;
}

bool is_inside(const fs::path& path, const fs::path& directory) {
  const auto relative = path.lexically_normal().lexically_relative(directory);
  return !relative.empty() && *relative.begin() != "..";
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of(" \n\t");
  if (end == std::string::npos) return {};
  const auto begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

}  // namespace

Scenario::Scenario(Loop& loop, const Profile& profile, const RunOptions& options, const Surroundings& surroundings)
    : loop_(loop),
      surroundings_(surroundings),
      work_([] { return WorkDirectory::create(random_hex16()); }()),
      plan_(make_plan(profile, work_.path().filename().string(), work_.path(), options)) {
  state_.nonce = plan_.nonce;
  state_.started = ticks_now();
  state_.profile = profile.name();
  state_.machine = plan_.machine;
  state_.invocation_id = plan_.invocation_id();
  state_.machine_id = plan_.uuid_hex;
  describe_run();
}

Scenario::~Scenario() = default;

evidence::Evidence Scenario::run() {
  try {
    phases();
  } catch (const Interrupted&) {
    fail("interrupted", fmt::format("a signal came in the phase \"{}\"", state_.phase));
  } catch (const std::exception& error) {
    // Once the guest reported, this is no fault of the machine any more: told after the clean-up.
    if (report_ && report_->complete()) broken_ = std::current_exception();
    fail("not-started", error.what());
  }
  const Loop::Shield shield(loop_);
  if (!kept_) clean_up();
  finish();
  if (broken_) std::rethrow_exception(broken_);
  return evidence_;
}

void Scenario::phases() {
  save();
  prepare();
  start();
  await_report();
  if (!report_->complete()) return;
  find_leader();
  observe();
  exec();
  if (plan_.keep) return keep();
  stop();
}

void Scenario::enter(const std::string& phase, std::string_view progress) {
  state_.phase = phase;
  surroundings_.progress(progress);
}

void Scenario::prepare() {
  enter("prepare", "building the guest");
  surroundings_.build_guest(plan_);
  const auto values = plan_.values();
  write_files(values);
  state_.kill = plan_.profile.kill ? expandable({*plan_.profile.kill}) : std::vector<Command>{};
  state_.teardown = expandable(plan_.profile.teardown);
  enter("setup", "setting up");
  save();
  for (const auto& step : plan_.profile.setup) {
    auto& told =
        evidence_.run.steps.emplace_back(run_step(loop_, "setup", plan_.command(step, values), in(step.deadline)));
    const bool good = std::find(step.success.begin(), step.success.end(), told.exit_code) != step.success.end();
    if (!good) throw std::runtime_error(fmt::format("set-up failed: {}: {}", outcome_of(told), last_line(told.output)));
  }
}

void Scenario::write_files(const Values& values) {
  for (const auto& file : plan_.profile.files) {
    const fs::path path = expand(file.path, values);
    if (fs::exists(fs::symlink_status(path)))
      throw std::runtime_error(fmt::format("{} exists already, and is not written over", path.string()));
    if (!is_inside(path, plan_.work)) {
      state_.files.push_back(first_missing(path).string());
      save();
    }
    fs::create_directories(path.parent_path());
    create_file(path, expand(file.content, values), static_cast<mode_t>(file.mode));
  }
}

void Scenario::start() {
  enter("start", "starting the machine");
  const auto tree = plan_.profile.guest == GuestKind::tree ? std::optional(plan_.tree) : std::nullopt;
  report_.emplace(loop_, plan_.nonce, tree);
  manager_ = std::make_unique<Manager>(loop_, plan_, *report_);
  observer_ = surroundings_.observe();
  if (const int bus = observer_->bus_descriptor(); bus >= 0) {
    Descriptor own(checked(::fcntl(bus, F_DUPFD_CLOEXEC, 3), "F_DUPFD_CLOEXEC"));
    bus_ = Watch(loop_, std::move(own), [this] {
      observer_->dispatch_bus();
      return true;
    });
  }
  save();
  const auto command = plan_.command(plan_.profile.start.step, plan_.values());
  start_told_.phase = "start";
  start_told_.arguments = command.arguments;
  evidence_.run.started_us = realtime_us();
  started_ = Clock::now();
  try {
    manager_->start(command);
  } catch (const std::system_error& error) {
    start_told_.output = fmt::format("cannot run {}: {}", command.arguments.at(0), error.code().message());
    throw std::runtime_error(start_told_.output);
  }
  state_.processes.push_back({manager_->process().pid(), start_time(manager_->process().pid())});
  save();
}

void Scenario::await_report() {
  enter("report", "waiting for the guest's report");
  if (!plan_.profile.version.argv.empty()) {
    Step step;
    step.argv = plan_.profile.version.argv;
    version_ = std::make_unique<RunningStep>(loop_, "version", plan_.command(step, plan_.values()));
  }
  const auto& success = plan_.profile.start.step.success;
  const auto gave_up = [&] {
    if (!manager_->ended()) return false;
    if (manager_->foreground()) return true;
    return std::find(success.begin(), success.end(), manager_->process().exit_code()) == success.end();
  };
  loop_.until([&] { return report_->complete() || report_->hopeless() || gave_up(); },
              started_ + plan_.report_deadline);
  if (gave_up()) manager_->drain();
  report_->refresh();
  report_->stop_watching();
  if (report_->complete()) evidence_.run.reported_us = realtime_us();
  start_told_.elapsed_us = microseconds_since(started_);
  if (!report_->complete()) return judge_silence();
  if (manager_->foreground()) return;
  loop_.until([&] { return manager_->ended(); }, started_ + plan_.profile.start.step.deadline);
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
                             std::chrono::duration<double>(plan_.report_deadline).count());
    if (!problem.empty()) run.detail += "; " + problem;
  }
  if (const auto line = last_line(start_told_.output); !line.empty())
    run.detail += fmt::format("; the last line was: {}", line);
}

void Scenario::find_leader() {
  leader_ = surroundings_.find_leader(plan_.nonce, plan_.profile.subject);
  if (!leader_) return;
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, *leader_, 0)));
  if (!handle) return;
  leader_gone_ = false;
  leader_end_ = Watch(loop_, std::move(handle), [this] {
    leader_gone_ = true;
    return false;
  });
  state_.processes.push_back({*leader_, start_time(*leader_)});
  state_.kill = plan_.profile.kill ? expandable({*plan_.profile.kill}) : std::vector<Command>{};
  state_.teardown = expandable(plan_.profile.teardown);
}

Watched Scenario::watched() const {
  return {.nonce = plan_.nonce,
          .subject = plan_.profile.subject,
          .machine_name = expand(plan_.profile.asked.machine_name, plan_.values()),
          .manager = manager_ ? manager_->pid() : 0,
          .guest_machine_id = plan_.uuid_hex,
          .guest_tree = plan_.profile.guest == GuestKind::tree ? plan_.tree.string() : ""};
}

void Scenario::observe() {
  enter("observe", "looking at the host");
  save();
  observer_->while_up(watched(), evidence_.host);
}

void Scenario::exec() {
  if (!plan_.profile.exec || plan_.profile.claims_no("exec")) return;
  enter("exec", "running a program inside");
  const auto command = plan_.command(*plan_.profile.exec, values());
  RunningStep step(loop_, "exec", command, RunningStep::Input::pipe);
  const auto ready = fmt::format("{} {} ready", guest::marker, plan_.nonce);
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
  enter("keep", "leaving the machine running");
  state_.keep = true;
  save();
  manager_->keep();
  kept_ = true;
}

void Scenario::stop() {
  enter("stop", "stopping the machine");
  const auto command = plan_.command(plan_.profile.stop, values());
  evidence::Step told;
  told.phase = "stop";
  told.arguments = command.arguments;
  if (command.signal && manager_->started()) manager_->process().send(*command.signal);
  if (command.console_request) manager_->request_stop(plan_.nonce);
  const bool runs = !command.signal && !command.console_request;
  await_gone(told, runs ? std::optional(command) : std::nullopt);
  if (!runs && !told.timed_out) told.exit_code = 0;
  evidence_.run.steps.push_back(std::move(told));
}

// The machine is stopped when its leader is gone and, in the foreground, the manager too. Commands may return earlier.
void Scenario::await_gone(evidence::Step& told, const std::optional<Command>& command) {
  const auto begun = Clock::now();
  auto deadline = in(plan_.profile.stop.deadline);
  if (command) {
    RunningStep step(loop_, "stop", *command);
    loop_.until([&] { return step.ended(); }, deadline);
    // After a failure there is little to wait for.
    if (!step.succeeded()) deadline = std::min(deadline, in(2s));
    told = step.finish();
  }
  const bool gone = loop_.until([&] { return machine_gone(); }, deadline);
  told.timed_out = told.timed_out || !gone;
  told.elapsed_us = microseconds_since(begun);
}

std::vector<Command> Scenario::expandable(const std::vector<Step>& steps) const {
  std::vector<Command> commands;
  for (const auto& step : steps) {
    try {
      commands.push_back(plan_.command(step, values()));
    } catch (const runner::ProfileError&) {
      // It names the leader, and there is none (yet).
    }
  }
  return commands;
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

void Scenario::save() { work_.save(state_); }

}  // namespace conformance::machine
