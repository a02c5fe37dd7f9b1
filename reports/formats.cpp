// SPDX-License-Identifier: Apache-2.0
#include "reports/formats.h"

#include "reports/json.h"
#include "reports/terminal.h"

#include <algorithm>
#include <array>

namespace conformance::reports {

std::span<const Format> formats() {
  static const std::array<Format, 2> all = {{
      {"terminal", "the report for people, without colour",
       [](const Result& result) { return render_terminal(result); }},
      {"json", "the result for scripts", [](const Result& result) { return to_json(result); }},
  }};
  return all;
}

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? nullptr : &*found;
}

}  // namespace conformance::reports
