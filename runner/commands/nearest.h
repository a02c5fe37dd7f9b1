// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

/// `, did you mean "eval"?` for the most alike of the known words, or nothing if none is alike.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace conformance::runner
