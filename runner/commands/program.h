// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace conformance::runner {

/// The whole program: reads the command line, does what it says, returns the exit code. Never throws.
int program(int argc, const char* const* argv);

}  // namespace conformance::runner
