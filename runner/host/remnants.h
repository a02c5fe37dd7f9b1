// SPDX-License-Identifier: Apache-2.0
// What is still there of a machine after its end.
#pragma once

#include "evidence/host.h"
#include "runner/host/bus.h"
#include "runner/host/cgroups.h"

#include <vector>

namespace conformance::runner::host {

/// Those of the machine's own processes that still run.
std::vector<evidence::Process> still_running(const std::vector<evidence::Process>& before);

/// What systemd says of the machine's unit now. One that is still ending is waited for, for at most two seconds.
evidence::Group<evidence::UnitState> unit_after(Bus& bus, const evidence::Unit& unit,
                                                const std::vector<Hierarchy>& all);

}  // namespace conformance::runner::host
