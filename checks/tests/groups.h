// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/evidence.h"

#include <functional>
#include <string_view>

namespace conformance::checks::testing {

/// Takes away one group of facts after the other, guest's, host's and how it began and ended, and calls `look` with the
/// name of the missing one.
void without_each_group(evidence::Evidence& evidence, const std::function<void(std::string_view)>& look);

}  // namespace conformance::checks::testing
