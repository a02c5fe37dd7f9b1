// SPDX-License-Identifier: Apache-2.0
#include "runner/host/banner.h"

#include "runner/host/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/vm_sockets.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace conformance::runner::host {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest = 256;

std::string error_name(int error) {
  const char* name = ::strerrorname_np(error);
  return name != nullptr ? name : fmt::format("error {}", error);
}

bool wait_for(int socket, short what, Clock::time_point latest) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(latest - Clock::now()).count();
  pollfd one{.fd = socket, .events = what, .revents = 0};
  return left > 0 && ::poll(&one, 1, static_cast<int>(left)) > 0;
}

/// 0, or the errno of connecting.
int connect_to(int socket, const sockaddr* address, socklen_t size, Clock::time_point latest) {
  if (::connect(socket, address, size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!wait_for(socket, POLLOUT, latest)) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

/// Until the end of the first line, the end of the connection, or too much.
evidence::Call first_line(int socket, Clock::time_point latest) {
  std::string text;
  while (text.size() < longest && text.find('\n') == std::string::npos) {
    if (!wait_for(socket, POLLIN, latest)) return {"ETIMEDOUT", valid_utf8(text)};
    char bytes[longest];
    const auto got = ::recv(socket, bytes, longest - text.size(), 0);
    if (got < 0) return {error_name(errno), valid_utf8(text)};
    if (got == 0) break;
    text.append(bytes, static_cast<std::size_t>(got));
  }
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return {text.empty() ? "nothing was said" : "", valid_utf8(text)};
}

template <class Address>
evidence::Call banner(const Address& address, int family, std::chrono::milliseconds patience) {
  const auto latest = Clock::now() + patience;
  const Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return {error_name(errno), ""};
  const int error = connect_to(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address, latest);
  return error != 0 ? evidence::Call{error_name(error), ""} : first_line(socket.get(), latest);
}

}  // namespace

evidence::Call unix_banner(const std::string& directory, const std::string& name, std::chrono::milliseconds patience) {
  // The path to it may be longer than an address of a socket can be.
  const Descriptor parent(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!parent) return {error_name(errno), ""};
  struct stat status {};
  if (::fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return {error_name(errno), ""};
  if (!S_ISSOCK(status.st_mode)) return {"ENOTSOCK", ""};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = fmt::format("/proc/self/fd/{}/{}", parent.get(), name);
  if (path.size() >= sizeof address.sun_path) return {"ENAMETOOLONG", ""};
  path.copy(address.sun_path, path.size());
  return banner(address, AF_UNIX, patience);
}

evidence::Call vsock_banner(std::uint64_t cid, unsigned port, std::chrono::milliseconds patience) {
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = static_cast<unsigned>(cid);
  address.svm_port = port;
  return banner(address, AF_VSOCK, patience);
}

}  // namespace conformance::runner::host
