// SPDX-License-Identifier: Apache-2.0
// Room for what a job leaves: a host in a container writes to directories of this one, and must not fill its disks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace conformance::lab {

/// A directory that is a file system in memory of its own, of a bounded size. It is unmounted with the work directory
/// that it lies in. Throws Trouble.
void make_room(const std::filesystem::path& directory, std::uint64_t bytes);

/// Nothing more can be written there.
bool is_full(const std::filesystem::path& directory);

/// What is said of a job that left more than max_results.
std::string too_much();

}  // namespace conformance::lab
