// SPDX-License-Identifier: Apache-2.0
// Somebody who goes on reading the console of a machine that was left running, so that it neither hangs up nor blocks.
#pragma once

namespace conformance::machine {

/// Forks a process that reads and forgets what comes from `source` until nobody holds the other end any more.
void keep_reading(int source);

}  // namespace conformance::machine
