// SPDX-License-Identifier: Apache-2.0
// Puts evidence before a check. Absent facts give `blocked` by themselves; a check that throws gives `blocked` too and
// never ends a run.
#pragma once

#include "checks/clause.h"

namespace conformance::checks {

/// The finding of one clause. Clauses of the other subject are not applicable, clauses without a check are blocked with
/// their reason, and evidence of a run that never reported blocks what rests on the guest.
Finding judge(const Clause& clause, const Evidence& evidence);

}  // namespace conformance::checks
