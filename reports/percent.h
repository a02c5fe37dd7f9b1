// SPDX-License-Identifier: Apache-2.0
// A percentage with one decimal, rounded down, so that 100.0 means all. Integer arithmetic only: the same everywhere.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace conformance::reports {

struct Percent {
  std::int64_t tenths = 0;

  /// part / whole; whole must not be 0.
  static constexpr Percent of(std::int64_t part, std::int64_t whole) { return {part * 1000 / whole}; }

  std::string text() const { return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10); }

  friend constexpr auto operator<=>(const Percent&, const Percent&) = default;
};

}  // namespace conformance::reports
