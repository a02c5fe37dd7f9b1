// SPDX-License-Identifier: Apache-2.0
// The conforming machine under every condition it is started under, and how each start ended. Tests start from these
// and alter one thing.
#pragma once

#include "checks/clause.h"
#include "checks/tests/conforming_host.h"

#include <functional>
#include <string_view>

namespace conformance::checks::testing {

/// What a clause is judged by: the start of its scenario, and the one it is compared with, if it is.
struct Starts {
  Evidence first;
  Evidence start;
};

/// The machine, or the VM, started for one scenario.
Evidence conforming_start(std::string_view scenario, bool vm = false);
Starts conforming_starts(const Clause& clause, bool vm = false);

Finding judge(const Clause& clause, const Starts& starts);

/// Takes away one group of facts after the other, of both starts, and calls `look` with the name of the missing one.
void without_each_group(Starts& starts, const std::function<void(std::string_view)>& look);

/// How the machine of a start ended: asked for after 2 s, gone after 2.1 s, and nothing of it left.
void end_by(Evidence& evidence, std::string_view how);

evidence::GuestEvent a_signal(std::int64_t number, std::int64_t at_us);

// What tests alter.

evidence::GuestEvent& event_of(Evidence& evidence, std::string_view kind);
void lose_event(Evidence& evidence, std::string_view kind);
void hear_nothing(Evidence& evidence);

/// The start never reported: what the guest would have shown is not there, nor the leader.
void never_report(Evidence& evidence, std::string state);

}  // namespace conformance::checks::testing
