// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/program.h"

#include <csignal>

int main(int argc, char** argv) {
  // A reader that goes away is an error of write() with a message, not a silent death. A handler, not SIG_IGN, which
  // the managers we start would inherit.
  std::signal(SIGPIPE, [](int) {});
  return conformance::runner::program(argc, argv);
}
