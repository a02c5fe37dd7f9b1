// SPDX-License-Identifier: Apache-2.0
// The program as the service manager of the manager it starts: what systemd would hand to it (CONTAINER_INTERFACE,
// "Execution Environment Variables"; sd_listen_fds(3), sd_notify(3)).
#pragma once

#include "evidence/run.h"
#include "runner/machine/watch.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace conformance::machine {

/// The file descriptor store above the manager (sd_pid_notify_with_fds(3)): by name, at most max_stored.
using Stored = std::map<std::string, Descriptor>;
inline constexpr std::size_t max_stored = 16;

/// The socket behind NOTIFY_SOCKET. Drained as messages come; descriptors sent along go to the store if there is one
/// and FDSTORE=1 is asked for, and are closed at once otherwise, which is also the answer to BARRIER=1. Keeps the first
/// 256 messages; one that came with descriptors ends in their number.
class NotifySocket {
 public:
  NotifySocket(Loop& loop, const std::filesystem::path& path, Stored* stored = nullptr);

  const std::string& path() const { return path_; }
  /// The times of messages are counted from `start`, as those of whatever they are compared with.
  void count_from(Clock::time_point start) { start_ = start; }
  const std::vector<evidence::Notification>& messages() const { return messages_; }
  void drain();

 private:
  void store(const std::string& message, std::vector<Descriptor> received);

  std::string path_;
  Stored* stored_;
  Clock::time_point start_ = Clock::now();
  std::vector<evidence::Notification> messages_;
  Watch watch_;
};

/// A connection to a stream socket. Throws std::system_error.
Descriptor connect_to(const std::filesystem::path& path);

/// The two listening sockets passed to the manager: a stream socket in the file system and a TCP one on 127.0.0.1.
class PassedSockets {
 public:
  explicit PassedSockets(const std::filesystem::path& directory);

  std::vector<int> descriptors() const { return {unix_.get(), tcp_.get()}; }
  const std::vector<evidence::PassedSocket>& described() const { return described_; }

 private:
  Descriptor unix_;
  Descriptor tcp_;
  std::vector<evidence::PassedSocket> described_;
};

}  // namespace conformance::machine
