// SPDX-License-Identifier: Apache-2.0
// The place of one machine: its directory, its guest, what the profile sets up for it. Made once, however often the
// machine is started there, and removed in the end.
#pragma once

#include "evidence/run.h"
#include "runner/machine/plan.h"
#include "runner/machine/remains.h"
#include "runner/machine/state.h"
#include "runner/machine/surroundings.h"
#include "runner/machine/work_directory.h"

#include <string>
#include <vector>

namespace conformance::machine {

class Site {
 public:
  /// Makes the work directory. Throws when not even that could be made.
  Site(Loop& loop, const Profile& profile, const RunOptions& options, const StartPlan& start,
       const Surroundings& surroundings);
  /// For a copy of the machine of another place, which still has to be there when this one is prepared.
  Site(const Site& source, const StartPlan& start);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  const Plan& plan() const { return plan_; }
  State& state() { return state_; }
  void save() { work_.save(state_); }
  void enter(const std::string& phase, std::string_view progress);

  /// The machine that is here is started for something else now.
  void next_start(const RunOptions& options, const StartPlan& start);

  /// Builds or copies the guest, writes files, runs the set-up steps and tells of them; the second time only tells the
  /// guest of its next start. Throws std::runtime_error that says what went wrong.
  void prepare(std::vector<evidence::Step>& steps);

  /// Commands of the profile with what is known now; those that name a leader nobody knows are left out.
  std::vector<Command> expandable(const std::vector<Step>& steps, pid_t leader) const;
  /// What kills the machine and tears it down, for whoever has to do it later.
  void know_ends(pid_t leader);

  /// The teardown steps.
  void tear_down(std::vector<evidence::Step>& steps);
  /// Ends what still runs and removes everything; what could not be is told. `certain`: nothing runs any more.
  void remove(std::vector<std::string>& left_behind, bool certain, Cgroups cgroups);
  bool removed() const { return removed_; }

 private:
  Site(Loop& loop, const Profile& profile, const Surroundings& surroundings);
  void describe_state();
  void write_files(const Values& values);
  void write_credentials() const;
  void write_strings() const;
  void copy(std::vector<evidence::Step>& steps);
  /// Throws std::runtime_error "WHAT failed" where the step did not succeed.
  void run_checked(std::vector<evidence::Step>& steps, const std::string& phase, std::string_view what,
                   const Step& step, const Values& values);

  Loop& loop_;
  const Surroundings& surroundings_;
  Profile profile_;  ///< as it was loaded
  WorkDirectory work_;
  Plan plan_;
  State state_;
  bool prepared_ = false;
  bool removed_ = false;
};

}  // namespace conformance::machine
