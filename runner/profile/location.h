// SPDX-License-Identifier: Apache-2.0
// Where a profile is written down, for those who point at it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace conformance::runner {

struct Location {
  std::filesystem::path file;
  std::int64_t line = 1;  ///< of [profile], or of the variant's table
};

/// `name` is "lxc" or "lxc:scope"; `file` that of the profile, or empty: the known profile of that name. nullopt: there
/// is none that can be read.
std::optional<Location> location_of(std::string_view name, const std::filesystem::path& file = {});

}  // namespace conformance::runner
