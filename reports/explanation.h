// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a score, so that anybody can do it again by hand.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// The sums of each area, the sum of all, and the score it makes; `every_clause`: each clause with level, outcome,
/// weight and what it gives instead of the areas. Either way the columns add up to the sum exactly.
std::string explain_score(const Result& result, bool every_clause = true);

/// Every clause, the sums and the score, as JSON.
std::string explain_score_json(const Result& result);

}  // namespace conformance::reports
