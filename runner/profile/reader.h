// SPDX-License-Identifier: Apache-2.0
// From parsed TOML to a Profile: the base, or the base with one variant laid over it.
#pragma once

#include "runner/profile/diagnostics.h"
#include "runner/profile/profile.h"

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::profiles {

/// Whatever is wrong goes to `diagnostics`; then the result is of no use.
Profile read_profile(Diagnostics& diagnostics, const toml::table& base, std::string_view variant);

/// What is wrong with the file whichever variant is taken: unknown tables, malformed variants.
void check_outline(Diagnostics& diagnostics, const toml::table& base);

/// Without the plain one.
std::vector<std::string> variant_names(const toml::table& base);

}  // namespace conformance::runner::profiles
