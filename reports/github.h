// SPDX-License-Identifier: Apache-2.0
// Annotations of GitHub Actions: workflow commands that the runner finds in what a step prints.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// The worst ten clauses; how many more there are is said in a notice. The whole is for the job's summary: format
/// markdown.
std::string render_github(const Result& result);

}  // namespace conformance::reports
