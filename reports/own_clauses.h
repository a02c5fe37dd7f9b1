// SPDX-License-Identifier: Apache-2.0
// Clauses that a site adds over the collected facts. They are judged and reported apart from the contract's: they have
// no part in its score and its verdict. docs/own-clauses.md describes the file they stand in.
#pragma once

#include "evidence/document.h"
#include "reports/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conformance::reports {

inline constexpr std::string_view own_origin = "own";

using OwnValue = std::variant<bool, std::int64_t, std::string>;

struct OwnClause {
  std::string id;
  std::string level = "required";
  std::string sentence;
  std::string remedy;
  std::string scenario = "boot";
  std::string subject = "both";  ///< or "container", "vm"
  std::string path;              ///< into the evidence of the start, as JSON pointers are
  std::string comparison;        ///< one of own_comparisons
  OwnValue value;
  SourceRef source;
};

/// "exists" takes true or false; "at-least" and "at-most" a number; "begins-with" and "ends-with" a text; the others a
/// value of the fact's kind, "contains" and "lacks" of that of the list's elements, or a part of a text.
inline constexpr std::string_view own_comparisons[] = {"equals",    "differs",  "at-least", "at-most", "begins-with",
                                                       "ends-with", "contains", "lacks",    "exists"};

/// What is wrong with the id of a clause of a site, which is "area.name" in an area that the contract does not have;
/// empty: nothing.
std::string why_no_own_id(std::string_view id);

/// What is wrong with a path; both empty: nothing.
struct PathProblem {
  std::string segment;                  ///< the one that leads nowhere
  std::string problem;                  ///< one sentence
  std::vector<std::string> candidates;  ///< what could stand in its place
};

PathProblem check_path(const std::string& path);

/// Why the comparison cannot be made of that fact and that value; empty: it can. The path is a right one.
std::string why_not_comparable(const OwnClause& clause);

std::vector<ClauseResult> judge_own(const evidence::Document& document, std::span<const OwnClause> clauses);

}  // namespace conformance::reports
