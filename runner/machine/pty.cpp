// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/pty.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cstdlib>

namespace conformance::machine {

Pty Pty::open() {
  Pty pty;
  pty.controller.reset(checked(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "open a pseudo terminal"));
  checked(::unlockpt(pty.controller.get()), "unlockpt");
  pty.terminal.reset(checked(::ioctl(pty.controller.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), "TIOCGPTPEER"));
  termios settings{};
  checked(::tcgetattr(pty.terminal.get(), &settings), "tcgetattr");
  ::cfmakeraw(&settings);
  checked(::tcsetattr(pty.terminal.get(), TCSANOW, &settings), "tcsetattr");
  const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  checked(::ioctl(pty.controller.get(), TIOCSWINSZ, &size), "TIOCSWINSZ");
  return pty;
}

}  // namespace conformance::machine
