// SPDX-License-Identifier: Apache-2.0
// The host itself.
#pragma once

#include "evidence/guest.h"
#include "evidence/host.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// systemd_version is left for whoever has a bus.
evidence::Identity identity(const std::vector<evidence::Mount>& mounts);

/// The zone /etc/localtime links to, "Europe/Berlin"; empty if it is no such link.
std::string time_zone();
/// The zone in the target of such a link. Pure.
std::string zone_in(std::string_view target);

/// The mount table of the program.
std::vector<evidence::Mount> mount_table();

/// What `now` has and `before` had not. Mounts are told apart by what is mounted where, not by their numbers. Pure.
std::vector<evidence::Mount> new_mounts(const std::vector<evidence::Mount>& before,
                                        const std::vector<evidence::Mount>& now);

}  // namespace conformance::runner::host
