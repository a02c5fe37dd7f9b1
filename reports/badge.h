// SPDX-License-Identifier: Apache-2.0
// A small picture for a README: the score, in the colour of the verdict.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// SVG.
std::string render_badge(const Result& result);

}  // namespace conformance::reports
