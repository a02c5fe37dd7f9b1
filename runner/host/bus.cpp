// SPDX-License-Identifier: Apache-2.0
#include "runner/host/bus.h"

#include "runner/host/file.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>

namespace conformance::runner::host {

#if CONFORMANCE_SDBUS_MAJOR >= 2
using ServiceName = sdbus::ServiceName;
using InterfaceName = sdbus::InterfaceName;
using MethodName = sdbus::MethodName;
#else
using ServiceName = std::string;
using InterfaceName = std::string;
using MethodName = std::string;
#endif

using Clock = std::chrono::steady_clock;

/// A call that waits for its answer. The proxy owns the slot: without it the answer is dropped.
struct Bus::Question {
  std::unique_ptr<sdbus::IProxy> proxy;
  Answer answer;
  bool answered = false;

  void settle(sdbus::Message* reply, std::string error) {
    if (std::exchange(answered, true)) return;
    answer(reply, std::move(error));
  }
};

std::unique_ptr<Bus> Bus::open(std::string& problem) {
  try {
    return std::unique_ptr<Bus>(new Bus(sdbus::createSystemBusConnection()));
  } catch (const sdbus::Error&) {
    problem = "no system bus on this host: run on a host booted with systemd, or in the lab";
    return nullptr;
  }
}

Bus::Bus(std::unique_ptr<sdbus::IConnection> connection) : connection_(std::move(connection)) {}

Bus::~Bus() {
  matches_.clear();
  questions_.clear();
}

int Bus::descriptor() const { return lost_ ? -1 : connection_->getEventLoopPollData().fd; }

bool Bus::process_one() {
  if (lost_) return false;
  try {
#if CONFORMANCE_SDBUS_MAJOR >= 2
    return connection_->processPendingEvent();
#else
    return connection_->processPendingRequest();
#endif
  } catch (const sdbus::Error&) {
    lost_ = true;  // the bus went away; what is open is answered by finish()
    return false;
  }
}

void Bus::dispatch() {
  while (process_one()) {
  }
  questions_.remove_if([](const Question& question) { return question.answered; });
}

bool Bus::wait_readable(Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  if (lost_ || left <= 0) return false;
  const auto data = connection_->getEventLoopPollData();
  // The library has timers of its own; it says how long it can wait for them. -1 means for ever.
  const int own = data.getPollTimeout();
  pollfd descriptor{data.fd, data.events, 0};
  const auto timeout = own < 0 ? left : std::min<std::int64_t>(left, own);
  const int ready = ::poll(&descriptor, 1, static_cast<int>(timeout));
  return ready >= 0 || errno == EINTR;
}

void Bus::wait(const std::function<bool()>& satisfied, std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  dispatch();
  while (!satisfied() && wait_readable(until)) dispatch();
}

void Bus::finish(std::chrono::milliseconds deadline) {
  wait([this] { return questions_.empty(); }, deadline);
  // An answer may ask again; those questions come too late as well.
  while (!questions_.empty()) {
    std::list<Question> open;
    open.splice(open.end(), questions_);
    for (Question& question : open) question.settle(nullptr, no_reply);
  }
}

void Bus::send(const Target& target, const std::string& method, const std::function<void(sdbus::MethodCall&)>& fill,
               Answer answer) {
  questions_.push_back({nullptr, std::move(answer)});
  Question* question = &questions_.back();
  if (lost_) return question->settle(nullptr, "org.freedesktop.DBus.Error.Disconnected");
  const auto handler = [question](auto&& reply, auto&& error) {
    if (error)
      question->settle(nullptr, error->getName());
    else
      question->settle(&reply, {});
  };
  try {
    question->proxy = sdbus::createProxy(*connection_, ServiceName(target.service), sdbus::ObjectPath(target.path));
    auto message = question->proxy->createMethodCall(InterfaceName(target.interface), MethodName(method));
    fill(message);
#if CONFORMANCE_SDBUS_MAJOR >= 2
    question->proxy->callMethodAsync(message, handler);
#else
    question->proxy->callMethod(message, handler);
#endif
  } catch (const sdbus::Error& error) {
    question->settle(nullptr, error.getName());
  }
}

void Bus::get_all(const std::string& service, const std::string& path, const std::string& interface,
                  std::function<void(const std::string& error, const Properties&)> handler) {
  call<Properties>({service, path, "org.freedesktop.DBus.Properties"}, "GetAll", std::move(handler), interface);
}

void Bus::on_signal(const std::string& service, const std::string& path, const std::string& interface,
                    const std::string& member, std::function<void(const std::string&, const std::string&)> handler) {
  const std::string match =
      fmt::format("type='signal',sender='{}',path='{}',interface='{}',member='{}'", service, path, interface, member);
  const auto read_first = [member, handler](auto&& message) {
    std::tuple<std::string> first;
    if (read(message, first).empty()) handler(member, std::get<0>(first));
  };
  try {
#if CONFORMANCE_SDBUS_MAJOR >= 2
    matches_.push_back(connection_->addMatch(match, read_first, sdbus::return_slot));
#else
    matches_.push_back(connection_->addMatch(match, read_first));
#endif
  } catch (const sdbus::Error&) {
    lost_ = true;
  }
}

std::string name_of_path(std::string_view path) {
  std::string_view label = path.substr(path.rfind('/') + 1);
  if (label == "_") return "";
  std::string name;
  for (; !label.empty(); label.remove_prefix(1)) {
    unsigned char byte = 0;
    const bool escape = label.front() == '_' && label.size() >= 3 &&
                        std::from_chars(label.data() + 1, label.data() + 3, byte, 16).ptr == label.data() + 3;
    name += escape ? static_cast<char>(byte) : label.front();
    if (escape) label.remove_prefix(2);
  }
  return valid_utf8(name);
}

std::string path_of_name(std::string_view prefix, std::string_view name) {
  std::string path(prefix);
  path += '/';
  if (name.empty()) path += '_';
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (digit && i > 0))
      path += c;
    else
      path += fmt::format("_{:02x}", static_cast<unsigned char>(c));
  }
  return path;
}

}  // namespace conformance::runner::host
