// SPDX-License-Identifier: Apache-2.0
// The host's settings, /proc/sys, before and after a machine.
#pragma once

#include "evidence/host.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// By path below /proc/sys: what can be read and is a setting. Counters and random numbers are left out.
using Settings = std::map<std::string, std::string>;
Settings settings();

/// Of those that are in both.
std::vector<evidence::SettingChange> changed(const Settings& before, const Settings& after);

/// Whether a file is no setting: the kernel changes it by itself. Pure.
bool is_volatile(std::string_view path);

}  // namespace conformance::runner::host
