// SPDX-License-Identifier: Apache-2.0
// The formats a result can be written in. A new one is a file with its renderer and a line in formats.cpp.
#pragma once

#include "reports/result.h"

#include <span>
#include <string>
#include <string_view>

namespace conformance::reports {

struct Format {
  std::string_view name;
  std::string_view description;
  std::string (*render)(const Result&);
};

std::span<const Format> formats();

/// nullptr if there is none of that name.
const Format* find_format(std::string_view name);

}  // namespace conformance::reports
