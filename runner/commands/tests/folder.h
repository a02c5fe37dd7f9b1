// SPDX-License-Identifier: Apache-2.0
// Something to put into the folder of a test.
#pragma once

#include "evidence/evidence.h"
#include "runner/tests/folder.h"

#include <cstdint>

namespace conformance::runner {

/// Of a container that reported; nothing was seen in it.
inline evidence::Evidence toy() {
  evidence::Evidence start;
  start.run.manager = "toy";
  start.run.subject = "container";
  start.run.state = "reported";
  return start;
}

/// It violates caps.no-audit-control.
inline evidence::Evidence toy_with_audit() {
  auto start = toy();
  start.guest.capabilities = evidence::Capabilities{.bounding = std::uint64_t{1} << 30};
  return start;
}

}  // namespace conformance::runner
