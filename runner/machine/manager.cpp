// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/manager.h"

#include "fixtures/guest/protocol.h"
#include "runner/machine/keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>

namespace conformance::machine {
namespace {

std::uint64_t pidfd_inode(pid_t pid) {
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  struct stat status {};
  return handle && ::fstat(handle.get(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

Manager::Manager(Loop& loop, const Plan& plan, Report& report, Stored* stored)
    : loop_(loop),
      report_(&report),
      foreground_(plan.profile.start.mode == StartMode::foreground),
      stored_(stored),
      notify_(loop, plan.work / "notify", stored),
      invocation_id_(plan.invocation_id()) {
  if (plan.passes_sockets()) {
    sockets_.emplace(plan.work);
  } else if (plan.start.is_for("socket-unit")) {
    passed_by_systemd_ = {{3, "conformance-unix", (plan.work / "activation").native(), 0}};
  } else {
    no_sockets_ = "the profile says that this manager takes no sockets: " + plan.profile.claims.at("listen").reason;
  }
  if (foreground_ && plan.profile.start.console == ConsoleKind::pty) pty_ = Pty::open();
  if (plan.profile.start.console == ConsoleKind::file)
    console_file_.emplace(loop, plan.values().single.at("console_file"),
                          [this](std::string_view bytes) { report_->console().feed(bytes); });
}

void Manager::start(const Command& command, Clock::time_point now) {
  notify_.count_from(now);
  Launch launch{.arguments = command.arguments, .environment = command.environment};
  launch.environment.push_back("NOTIFY_SOCKET=" + notify_.path());
  if (sockets_) {
    launch.passed = sockets_->descriptors();
    launch.listen_process = true;
    if (stored_ != nullptr)
      for (const auto& [name, descriptor] : *stored_) launch.passed.push_back(descriptor.get());
    for (auto& variable : listen_environment()) launch.environment.push_back(std::move(variable));
  }
  if (stored_ != nullptr) launch.environment.push_back(fmt::format("FDSTORE={}", max_stored));
  Descriptor reading;
  Descriptor writing;
  if (pty_) {
    launch.input = launch.output = launch.error = pty_->terminal.get();
    launch.controlling_terminal = true;
    reading.reset(checked(::fcntl(pty_->controller.get(), F_DUPFD_CLOEXEC, 3), "F_DUPFD_CLOEXEC"));
  } else {
    std::array<int, 2> ends{};
    checked(::pipe2(ends.data(), O_CLOEXEC), "pipe");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
    launch.output = launch.error = writing.get();
  }
  process_ = std::make_unique<Process>(loop_, launch);
  if (has_pidfd_identity()) identity_ = pidfd_inode(process_->pid());
  console_ = Watch(loop_, std::move(reading), [this] { return read() != 0; });
}

// Above 0: bytes were read; 0: nothing more can come; below: nothing is there now.
int Manager::read() {
  std::array<char, 64 * 1024> bytes;
  const auto count = ::read(console_.get(), bytes.data(), bytes.size());
  if (count < 0) return errno == EAGAIN || errno == EINTR ? -1 : 0;
  report_->console().feed({bytes.data(), static_cast<std::size_t>(count)});
  return count > 0 ? 1 : 0;
}

bool Manager::request_stop(const std::string& nonce) { return write_console(guest::stop_request(nonce)); }

bool Manager::write_console(const std::string& line) {
  return pty_ && ::write(pty_->controller.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

/// The sockets and what is handed back from the store, as sd_listen_fds(3) describes.
std::vector<std::string> Manager::listen_environment() const {
  std::vector<std::string> names;
  for (const auto& socket : sockets_->described()) names.push_back(socket.name);
  if (stored_ != nullptr)
    for (const auto& [name, descriptor] : *stored_) names.push_back(name);
  return {fmt::format("LISTEN_FDS={}", names.size()), fmt::format("LISTEN_FDNAMES={}", fmt::join(names, ":"))};
}

void Manager::drain() {
  constexpr int bound = 4096;
  loop_.drain();
  // A terminal hands on what was written to it with a delay, but not to who reads it: no event tells of that.
  for (int i = 0; i < bound && console_.get() >= 0 && read() > 0; ++i) {
  }
  notify_.drain();
  if (console_file_) console_file_->read();
}

void Manager::keep() {
  if (!process_) return;
  process_->detach();
  if (console_.open()) keep_reading(console_.get());
}

std::vector<evidence::Variable> Manager::addressed() const {
  std::vector<evidence::Variable> variables{{"NOTIFY_SOCKET", notify_.path()}, {"INVOCATION_ID", invocation_id_}};
  if (!sockets_ || !process_) return variables;
  for (const auto& text : listen_environment()) {
    const auto equals = text.find('=');
    variables.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  variables.push_back({"LISTEN_PID", std::to_string(process_->pid())});
  if (identity_ != 0) variables.push_back({"LISTEN_PIDFDID", std::to_string(identity_)});
  return variables;
}

void Manager::write_to(evidence::Run& run) const {
  run.notifications = notify_.messages();
  run.manager_environment = addressed();
  if (!passed_by_systemd_.empty()) {
    run.asked.sockets = passed_by_systemd_;
    return;
  }
  run.asked.sockets = sockets_ ? evidence::Group<std::vector<evidence::PassedSocket>>(sockets_->described())
                               : evidence::Group<std::vector<evidence::PassedSocket>>::absent(no_sockets_);
}

}  // namespace conformance::machine
