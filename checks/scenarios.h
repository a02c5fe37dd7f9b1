// SPDX-License-Identifier: Apache-2.0
// Under which conditions a machine is started, and which of them share a start.
#pragma once

#include "checks/clause.h"

#include <span>
#include <string_view>

namespace conformance::checks {

struct Scenario {
  std::string_view name;
  std::string_view start;      ///< scenarios of the same start share it; the first of them gives it its name
  std::string_view what;       ///< for people: what is different, or done, in it
  std::string_view claim;      ///< the capability a profile may say "no" to; empty: every manager can do this
  bool standard = false;       ///< part of a run that asks for nothing else
  bool needs_guest = false;    ///< needs an OS tree (--guest)
  bool needs_systemd = false;  ///< needs systemd and machined on the host
  Subject subject = Subject::both;
  std::string_view joins;  ///< a start that serves this one as well, where it takes place
};

/// All of them, in the order in which they are started.
std::span<const Scenario> scenarios();

/// nullptr if there is none of that name.
const Scenario* find_scenario(std::string_view name);

/// Whether a machine of that kind can have it.
bool concerns(const Scenario& scenario, std::string_view subject);

}  // namespace conformance::checks
