// SPDX-License-Identifier: Apache-2.0
// TOML files: bounded, and never waited for.
#pragma once

#include "runner/profile/diagnostics.h"

#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace conformance::runner::profiles {

/// All of a regular file of at most 1 MiB. Throws ProfileError.
std::string contents(const std::filesystem::path& file);

/// Throws ProfileError. `name` stands for the file in messages.
toml::table parse(Diagnostics& diagnostics, std::string_view text, std::string_view name);

}  // namespace conformance::runner::profiles
