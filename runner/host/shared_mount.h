// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace conformance::runner::host {

/// Where the host has the directory mounted that is mounted at `point` in the namespace of a process; empty: nowhere.
std::string shared_mount(pid_t pid, const std::string& point);

}  // namespace conformance::runner::host
