// SPDX-License-Identifier: Apache-2.0
#include "bench/child.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>

namespace conformance::bench {

namespace {

[[noreturn]] void become(const std::vector<std::string>& argv, bool quiet, bool trace) {
  if (quiet) {
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int descriptor : {0, 1, 2}) dup2(null, descriptor);
  }
  if (trace) ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  std::vector<char*> arguments;
  for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::int64_t peak_memory(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::int64_t kib = 0;
    status >> kib;
    return kib;
  }
  return 0;
}

// Lets a traced child run until the stop at its exit, where its memory can still be read.
void trace_to_exit(pid_t pid, Timing& timing) {
  int status = 0;
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACEEXIT);
  ptrace(PTRACE_CONT, pid, nullptr, nullptr);
  while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
    const bool exiting = (status >> 8) == (SIGTRAP | (PTRACE_EVENT_EXIT << 8));
    if (exiting) timing.peak_kib = peak_memory(pid);
    ptrace(PTRACE_CONT, pid, nullptr, exiting ? 0 : WSTOPSIG(status));
  }
  if (WIFEXITED(status)) timing.exit_code = WEXITSTATUS(status);
}

// Reads the terminal until nobody holds the other side any more.
void drain(int terminal) {
  std::array<char, 65536> buffer;
  for (;;) {
    const auto count = read(terminal, buffer.data(), buffer.size());
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    break;
  }
  close(terminal);
}

}  // namespace

Timing run(const std::vector<std::string>& argv, Terminal terminal, bool trace) {
  Timing timing;
  const auto start = std::chrono::steady_clock::now();
  int master = -1;
  const winsize size{24, 80, 0, 0};
  const pid_t pid = terminal == Terminal::pty ? forkpty(&master, nullptr, nullptr, &size) : fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) become(argv, terminal == Terminal::none, trace);
  if (master >= 0) drain(master);
  if (trace) {
    trace_to_exit(pid, timing);
  } else {
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) timing.exit_code = WEXITSTATUS(status);
  }
  timing.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return timing;
}

}  // namespace conformance::bench
