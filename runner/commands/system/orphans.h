// SPDX-License-Identifier: Apache-2.0
// What killed runs left is removed before a new one begins.
#pragma once

#include "runner/machine/loop.h"

namespace conformance::runner {

/// Says on standard error what was removed, and what could not be.
void remove_orphans(machine::Loop& loop);

}  // namespace conformance::runner
