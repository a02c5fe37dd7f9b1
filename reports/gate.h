// SPDX-License-Identifier: Apache-2.0
// The one place where a result becomes an exit code and a closing line.
#pragma once

#include "reports/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace conformance::reports {

/// What has to hold: required clauses of the documents, clauses of every level, or nothing but that it was measured.
enum class GateLevel { required, strict, none };

struct Gate {
  GateLevel level = GateLevel::required;
  std::optional<Percent> min_floor;  ///< needs a whole run: a partial one has no score
  int interrupted_by = 0;            ///< the signal that ended the run early
};

namespace exit_code {
inline constexpr int passed = 0;
inline constexpr int violated = 1;
inline constexpr int usage = 2;
inline constexpr int undecided = 3;
inline constexpr int lost = 4;
inline constexpr int left_behind = 5;
inline constexpr int internal = 70;
inline constexpr int nothing_applicable = 77;
inline constexpr int hung_up = 129;      ///< 128 + SIGHUP
inline constexpr int interrupted = 130;  ///< 128 + SIGINT
inline constexpr int terminated = 143;   ///< 128 + SIGTERM
}  // namespace exit_code

struct Closing {
  int exit_code = exit_code::passed;
  std::string line;  ///< one sentence for people
};

Closing close(const Result& result, const Gate& gate);

/// The closing of several results: the worst of them, 70 > 2 > 129, 130, 143 > 4 > 1 > 3 > 5 > 77 > 0.
Closing worst_of(std::span<const Closing> closings);

/// The table of exit codes for --help.
std::string_view exit_code_help();

}  // namespace conformance::reports
