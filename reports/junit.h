// SPDX-License-Identifier: Apache-2.0
// JUnit XML, which CI systems show as tests: a suite per area, a case per clause.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// fail: a failure; blocked, unknown and flaky: an error; not applicable: skipped; a known deviation: skipped, with its
/// reason; one that passes: a failure.
std::string render_junit(const Result& result);

}  // namespace conformance::reports
