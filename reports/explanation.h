// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a score, so that anybody can do it again by hand.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// Every clause with level, weight, outcome and what it gives; the sums; the score they make.
std::string explain_score(const Result& result);

/// The same as JSON.
std::string explain_score_json(const Result& result);

}  // namespace conformance::reports
