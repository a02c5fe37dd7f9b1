// SPDX-License-Identifier: Apache-2.0
// The controllers of the lab's control group, where this host has no systemd that gives them. Some managers (libvirt)
// make no control groups, and so register nothing, where the tree has no controller at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::lab {

/// Those that a group has and does not pass on to the groups below it.
std::vector<std::string> controllers_lacking(const std::filesystem::path& group);

/// Passes what the group above has on to `group`, and on to the groups below it, which nspawn has made.
void give_controllers(const std::filesystem::path& group);

}  // namespace conformance::lab
