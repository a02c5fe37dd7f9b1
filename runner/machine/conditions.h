// SPDX-License-Identifier: Apache-2.0
// What is different about a machine that is started for a scenario other than the plain one.
#pragma once

#include "runner/machine/plan.h"

namespace conformance::machine {

/// Changes name, commands and guest as the scenarios of plan.start ask for.
void apply_conditions(Plan& plan);

}  // namespace conformance::machine
