// SPDX-License-Identifier: Apache-2.0
// What other commands know of `run`.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace conformance::runner {

/// Whether `run` would take the words on another host, which has systemd: nothing if it would, else the exit code, and
/// all has been said. Throws UsageError.
std::optional<int> why_not_run(const std::vector<std::string>& words);

}  // namespace conformance::runner
