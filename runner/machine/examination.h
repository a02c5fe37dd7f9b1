// SPDX-License-Identifier: Apache-2.0
// All the starts of one profile, in their order.
#pragma once

#include "evidence/document.h"
#include "runner/machine/scenario.h"
#include "runner/machine/site.h"
#include "runner/profile/starts.h"

#include <memory>
#include <string>

namespace conformance::machine {

class Examination {
 public:
  Examination(Loop& loop, const Profile& profile, const RunOptions& options, const runner::Starts& starts,
              const Surroundings& surroundings);

  /// Never throws for what happens to a machine; that is told in the evidence. Ends early, with what there is, when a
  /// terminating signal comes or the first start shows nothing.
  evidence::Document run();

 private:
  void run_starts();
  void run_start(const StartPlan& start);
  void run_twin();
  void run_at(Site& site, const StartPlan& start, bool last);
  Site& home(const StartPlan& start);
  void leave_home();
  bool uses_home(const StartPlan& start) const;
  bool is_last_at_home(const StartPlan& start) const;
  void rest_cannot(const std::string& why);
  std::unique_ptr<Site> new_site(const StartPlan& start) {
    return std::make_unique<Site>(loop_, profile_, options_, start, surroundings_);
  }

  Loop& loop_;
  const Profile& profile_;
  const RunOptions& options_;
  const runner::Starts& starts_;
  const Surroundings& surroundings_;
  evidence::Document document_;
  std::unique_ptr<Site> home_;  ///< of the machine that is started more than once
  Stored stored_;
  bool twin_done_ = false;
};

}  // namespace conformance::machine
