// SPDX-License-Identifier: Apache-2.0
// What the program asks of the guest while it is up.
#include "runner/machine/scenario.h"

#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 5s;  ///< the guest itself waits two seconds for a manager that takes no message

}  // namespace

/// The guest hears of it without the manager: by a signal from the host, or over the console of a VM.
void Scenario::send(guest::Request request) {
  if (plan().boots_payload()) return;
  if (plan().profile.subject == "vm") {
    manager_->write_console(guest::request_line(plan().nonce, request));
    return;
  }
  siginfo_t info{};
  info.si_signo = guest::request_signal;
  info.si_code = SI_QUEUE;
  info.si_pid = ::getpid();
  info.si_value.sival_int = static_cast<int>(request);
  ::syscall(SYS_pidfd_send_signal, leader_end_.get(), guest::request_signal, &info, 0);
}

std::size_t Scenario::requests_answered() const {
  const auto& events = report_->events();
  return static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [](const auto& event) { return event.kind == "request"; }));
}

void Scenario::request(guest::Request request) {
  if (!leader_ || leader_gone_ || plan().boots_payload()) return;
  const std::size_t before = requests_answered();
  auto& told = evidence_.run.requests.emplace_back();
  told.action = name(request);
  told.at_us = now_us();
  send(request);
  const auto answered = [&] { return requests_answered() > before; };
  if (!loop_.until([&] { return answered() || leader_gone_; }, in(patience)) || !answered()) return;
  const auto& events = report_->events();
  const auto last =
      std::find_if(events.rbegin(), events.rend(), [](const auto& each) { return each.kind == "request"; });
  if (last->number != static_cast<int>(request)) return;
  told.detail = last->detail;
  loop_.drain();  // messages that the manager passed on before it took the next one
  told.done_us = now_us();
}

/// What has to be there when the host is looked at, or comes before a detached start returns.
void Scenario::ask_before_the_look() {
  site_.enter("requests", "asking the guest");
  using enum guest::Request;
  if (is_for("notify"))
    for (const auto each : {notify_fields, notify_child, notify_ready}) request(each);
  if (is_for("boot") && plan().profile.subject == "container")
    for (const auto each : {mount, export_socket}) request(each);
}

void Scenario::ask_after_the_look() {
  using enum guest::Request;
  if (is_for("fdstore"))
    for (const auto each : {fdstore, fdstore_remove}) request(each);
  if (evidence_.run.activation) await_answer();
  if (is_for("boot") && plan().profile.subject == "container") request(console);
}

void Scenario::await_answer() {
  request(guest::Request::answer);
  auto& told = evidence_.run.activation.edit();
  if (!connection_) return;
  std::array<char, 256> bytes{};
  const auto got = ::recv(connection_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got > 0) told.answer = one_line({bytes.data(), static_cast<std::size_t>(got)});
  if (got <= 0) told.error = got == 0 ? "the connection was closed" : "nothing was written into the connection";
  connection_.reset();
}

}  // namespace conformance::machine
