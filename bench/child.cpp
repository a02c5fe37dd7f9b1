// SPDX-License-Identifier: Apache-2.0
#include "bench/child.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
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

/// Of all children that have ended, in milliseconds.
double children_cpu() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
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
  ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC);
  ptrace(PTRACE_CONT, pid, nullptr, nullptr);
  while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
    const int event = status >> 16;
    if (event == PTRACE_EVENT_EXIT) timing.peak_kib = peak_memory(pid);
    ptrace(PTRACE_CONT, pid, nullptr, event != 0 ? 0 : WSTOPSIG(status));
  }
  if (WIFEXITED(status)) timing.exit_code = WEXITSTATUS(status);
}

// Reads the terminal until nobody holds the other side any more. Whoever comes again says the words again.
void drain(int terminal, std::string_view words, const std::function<void()>& seen) {
  std::array<char, 65536> buffer;
  std::string text;
  for (;;) {
    if (!await_readable(terminal)) throw std::runtime_error("the manager says nothing");
    const auto count = read(terminal, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words)) {
      text.erase(0, at + words.size());
      seen();
    }
    text.erase(0, text.size() - std::min(text.size(), words.size()));
  }
  close(terminal);
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

int wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

bool await_readable(int descriptor) {
  constexpr int patience_ms = 20'000;
  pollfd wanted{descriptor, POLLIN, 0};
  int ready = 0;
  while ((ready = poll(&wanted, 1, patience_ms)) < 0 && errno == EINTR) {
  }
  return ready > 0;
}

Timing run(const std::vector<std::string>& argv, bool trace) {
  Timing timing;
  const double before = children_cpu();
  const auto start = std::chrono::steady_clock::now();
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) become(argv, true, trace);
  if (trace)
    trace_to_exit(pid, timing);
  else
    timing.exit_code = wait_for(pid);
  timing.milliseconds = milliseconds_since(start);
  timing.cpu = children_cpu() - before;
  return timing;
}

Timing run_on_terminal(const std::vector<std::string>& argv, std::string_view words,
                       const std::function<void(pid_t)>& seen) {
  Timing timing;
  const auto start = std::chrono::steady_clock::now();
  int controller = -1;
  const winsize size{24, 80, 0, 0};
  const pid_t pid = forkpty(&controller, nullptr, nullptr, &size);
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) become(argv, false, false);
  try {
    drain(controller, words, [&] { seen(pid); });
  } catch (...) {  // nothing of it stays behind
    kill(pid, SIGKILL);
    wait_for(pid);
    throw;
  }
  timing.exit_code = wait_for(pid);
  timing.milliseconds = milliseconds_since(start);
  return timing;
}

}  // namespace conformance::bench
