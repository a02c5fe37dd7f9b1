// SPDX-License-Identifier: Apache-2.0
// The result as JSON, the stable interface for scripts. Reading is strict, as for evidence.
#pragma once

#include "reports/result.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace conformance::reports {

/// The text is no result of this schema; what() says where and why.
class UnreadableResult : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is said of a result whose figures are others than its clauses give.
inline constexpr const char* edited = "it does not follow from the clauses: the file was changed after it was written";

/// Pretty-printed, with a final newline; equal results give equal bytes.
std::string to_json(const Result& result);

/// Throws UnreadableResult.
Result result_from_json(std::string_view text);

/// The JSON Schema (draft 2020-12) of what to_json() writes.
std::string result_json_schema();

}  // namespace conformance::reports
