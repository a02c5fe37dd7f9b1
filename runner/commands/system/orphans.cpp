// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/orphans.h"

#include "reports/text.h"
#include "runner/commands/io.h"
#include "runner/machine/clean.h"

#include <fmt/format.h>

namespace conformance::runner {

void remove_orphans(machine::Loop& loop) {
  for (const auto& cleaned : machine::clean_orphans(loop, false)) {
    tell(fmt::format("removed what a killed run left: {} {}", reports::printable(cleaned.profile), cleaned.work));
    for (const auto& left : cleaned.left_behind) tell("could not be removed: " + reports::printable(left));
  }
}

}  // namespace conformance::runner
