// SPDX-License-Identifier: Apache-2.0
// Look-ups in the environment of PID 1, for the clauses about variables, identities and sockets.
#pragma once

#include "evidence/evidence.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// The value of a variable in the guest's PID 1; nullopt when it is not set. Throws Absent when nobody saw the
/// environment.
std::optional<std::string> guest_variable(const evidence::Evidence& evidence, std::string_view name);

/// The same in a list.
std::optional<std::string> variable_in(const std::vector<evidence::Variable>& variables, std::string_view name);

/// The words of a list separated by white space.
std::vector<std::string> words_of(std::string_view text);

/// The parts between separators; empty parts count.
std::vector<std::string> parts_of(std::string_view text, char separator);

/// Capability of the profile: the reason when the profile says "no", otherwise nullopt.
std::optional<std::string> claimed_missing(const evidence::Evidence& evidence, const std::string& capability);

/// The profile says "yes".
bool claimed(const evidence::Evidence& evidence, const std::string& capability);

/// A 128-bit identity as 32 lower-case digits, from plain or dashed spelling in either case (as
/// sd_id128_from_string()); nullopt when it is none.
std::optional<std::string> identity_of(std::string_view text);

/// All digits 0 or all f: parses, but identifies nothing.
bool names_nothing(std::string_view identity);

/// The identity with the first three fields of a UUID byte-swapped, as a raw SMBIOS field would read.
std::string byte_swapped(std::string_view identity);

/// $container_uuid when it is set to a usable identity.
std::optional<std::string> container_identity(const evidence::Evidence& evidence);

/// The SMBIOS product UUID (or the device tree's) when it is a usable identity.
std::optional<std::string> product_identity(const evidence::Firmware& firmware);

}  // namespace conformance::checks
