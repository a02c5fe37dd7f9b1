// SPDX-License-Identifier: Apache-2.0
// How the lab tells what it is doing. Replaced in tests.
#pragma once

#include <functional>
#include <string_view>

namespace conformance::lab {

struct Voice {
  std::function<void(std::string_view)> say = [](std::string_view) {};   ///< a line that stays
  std::function<void(std::string_view)> show = [](std::string_view) {};  ///< replaced by the next one
};

}  // namespace conformance::lab
