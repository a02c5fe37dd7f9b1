// SPDX-License-Identifier: Apache-2.0
// What is said to people when all is done: where the files are, and what to do next.
#pragma once

#include "reports/result.h"

#include <string>
#include <utility>
#include <vector>

namespace conformance::runner {

using Written = std::vector<std::pair<std::string, std::string>>;  ///< format and path

/// "written: json to result.json, …"; "" when nothing was.
std::string where_it_is(const Written& files);

/// One sentence; "" when there is nothing to do.
std::string what_next(const reports::Result& result, int exit_code, const Written& files);

}  // namespace conformance::runner
