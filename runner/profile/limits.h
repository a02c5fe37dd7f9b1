// SPDX-License-Identifier: Apache-2.0
// Bounds on what is handed to the TOML parser. Its tables own one another, so ten thousand of them nested overflow the
// stack when they are freed; it bounds the nesting of values but not the length of dotted keys.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::runner::profiles {

inline constexpr std::size_t max_profile_size = 1u << 20;
inline constexpr std::size_t max_nesting = 32;

struct TooDeep {
  std::size_t line;
  std::size_t column;
  std::string message;
};

std::optional<TooDeep> too_deep(std::string_view text);

}  // namespace conformance::runner::profiles
