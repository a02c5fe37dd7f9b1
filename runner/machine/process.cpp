// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/process.h"

#include "runner/machine/descriptor.h"

// Boost 1.86 gave what there was the name of version 1, and 1.89 the old names to version 2.
#if __has_include(<boost/process/v1/child.hpp>)
#include <boost/process/v1/child.hpp>
#include <boost/process/v1/extend.hpp>
namespace process = boost::process::v1;
#else
#include <boost/process/child.hpp>
#include <boost/process/extend.hpp>
namespace process = boost::process;
#endif

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace conformance::machine {
namespace {

constexpr std::array search_path{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"};
constexpr int first_passed = 3;
constexpr std::size_t digits = 20;
constexpr auto pidfs_magic = 0x50494446;

// A number written over the placeholder at the end of a variable; safe between fork() and execve().
void write_number(char* at, std::uint64_t number) {
  char reversed[digits];
  std::size_t count = 0;
  do {
    reversed[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) *at++ = reversed[--count];
  *at = '\0';
}

std::uint64_t own_pidfd_inode() {
  const int own = static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0));
  struct stat status {};
  if (own < 0 || ::fstat(own, &status) != 0) return 0;
  ::close(own);
  return status.st_ino;
}

// Numbers 3 and up that the child needs are taken in the parent, so that nothing of Boost.Process lands on them and is
// overwritten in the child.
std::vector<Descriptor> reserve_numbers(std::size_t passed) {
  std::vector<Descriptor> reserved;
  for (std::size_t i = 0; i < passed; ++i) {
    const int number = first_passed + static_cast<int>(i);
    if (::fcntl(number, F_GETFD) >= 0) continue;
    Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (null.get() != number) checked(::dup3(null.get(), number, O_CLOEXEC), "dup3");
    reserved.emplace_back(number);
    if (null.get() == number) static_cast<void>(null.release());
  }
  return reserved;
}

// Above every number the child assigns, so that assigning one cannot overwrite another.
Descriptor lifted(int number) { return Descriptor(checked(::fcntl(number, F_DUPFD_CLOEXEC, 16), "F_DUPFD_CLOEXEC")); }

struct Prepared {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::string path;
  std::array<Descriptor, 3> standard;
  std::vector<Descriptor> passed;
  std::string listen_pid;
  std::string listen_pidfdid;
  bool identity = false;
};

class Initializer : public process::extend::handler {
 public:
  Initializer(const Launch& launch, Prepared& prepared) : launch_(&launch), prepared_(&prepared) {}

  template <class Executor>
  void on_setup(Executor& executor) const {
    executor.exe = prepared_->path.c_str();
    executor.cmd_line = prepared_->arguments.data();
    executor.env = prepared_->environment.data();
  }

  template <class Executor>
  void on_exec_setup(Executor&) const {
    default_signals();
    ::setsid();
    for (int number = 0; number < 3; ++number)
      ::dup2(prepared_->standard[static_cast<std::size_t>(number)].get(), number);
    if (launch_->controlling_terminal) ::ioctl(0, TIOCSCTTY, 0);
    for (std::size_t i = 0; i < prepared_->passed.size(); ++i)
      ::dup2(prepared_->passed[i].get(), first_passed + static_cast<int>(i));
    const auto first_closed = static_cast<unsigned>(first_passed) + static_cast<unsigned>(prepared_->passed.size());
    ::syscall(SYS_close_range, first_closed, ~0U, CLOSE_RANGE_CLOEXEC);
    if (!launch_->listen_process) return;
    write_number(prepared_->listen_pid.data() + sizeof "LISTEN_PID", static_cast<std::uint64_t>(::getpid()));
    if (prepared_->identity)
      write_number(prepared_->listen_pidfdid.data() + sizeof "LISTEN_PIDFDID", own_pidfd_inode());
  }

 private:
  static void default_signals() {
    struct sigaction plain {};
    plain.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &plain, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }

  const Launch* launch_;
  Prepared* prepared_;
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 3);
  for (const auto& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  return result;
}

// Fills in place: the environment points into `prepared`.
void prepare(const Launch& launch, Prepared& prepared) {
  prepared.path = launch.arguments.empty() ? "" : find_command(launch.arguments[0]);
  if (prepared.path.empty()) throw std::system_error(ENOENT, std::generic_category(), "execve");
  prepared.arguments = pointers(launch.arguments);
  prepared.arguments.push_back(nullptr);
  prepared.environment = pointers(launch.environment);
  if (launch.listen_process) {
    prepared.listen_pid = "LISTEN_PID=" + std::string(digits, '0');
    prepared.listen_pidfdid = "LISTEN_PIDFDID=" + std::string(digits, '0');
    prepared.identity = has_pidfd_identity();
    prepared.environment.push_back(prepared.listen_pid.data());
    if (prepared.identity) prepared.environment.push_back(prepared.listen_pidfdid.data());
  }
  prepared.environment.push_back(nullptr);
  const Descriptor null(checked(::open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null"));
  const std::array wanted{launch.input, launch.output, launch.error};
  for (std::size_t i = 0; i < 3; ++i) prepared.standard[i] = lifted(wanted[i] < 0 ? null.get() : wanted[i]);
  for (const int number : launch.passed) prepared.passed.push_back(lifted(number));
}

}  // namespace

std::string find_command(const std::string& command) {
  if (command.find('/') != std::string::npos) return command;
  for (const auto* directory : search_path) {
    auto path = std::string(directory) + "/" + command;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

std::vector<std::string> clean_environment() {
  std::string path = "PATH=";
  for (const auto* directory : search_path) path.append(path.back() == '=' ? "" : ":").append(directory);
  return {path, "HOME=/root", "LANG=C.UTF-8", "TERM=vt220"};
}

bool has_pidfd_identity() {
  const Descriptor own(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  struct statfs where {};
  return own && ::fstatfs(own.get(), &where) == 0 && where.f_type == pidfs_magic;
}

Process::Process(Loop& loop, const Launch& launch) : loop_(loop) {
  Prepared prepared;
  prepare(launch, prepared);
  const auto reserved = reserve_numbers(launch.passed.size());
  Initializer initializer(launch, prepared);
  process::child child(initializer);
  pid_ = child.id();
  child.detach();  // ours to reap, through the loop
  loop_.adopt(pid_, [this](int status) { status_ = status; });
}

Process::~Process() {
  loop_.disown(pid_);
  if (ended() || detached_) return;
  kill();
  // A process that even SIGKILL does not end at once (it sleeps in the kernel) is left to the reaper.
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd end{.fd = handle.get(), .events = POLLIN, .revents = 0};
  ::poll(&end, 1, 1000);
  ::waitpid(pid_, nullptr, WNOHANG);
}

int Process::exit_code() const { return status_ && WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -1; }
int Process::ended_by_signal() const { return status_ && WIFSIGNALED(*status_) ? WTERMSIG(*status_) : 0; }

void Process::send(int signal) const {
  if (!ended()) ::kill(pid_, signal);
}

void Process::kill() const {
  if (ended()) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
}

void Process::detach() { detached_ = true; }

}  // namespace conformance::machine
