// SPDX-License-Identifier: Apache-2.0
// What the host and the guest see of each other's file systems.
#pragma once

#include "evidence/host.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace conformance::runner::host {

/// Where the host sees the leader's /run/host/unix-export, and whether the probe's socket there can be connected to.
/// Absent when the guest has no such mount.
evidence::Group<evidence::UnixExport> unix_export(pid_t leader, const std::vector<evidence::Mount>& mounts);

/// Mount points of file systems with that source.
std::vector<std::string> mounted_from(const std::vector<evidence::Mount>& mounts, const std::string& source);

}  // namespace conformance::runner::host
