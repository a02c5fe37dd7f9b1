// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/service_manager.h"

#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace conformance::machine {
namespace {

constexpr std::size_t max_messages = 256;
constexpr std::size_t max_message = 4096;
constexpr int messages_at_a_time = 64;

sockaddr_un unix_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path)
    throw std::runtime_error(fmt::format("the path of the work directory is too long for a socket: {}", path.native()));
  std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
  return address;
}

Descriptor unix_socket(const std::filesystem::path& path, int type) {
  Descriptor socket(checked(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket"));
  const auto address = unix_address(path);
  checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  return socket;
}

std::uint64_t inode_of(const Descriptor& descriptor) {
  struct stat status {};
  checked(::fstat(descriptor.get(), &status), "fstat");
  return status.st_ino;
}

// Every descriptor a message carried.
std::vector<Descriptor> received_in(msghdr& header) {
  std::vector<Descriptor> received;
  for (auto* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const auto count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(control) + i * sizeof(int), sizeof number);
      received.emplace_back(number);
    }
  }
  return received;
}

// The value of a field of a message; empty when it is not there.
std::string field_of(std::string_view message, std::string_view name) {
  while (!message.empty()) {
    const auto line = message.substr(0, message.find('\n'));
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == '=')
      return std::string(line.substr(name.size() + 1));
    message.remove_prefix(std::min(message.size(), line.size() + 1));
  }
  return {};
}

std::string number_of(const std::vector<Descriptor>& received) {
  if (received.empty()) return {};
  return fmt::format(" ({} descriptor{})", received.size(), received.size() == 1 ? "" : "s");
}

}  // namespace

NotifySocket::NotifySocket(Loop& loop, const std::filesystem::path& path, Stored* stored)
    : path_(path.native()), stored_(stored) {
  ::unlink(path_.c_str());  // of an earlier start at the same place
  auto socket = unix_socket(path, SOCK_DGRAM);
  const int on = 1;
  checked(::setsockopt(socket.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on), "SO_PASSCRED");
  checked(::chmod(path_.c_str(), 0600), "chmod");
  watch_ = Watch(loop, std::move(socket), [this] {
    drain();
    return true;
  });
}

void NotifySocket::drain() {
  for (int i = 0; i < messages_at_a_time; ++i) {
    std::array<char, max_message> bytes;
    // Room for the credentials and the 253 descriptors a message can carry.
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * 253)> control;
    iovec part{.iov_base = bytes.data(), .iov_len = bytes.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto count = ::recvmsg(watch_.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count < 0) return;
    const std::string message(bytes.data(), static_cast<std::size_t>(count));
    auto received = received_in(header);
    if (messages_.size() < max_messages)
      messages_.push_back({microseconds_since(start_), one_line(message) + number_of(received)});
    store(message, std::move(received));
  }
}

void NotifySocket::store(const std::string& message, std::vector<Descriptor> received) {
  if (stored_ == nullptr) return;
  auto name = field_of(message, "FDNAME");
  if (name.empty()) name = "stored";  // as systemd calls what has no name
  if (field_of(message, "FDSTOREREMOVE") == "1") stored_->erase(name);
  if (field_of(message, "FDSTORE") != "1" || name.find(':') != std::string::npos) return;
  for (auto& descriptor : received)
    if (stored_->size() < max_stored) stored_->insert_or_assign(name, std::move(descriptor));
}

Descriptor connect_to(const std::filesystem::path& path) {
  Descriptor socket(checked(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  const auto address = unix_address(path);
  checked(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
  return socket;
}

PassedSockets::PassedSockets(const std::filesystem::path& directory) {
  const auto path = directory / "listen";
  ::unlink(path.c_str());  // of an earlier start at the same place
  unix_ = unix_socket(path, SOCK_STREAM);
  checked(::listen(unix_.get(), 16), "listen");

  tcp_.reset(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  checked(::bind(tcp_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  checked(::listen(tcp_.get(), 16), "listen");
  socklen_t length = sizeof address;
  checked(::getsockname(tcp_.get(), reinterpret_cast<sockaddr*>(&address), &length), "getsockname");

  described_ = {{3, "conformance-unix", path.native(), inode_of(unix_)},
                {4, "conformance-tcp", fmt::format("127.0.0.1:{}", ntohs(address.sin_port)), inode_of(tcp_)}};
}

}  // namespace conformance::machine
