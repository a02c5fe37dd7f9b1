// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/program.h"

#include <fcntl.h>

#include <csignal>
#include <initializer_list>

namespace {

// What is opened next would otherwise get the number of a standard stream, and be written to. Not for writing: who
// closed standard output is told that nothing could be printed.
void fill_standard_streams() {
  for (const int number : {0, 1, 2})
    if (::fcntl(number, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDONLY));
}

}  // namespace

int main(int argc, char** argv) {
  fill_standard_streams();
  // A reader that goes away is an error of write() with a message, not a silent death. A handler, not SIG_IGN, which
  // the managers we start would inherit.
  std::signal(SIGPIPE, [](int) {});
  std::signal(SIGXFSZ, [](int) {});  // the same for a file that may not grow any more
  return conformance::runner::program(argc, argv);
}
