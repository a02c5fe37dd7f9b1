// SPDX-License-Identifier: Apache-2.0
// Several runs of the same manager as one result (--repeat).
#pragma once

#include "reports/result.h"

#include <string>
#include <vector>

namespace conformance::reports {

/// Why these are not runs of one thing: another profile, subject, catalogue, or other clauses. Empty: they are.
std::string why_not_one(const std::vector<Result>& runs);

/// One result. A clause that was decided differently in two runs is "flaky". One that was violated where it could be
/// seen is violated; one that was kept, but could not be decided each time, is undecided: a run that did not see it
/// never speaks for it. `runs` must not be empty, and why_not_one() must have nothing to say of them. Nothing is
/// waived.
Result merged(std::vector<Result> runs);

}  // namespace conformance::reports
