// SPDX-License-Identifier: Apache-2.0
// The program as the service manager of the manager it starts: what systemd would hand to it (CONTAINER_INTERFACE,
// "Execution Environment Variables"; sd_listen_fds(3), sd_notify(3)).
#pragma once

#include "evidence/run.h"
#include "runner/machine/watch.h"

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::machine {

/// The socket behind NOTIFY_SOCKET. Drained as messages come; descriptors sent along are closed at once, which is also
/// the answer to BARRIER=1. Keeps the first 256 messages.
class NotifySocket {
 public:
  NotifySocket(Loop& loop, const std::filesystem::path& path);

  const std::string& path() const { return path_; }
  /// From here on the times of messages count.
  void begin() { begun_ = Clock::now(); }
  const std::vector<evidence::Notification>& messages() const { return messages_; }
  void drain();

 private:
  std::string path_;
  Clock::time_point begun_ = Clock::now();
  std::vector<evidence::Notification> messages_;
  Watch watch_;
};

/// The two listening sockets passed to the manager: a stream socket in the file system and a TCP one on 127.0.0.1.
class PassedSockets {
 public:
  explicit PassedSockets(const std::filesystem::path& directory);

  std::vector<int> descriptors() const { return {unix_.get(), tcp_.get()}; }
  const std::vector<evidence::PassedSocket>& described() const { return described_; }
  /// LISTEN_FDS and LISTEN_FDNAMES; LISTEN_PID and LISTEN_PIDFDID only the child itself can know.
  std::vector<std::string> environment() const;

 private:
  Descriptor unix_;
  Descriptor tcp_;
  std::vector<evidence::PassedSocket> described_;
};

}  // namespace conformance::machine
