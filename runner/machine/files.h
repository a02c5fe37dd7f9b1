// SPDX-License-Identifier: Apache-2.0
// Small files: bounded reading, whole writing.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace conformance::machine {

/// The first `bound` bytes; empty when it cannot be read.
std::string read_file(const std::filesystem::path& path, std::size_t bound);

/// Writes the file and only then gives it its name. Throws std::system_error, and leaves nothing of it then.
void replace_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

/// Writes a file that was not there; never follows a link. Throws std::system_error.
void create_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

/// Writes to a file that is there, such as those of the kernel, in one call; false when it cannot be written.
bool write_attribute(const std::filesystem::path& path, std::string_view value);

}  // namespace conformance::machine
