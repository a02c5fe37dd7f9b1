// SPDX-License-Identifier: Apache-2.0
// Cleaning up after runs whose program was killed.
#pragma once

#include "runner/machine/loop.h"

#include <string>
#include <vector>

namespace conformance::machine {

/// What was done about one work directory whose owner is gone.
struct Cleaned {
  std::string work;
  std::string profile;  ///< empty when the run died before it said
  std::string machine;
  std::vector<std::string> left_behind;
};

/// Cleans every orphaned work directory: kill and teardown steps with short deadlines, then everything that carries the
/// run's names. Machines left running with --keep only if `kept`.
std::vector<Cleaned> clean_orphans(Loop& loop, bool kept);

}  // namespace conformance::machine
