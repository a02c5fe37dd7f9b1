// SPDX-License-Identifier: Apache-2.0
// One start of one machine, from its preparation to its end, as a readable sequence of phases.
#pragma once

#include "evidence/evidence.h"
#include "fixtures/guest/requests.h"
#include "runner/machine/manager.h"
#include "runner/machine/payload.h"
#include "runner/machine/report.h"
#include "runner/machine/site.h"
#include "runner/machine/step.h"
#include "runner/machine/surroundings.h"

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::machine {

/// The scenarios in which the guest comes again by itself, in the order in which it does.
inline constexpr std::array<std::string_view, 2> ways_to_reboot{"reboot", "machinectl-reboot"};

class Scenario {
 public:
  struct Options {
    std::function<void()> while_up;  ///< called while the machine is up and has been looked at
    bool last = true;                ///< nothing is started at this place any more: it is removed
    Stored* stored = nullptr;        ///< descriptors that outlive the start; nullptr: none do
  };

  Scenario(Loop& loop, Site& site, const Surroundings& surroundings, Options options);
  ~Scenario();

  /// The evidence of the start, and after it that of each time the guest came again by itself. Whatever happens to the
  /// machine is told there; a terminating signal too (state "interrupted", and loop.signal()).
  std::vector<evidence::Evidence> run();

  /// Scenarios that were not reached because the machine did not come again. Taken out of the evidence.
  const std::vector<std::string>& left_over() const { return left_over_; }

 private:
  void phases();

  void start();
  void connect_first();
  void activate();
  void await_report();
  void await_detached();
  void leave_to_another_name();
  void judge_silence();
  void find_leader();
  void observe();
  void exec();
  void keep();

  // Asking the guest (scenario_requests.cpp).
  void send(guest::Request request);
  void request(guest::Request request);
  void ask_before_the_look();
  void ask_after_the_look();
  void await_answer();
  std::size_t requests_answered() const;

  // Guests that come again (scenario_reboot.cpp).
  void reboots();
  bool reboot(const std::string& how);
  evidence::Evidence evidence_of_next(const std::string& how) const;
  void expect_another_report();
  evidence::Step ask_to_reboot(const std::string& how);
  void forget_leader();
  void leave_what_follows(std::string_view scenario);

  // An OS in the machine (scenario_payload.cpp).
  void await_payload();
  bool payload_gone() const;
  std::string why_no_second_look() const;
  void use_payload();

  // The end (scenario_end.cpp).
  void end();
  std::string way_to_end() const;
  bool can_be_stopped() const;
  void stop();
  void end_by(const std::string& how);
  std::optional<Command> command_to(const std::string& how) const;
  void await_gone(evidence::Step& told, const std::optional<Command>& command);
  void describe_end(const std::string& how, std::int64_t asked_us);
  void clean_up();
  void kill_machine();
  void ask_version();
  void finish();

  const Plan& plan() const { return site_.plan(); }
  bool is_for(std::string_view scenario) const { return plan().start.is_for(scenario); }
  bool machine_gone() const { return leader_gone_ && (!manager_->foreground() || manager_->ended()); }
  std::int64_t now_us() const { return microseconds_since(started_); }
  Watched watched() const;
  Values values() const { return plan().values(leader_.value_or(0)); }
  void describe_run();
  void fail(const std::string& state, std::string detail);
  std::string last_words() const;

  Loop& loop_;
  Site& site_;
  const Surroundings& surroundings_;
  Options options_;
  evidence::Evidence evidence_;
  std::vector<evidence::Evidence> again_;
  std::vector<std::string> left_over_;
  std::unique_ptr<Observer> observer_;
  Watch bus_;
  std::unique_ptr<Report> report_;
  std::optional<SecondLook> second_;  ///< where an OS is booted
  evidence::Group<evidence::Payload> payload_ =
      evidence::Group<evidence::Payload>::absent("no operating system was booted");
  std::unique_ptr<Manager> manager_;
  Descriptor connection_;  ///< waits at a passed socket
  evidence::Step start_told_;
  Clock::time_point started_;
  std::unique_ptr<RunningStep> version_;
  std::optional<pid_t> leader_;
  Watch leader_end_;
  bool leader_gone_ = true;  ///< nobody known, or known to have ended
  std::int64_t guest_gone_us_ = 0;
  bool kept_ = false;
  std::exception_ptr broken_;
};

}  // namespace conformance::machine
