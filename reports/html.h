// SPDX-License-Identifier: Apache-2.0
// A result as one page that needs nothing else: complete without scripts, light and dark, printable.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// First what matters: verdict, score, next steps; then the clauses by area; then environment and phases. Each clause
/// has its id as anchor.
std::string render_html(const Result& result);

}  // namespace conformance::reports
