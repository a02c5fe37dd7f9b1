// SPDX-License-Identifier: Apache-2.0
// TAP 14: a subtest per area, a test point per clause, what was seen as YAML.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// Not applicable: SKIP. A known deviation: TODO, with which a consumer takes "not ok" for what it is. What is
/// undecided is not ok.
std::string render_tap(const Result& result);

}  // namespace conformance::reports
