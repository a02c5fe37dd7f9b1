// SPDX-License-Identifier: Apache-2.0
// Look-ups in the hierarchy below /run/host.
#pragma once

#include "checks/finding.h"
#include "evidence/evidence.h"

#include <string>
#include <string_view>

namespace conformance::checks {

/// An inode at or below /run/host; nullptr when it is not there.
const evidence::Node* run_host_node(const evidence::Evidence& evidence, std::string_view path);

/// What the inode is when links are followed: "file", "directory", …
std::string_view kind_behind(const evidence::Node& node);

/// A file the probe has read; throws Absent if it did not.
const evidence::File& file_at(const evidence::Evidence& evidence, std::string_view path);

/// It is there, and is no link.
bool is_directory(const evidence::Evidence& evidence, std::string_view path);

/// Writing was refused, and not because there is nothing to write to.
bool is_refused(std::string_view error);

/// Nothing can be made in the directory.
Finding judge_not_writable(const evidence::Evidence& evidence, std::string_view path);

}  // namespace conformance::checks
