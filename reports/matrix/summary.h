// SPDX-License-Identifier: Apache-2.0
// What the matrix keeps of one result: all that the page needs, and nothing else of the file.
#pragma once

#include "reports/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports::matrix {

/// One clause of one result. What a known clause says stands in the catalogue.
struct Line {
  std::string id;
  std::string level;
  std::string origin;
  std::string outcome;
  bool waived = false;
  std::string saw;     ///< shortened
  std::string says;    ///< of a clause this program does not know
  std::string remedy;  ///< the same
};

struct Summary {
  std::string catalogue;
  Manager manager;
  Conditions conditions;
  std::string measured;
  std::string state;
  std::string detail;
  bool partial = false;
  std::vector<Line> lines;
  bool own = false;  ///< it has clauses of a site, which no matrix shows
};

/// Reads a result as a stream, so that a hundred of them can be read where one document would fit. As strict about what
/// it takes as result_from_json(), which throws UnreadableResult, too.
Summary read_summary(std::string_view text);

Summary summary_of(const Result& result);

}  // namespace conformance::reports::matrix
