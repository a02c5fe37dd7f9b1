// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/keeper.h"

#include "runner/machine/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace conformance::machine {

void keep_reading(int source) {
  std::array<int, 2> ends;
  checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  const Descriptor let_go(ends[0]);
  Descriptor held(ends[1]);
  if (checked(::fork(), "fork") != 0) {
    // Until the child has closed what it inherited it holds the lock of the work directory too, and nobody could clean.
    held.reset();
    char nothing = 0;
    while (::read(let_go.get(), &nothing, 1) < 0 && errno == EINTR) {
    }
    return;
  }
  ::setsid();
  ::prctl(PR_SET_NAME, "conformance-keep", 0, 0, 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(source, 3);
  for (int number = 0; number < 3; ++number) ::dup2(null, number);
  ::syscall(SYS_close_range, 4U, ~0U, 0);
  std::array<char, 4096> forgotten;
  for (;;) {
    pollfd event{.fd = 3, .events = POLLIN, .revents = 0};
    if (::poll(&event, 1, -1) < 0) continue;
    if (::read(3, forgotten.data(), forgotten.size()) <= 0) ::_exit(0);
  }
}

}  // namespace conformance::machine
