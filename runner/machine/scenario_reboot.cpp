// SPDX-License-Identifier: Apache-2.0
// A guest that is to come again without another start.
#include "runner/machine/scenario.h"

#include "fixtures/guest/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;

/// A manager that starts its guest again does so at once.
constexpr std::chrono::milliseconds longest_pause = 10s;

}  // namespace

void Scenario::reboots() {
  for (const auto how : ways_to_reboot)
    if (is_for(how) && !reboot(std::string(how))) return leave_what_follows(how);
}

/// False when the machine is down now.
bool Scenario::reboot(const std::string& how) {
  site_.enter(how, "rebooting the guest");
  auto told = evidence_of_next(how);
  const auto observer = surroundings_.observe({});
  expect_another_report();
  const auto asked_us = now_us();
  auto step = ask_to_reboot(how);
  loop_.until([&] { return report_->complete() || (leader_gone_ && manager_->foreground() && manager_->ended()); },
              in(std::min(longest_pause, plan().report_deadline)));
  report_->refresh();
  report_->write_to(told);
  step.elapsed_us = now_us() - asked_us;
  step.exit_code = report_->complete() ? 0 : step.exit_code;
  told.run.steps.push_back(std::move(step));
  if (report_->complete()) {
    forget_leader();
    find_leader();
    observer->while_up(watched(), told.host);
  } else {
    told.run.state = "not-started";
    told.run.detail = leader_gone_ ? "the guest ended and did not come again" : "the guest did not end";
  }
  again_.push_back(std::move(told));
  return again_.back().run.state == "reported";
}

/// As far as it is known before the guest comes again.
evidence::Evidence Scenario::evidence_of_next(const std::string& how) const {
  evidence::Evidence told;
  told.run = evidence_.run;
  told.run.start = how;
  told.run.scenarios = {how};
  told.run.state.clear();
  told.run.steps.clear();
  told.run.events.clear();
  told.run.requests.clear();
  told.run.end = decltype(told.run.end)();
  told.run.activation = decltype(told.run.activation)();
  return told;
}

/// What was reported so far is kept as evidence.
void Scenario::expect_another_report() {
  report_->refresh();
  report_->write_to(evidence_);
  const auto tree = plan().profile.guest == GuestKind::tree ? std::optional(plan().tree) : std::nullopt;
  if (tree) guest::remove_report(*tree);
  auto report = std::make_unique<Report>(loop_, plan().nonce, tree, report_->console().decoder().earlier_of_next());
  manager_->report_to(*report);
  report_ = std::move(report);
  report_->console().heard_by(surroundings_.heard);
}

evidence::Step Scenario::ask_to_reboot(const std::string& how) {
  evidence::Step step{.phase = how};
  if (how == "reboot") {
    send(guest::Request::reboot);
  } else if (const auto command = command_to(how)) {
    step = run_step(loop_, how, *command, in(command->deadline));
  } else {
    step.output = "the machine is not registered";
  }
  return step;
}

void Scenario::forget_leader() {
  leader_.reset();
  leader_end_ = {};
  leader_gone_ = true;
}

/// What was to be shown after this by the same machine is left to another start, where it is down.
void Scenario::leave_what_follows(std::string_view scenario) {
  if (!machine_gone()) return;
  const auto& all = plan().start.scenarios;
  const auto failed = std::find(all.begin(), all.end(), scenario);
  left_over_.assign(std::next(failed), all.end());
  for (const auto& each : left_over_) std::erase(evidence_.run.scenarios, each);
}

}  // namespace conformance::machine
