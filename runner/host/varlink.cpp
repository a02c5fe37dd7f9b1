// SPDX-License-Identifier: Apache-2.0
#include "runner/host/varlink.h"

#include "runner/host/file.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <optional>

namespace conformance::runner::host {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_answer = 64 * 1024;

VarlinkReply failed(int error) { return {.error = ::strerrorname_np(error)}; }

/// Whether the socket is ready before the deadline.
bool await(const Descriptor& socket, short events, Clock::time_point deadline) {
  pollfd entry{socket.get(), events, 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left > 0 && ::poll(&entry, 1, static_cast<int>(left)) == 1;
}

/// 0 or an errno. A UNIX socket connects at once, or not at all (EAGAIN: too many wait already).
int connect_to(const Descriptor& socket, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::memcpy(address.sun_path, path.data(), path.size());
  return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

int send_all(const Descriptor& socket, std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return errno;
    if (!bytes.empty() && !await(socket, POLLOUT, deadline)) return ETIMEDOUT;
  }
  return 0;
}

/// The bytes up to the first NUL; an errno when they do not come.
int receive(const Descriptor& socket, std::string& answer, Clock::time_point deadline) {
  std::array<char, 4096> part{};
  while (await(socket, POLLIN, deadline)) {
    const ssize_t size = ::recv(socket.get(), part.data(), part.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size < 0) return errno;
    if (size == 0) return EPROTO;
    const auto* const end = static_cast<const char*>(std::memchr(part.data(), 0, static_cast<std::size_t>(size)));
    answer.append(part.data(), end ? static_cast<std::size_t>(end - part.data()) : static_cast<std::size_t>(size));
    if (answer.size() > longest_answer) return EMSGSIZE;
    if (end) return 0;
  }
  return ETIMEDOUT;
}

VarlinkReply reply_in(const std::string& answer) {
  const Json reply = Json::parse(answer, nullptr, false);
  if (!reply.is_object()) return failed(EPROTO);
  if (const auto error = reply.find("error"); error != reply.end())
    return error->is_string() && !error->get<std::string>().empty() ? VarlinkReply{.error = error->get<std::string>()}
                                                                    : failed(EPROTO);
  const auto parameters = reply.find("parameters");
  if (parameters == reply.end()) return {};
  if (!parameters->is_object()) return failed(EPROTO);
  return {.error = "", .parameters = *parameters};
}

}  // namespace

VarlinkReply varlink_call(const std::string& socket, const std::string& method, const Json& parameters,
                          std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  const Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!connection) return failed(errno);
  if (const int error = connect_to(connection, socket); error != 0) return failed(error);
  std::string question = Json{{"method", method}, {"parameters", parameters}}.dump();
  question += '\0';
  if (const int error = send_all(connection, question, deadline); error != 0) return failed(error);
  std::string answer;
  if (const int error = receive(connection, answer, deadline); error != 0) return failed(error);
  return reply_in(answer);
}

}  // namespace conformance::runner::host
