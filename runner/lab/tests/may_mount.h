// SPDX-License-Identifier: Apache-2.0
// For tests of file systems of a bounded size: to mount one takes more than root in most containers.
#pragma once

#include "runner/lab/recipe.h"
#include "runner/lab/room.h"

namespace conformance::lab {

/// make_room(); false where nobody may.
inline bool made_room(const std::filesystem::path& directory, std::uint64_t bytes) try {
  make_room(directory, bytes);
  return true;
} catch (const Trouble&) {
  return false;
}

}  // namespace conformance::lab
