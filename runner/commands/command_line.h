// SPDX-License-Identifier: Apache-2.0
// Reads the words of the command line as the commands describe them. The only place that knows CLI11.
#pragma once

#include "runner/commands/command.h"

#include <functional>
#include <vector>

namespace conformance::runner {

struct Wanted {
  std::function<int()> action;  ///< of the chosen command; empty if there is nothing left to do
  int exit_code = 0;            ///< if there is nothing left to do
};

/// Prints what --help and --version ask for, and tells what is wrong with the words.
Wanted read_command_line(const std::vector<Registration>& commands, int argc, const char* const* argv);

}  // namespace conformance::runner
