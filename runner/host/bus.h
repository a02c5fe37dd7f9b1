// SPDX-License-Identifier: Apache-2.0
// The system bus, for questions that are asked side by side and answered before one deadline. With bus.cpp the only
// place that knows how sdbus-c++ 1 and 2 differ.
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace conformance::runner::host {

/// Whom to ask.
struct Target {
  std::string service;
  std::string path;
  std::string interface;
};

using Properties = std::map<std::string, sdbus::Variant>;

/// The property if it is there and of that type.
template <class T>
std::optional<T> property(const Properties& properties, const std::string& name) {
  const auto found = properties.find(name);
  if (found == properties.end() || !found->second.template containsValueOfType<T>()) return std::nullopt;
  return found->second.template get<T>();
}

inline constexpr const char* no_reply = "org.freedesktop.DBus.Error.NoReply";

class Bus {
 public:
  /// nullptr and a sentence if there is no system bus.
  static std::unique_ptr<Bus> open(std::string& problem);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  int descriptor() const;

  /// Handles what has arrived; does not wait.
  void dispatch();

  /// Waits until nothing is open any more. At the deadline the rest is answered with the error NoReply.
  void finish(std::chrono::milliseconds deadline);

  /// Waits for arrivals until `satisfied()` holds, at most until the deadline. Event-driven.
  void wait(const std::function<bool()>& satisfied, std::chrono::milliseconds deadline);

  /// Asks; `handler(error, results…)` runs in finish() or dispatch(), exactly once. `error` is a D-Bus error name,
  /// empty on success.
  template <class... Results, class Handler, class... Arguments>
  void call(const Target& target, const std::string& method, Handler handler, const Arguments&... arguments) {
    const auto fill = [&](sdbus::MethodCall& message) { (void)(message << ... << arguments); };
    send(target, method, fill, [handler](sdbus::Message* reply, std::string error) {
      std::tuple<Results...> results;
      if (reply) error = read(*reply, results);
      std::apply([&](auto&... result) { handler(error, result...); }, results);
    });
  }

  /// All properties of an object; an empty interface means all of its interfaces.
  void get_all(const std::string& service, const std::string& path, const std::string& interface,
               std::function<void(const std::string& error, const Properties&)> handler);

  /// Calls `handler(member, first argument)` for signals whose first argument is a string.
  void on_signal(const std::string& service, const std::string& path, const std::string& interface,
                 const std::string& member, std::function<void(const std::string&, const std::string&)> handler);

 private:
  using Answer = std::function<void(sdbus::Message* reply, std::string error)>;
  struct Question;

  explicit Bus(std::unique_ptr<sdbus::IConnection> connection);
  void send(const Target& target, const std::string& method, const std::function<void(sdbus::MethodCall&)>& fill,
            Answer answer);
  bool process_one();
  bool wait_readable(std::chrono::steady_clock::time_point until);

  template <class... Results>
  static std::string read(sdbus::Message& reply, std::tuple<Results...>& results) {
    try {
      std::apply([&](auto&... result) { (void)(reply >> ... >> result); }, results);
      return {};
    } catch (const sdbus::Error&) {
      results = {};
      return "org.freedesktop.DBus.Error.InvalidSignature";
    }
  }

  std::unique_ptr<sdbus::IConnection> connection_;
  std::list<Question> questions_;
  std::vector<sdbus::Slot> matches_;
  bool lost_ = false;
};

/// The name behind the last element of an object path of systemd or machined (sd_bus_path_decode(3)).
std::string name_of_path(std::string_view path);
/// The object path of a name below a prefix (sd_bus_path_encode(3)).
std::string path_of_name(std::string_view prefix, std::string_view name);

}  // namespace conformance::runner::host
