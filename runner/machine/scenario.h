// SPDX-License-Identifier: Apache-2.0
// One start of one machine, from set-up to clean-up, as a readable sequence of phases.
#pragma once

#include "evidence/evidence.h"
#include "runner/machine/manager.h"
#include "runner/machine/plan.h"
#include "runner/machine/report.h"
#include "runner/machine/step.h"
#include "runner/machine/surroundings.h"
#include "runner/machine/work_directory.h"

#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace conformance::machine {

class Scenario {
 public:
  Scenario(Loop& loop, const Profile& profile, const RunOptions& options, const Surroundings& surroundings);
  ~Scenario();

  /// Throws only when not even a work directory could be made. Whatever happens to the machine is told in the
  /// evidence; a terminating signal too (state "interrupted", and loop.signal()).
  evidence::Evidence run();

 private:
  void phases();
  void enter(const std::string& phase, std::string_view progress);

  void prepare();
  void write_files(const Values& values);
  void start();
  void await_report();
  void judge_silence();
  void find_leader();
  void observe();
  void exec();
  void keep();
  void stop();
  void await_gone(evidence::Step& told, const std::optional<Command>& command);

  void clean_up();
  void kill_machine();
  void ask_version();
  void finish();

  bool machine_gone() const { return leader_gone_ && (!manager_->foreground() || manager_->ended()); }
  Watched watched() const;
  Values values() const { return plan_.values(leader_.value_or(0)); }
  void describe_run();
  void fail(const std::string& state, std::string detail);
  std::string last_words() const;
  std::vector<Command> expandable(const std::vector<Step>& steps) const;
  void save();

  Loop& loop_;
  const Surroundings& surroundings_;
  WorkDirectory work_;
  Plan plan_;
  State state_;
  evidence::Evidence evidence_;
  std::unique_ptr<Observer> observer_;
  Watch bus_;
  std::optional<Report> report_;
  std::unique_ptr<Manager> manager_;
  evidence::Step start_told_;
  Clock::time_point started_;
  std::unique_ptr<RunningStep> version_;
  std::optional<pid_t> leader_;
  Watch leader_end_;
  bool leader_gone_ = true;  ///< nobody known, or known to have ended
  bool kept_ = false;
  std::exception_ptr broken_;
};

}  // namespace conformance::machine
