// SPDX-License-Identifier: Apache-2.0
// The smallest profile, to be changed at one place by each test.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace conformance::runner {

inline constexpr std::string_view minimal = R"toml([profile]
id = "box"
title = "Box"
subject = "container"

[start]
argv = ["box", "{tree}"]

[stop]
signal = "SIGTERM"
)toml";

inline std::string with(std::string_view from, std::string_view to, std::string_view text = minimal) {
  std::string changed(text);
  const std::size_t at = changed.find(from);
  if (at == std::string::npos) throw std::logic_error("no such text: " + std::string(from));
  return changed.replace(at, from.size(), to);
}

inline std::string and_also(std::string_view more) { return std::string(minimal) + "\n" + std::string(more); }

}  // namespace conformance::runner
