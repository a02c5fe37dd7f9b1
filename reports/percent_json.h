// SPDX-License-Identifier: Apache-2.0
// How a Percent stands in JSON, for the documents of this room.
#pragma once

#include "evidence/json_convert.h"
#include "reports/percent.h"

#include <cmath>
#include <cstdint>
#include <string>

namespace conformance::evidence::convert {

/// 87.3 in JSON. The nearest binary number is printed with as few digits as tell it apart, which is the one decimal.
template <>
struct Codec<reports::Percent> {
  static Json write(const reports::Percent& value) { return static_cast<double>(value.tenths) / 10.0; }

  static reports::Percent read(const Json& json, const std::string& path) {
    if (!json.is_number()) throw Mismatch(path, "a number is expected");
    const double tenths = json.get<double>() * 10.0;
    if (!(tenths > -0.5 && tenths < 1000.5)) throw Mismatch(path, "a number from 0 to 100 is expected");
    const double whole = std::round(tenths);
    if (std::abs(tenths - whole) > 1e-6) throw Mismatch(path, "a number with one decimal is expected");
    return {static_cast<std::int64_t>(whole)};
  }

  static Json schema() { return {{"type", "number"}, {"minimum", 0}, {"maximum", 100}}; }
};

}  // namespace conformance::evidence::convert
