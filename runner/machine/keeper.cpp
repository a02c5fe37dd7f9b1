// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/keeper.h"

#include "runner/machine/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>

namespace conformance::machine {

void keep_reading(int source) {
  if (checked(::fork(), "fork") != 0) return;
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
