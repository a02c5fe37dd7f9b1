// SPDX-License-Identifier: Apache-2.0
// The report for people at a terminal: does it conform, what is wrong, how is it mended.
#pragma once

#include "reports/result.h"

#include <cstddef>
#include <string>

namespace conformance::reports {

struct TerminalOptions {
  bool colour = false;
  bool verbose = false;  ///< what passed and what does not apply, too
  std::size_t width = 100;
};

std::string render_terminal(const Result& result, const TerminalOptions& options = {});

}  // namespace conformance::reports
