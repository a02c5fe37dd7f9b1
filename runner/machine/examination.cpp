// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/examination.h"

#include <algorithm>
#include <utility>

namespace conformance::machine {

Examination::Examination(Loop& loop, const Profile& profile, const RunOptions& options, const runner::Starts& starts,
                         const Surroundings& surroundings)
    : loop_(loop), profile_(profile), options_(options), starts_(starts), surroundings_(surroundings) {
  document_.planned = starts.planned();
  document_.scenarios = static_cast<std::int64_t>(document_.planned.size());
}

evidence::Document Examination::run() {
  try {
    run_starts();
  } catch (...) {  // it is no fault of the machine, which has to be removed all the same
    leave_home();
    throw;
  }
  leave_home();
  if (loop_.signal() != 0) rest_cannot("the run was interrupted");
  return std::move(document_);
}

void Examination::run_starts() {
  for (const auto& start : starts_.starts) {
    if (loop_.signal() != 0) break;
    if (start.name == "twin" && twin_done_) continue;
    run_start(start);
    const auto& first = document_.starts.front().run;
    if (first.state != "reported") {
      rest_cannot("the machine did not report at its first start: " + first.state);
      break;
    }
  }
}

/// What was not started and is not known to be impossible.
void Examination::rest_cannot(const std::string& why) {
  for (auto& planned : document_.planned)
    if (planned.claim.empty() && planned.problem.empty() &&
        evidence::find_start(document_, planned.scenario) == nullptr)
      planned.problem = why;
}

bool Examination::uses_home(const StartPlan& start) const { return start.name == "boot" || start.name == "restart"; }

/// A copy is made of the machine at home: it has to be there until then.
bool Examination::is_last_at_home(const StartPlan& start) const {
  bool after = false;
  for (const auto& each : starts_.starts) {
    if (after && (uses_home(each) || each.is_for("clone"))) return false;
    after = after || each.name == start.name;
  }
  return true;
}

Site& Examination::home(const StartPlan& start) {
  if (home_) {
    home_->next_start(options_, start);
  } else {
    home_ = new_site(start);
  }
  return *home_;
}

void Examination::leave_home() {
  if (!home_ || home_->removed()) return;
  const Loop::Shield shield(loop_);
  evidence::Run untold;
  auto& run = document_.starts.empty() ? untold : document_.starts.front().run;
  home_->tear_down(run.steps);
  home_->remove(run.left_behind, false, Cgroups::look);
}

void Examination::run_start(const StartPlan& start) {
  if (uses_home(start)) return run_at(home(start), start, is_last_at_home(start) && !options_.keep);
  if (start.is_for("clone") && home_ && !home_->removed()) {
    {
      Site copy(*home_, start);
      run_at(copy, start, true);
    }
    return leave_home();
  }
  run_at(*new_site(start), start, true);
}

/// The second machine, while the first one runs.
void Examination::run_twin() {
  const auto twin = std::ranges::find(starts_.starts, "twin", &StartPlan::name);
  if (twin == starts_.starts.end() || std::exchange(twin_done_, true)) return;
  const auto site = new_site(*twin);
  Scenario scenario(loop_, *site, surroundings_, {});
  for (auto& evidence : scenario.run()) document_.starts.push_back(std::move(evidence));
}

void Examination::run_at(Site& site, const StartPlan& start, bool last) {
  const auto index = static_cast<std::ptrdiff_t>(document_.starts.size());
  const bool keeps_descriptors = start.is_for("fdstore") || start.is_for("fdstore-restart");
  Scenario::Options options{.last = last, .stored = keeps_descriptors ? &stored_ : nullptr};
  if (start.name == "boot") options.while_up = [this] { run_twin(); };
  auto left_over = StartPlan{.name = start.name};
  {
    Scenario scenario(loop_, site, surroundings_, options);
    auto all = scenario.run();
    document_.starts.insert(document_.starts.begin() + index, std::make_move_iterator(all.begin()),
                            std::make_move_iterator(all.end()));
    left_over.scenarios = scenario.left_over();
  }
  // What a guest that did not come again could not show is shown by another start.
  if (left_over.scenarios.empty() || loop_.signal() != 0) return;
  left_over.name = left_over.scenarios.front();
  run_at(*new_site(left_over), left_over, true);
}

}  // namespace conformance::machine
