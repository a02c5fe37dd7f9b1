// SPDX-License-Identifier: Apache-2.0
// What went wrong with a machine, for whoever has to mend it: the step, its command, how it ended, the last that was
// said, and how to see it again.
#pragma once

#include "evidence/run.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

/// Words as a shell takes them.

/// Lines for people, each of them harmless; empty: nothing went wrong. `again`: the command that starts it once more.
std::string trouble_of(const evidence::Run& run, std::string_view again);

}  // namespace conformance::runner
