// SPDX-License-Identifier: Apache-2.0
// What to mend first: the violated and flaky clauses, grouped by what mends them, by what that gains.
#pragma once

#include "reports/result.h"

#include <string>
#include <vector>

namespace conformance::reports {

struct NextStep {
  std::string remedy;
  std::vector<std::string> clauses;  ///< ids
  std::int64_t weight = 0;
  Percent gain;  ///< what the score's floor gains
};

/// Best first; equal gains in the order of the clauses. Clauses without a remedy stand alone.
std::vector<NextStep> next_steps(const Result& result);

}  // namespace conformance::reports
