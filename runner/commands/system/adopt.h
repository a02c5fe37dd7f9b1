// SPDX-License-Identifier: Apache-2.0
// run --adopt: the evidence of a machine that somebody else started and goes on using.
#pragma once

#include "evidence/document.h"
#include "runner/profile/profile.h"

#include <optional>
#include <string>

namespace conformance::runner {

/// By PID or by machined's name. The profile says what the manager claims; without one nothing is known of that.
/// Throws UsageError when that is no machine.
evidence::Document adopt(const std::string& wanted, const std::optional<Profile>& profile);

}  // namespace conformance::runner
