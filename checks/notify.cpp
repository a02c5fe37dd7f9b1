// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration 6: the notification socket for the container's init.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/life_facts.h"
#include "checks/request_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::GuestEvent;
using evidence::Request;

constexpr std::string_view socket_passed = "$NOTIFY_SOCKET is set";
constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max();

/// check(evidence, address) where the manager hands out a socket.
template <auto check>
Finding for_socket(const Evidence& evidence) {
  const auto address = guest_variable(evidence, "NOTIFY_SOCKET");
  if (address && !address->empty()) return check(evidence, *address);
  if (const auto reason = claimed_missing(evidence, "notify")) return not_applicable(*reason);
  return not_applicable("not offered: $NOTIFY_SOCKET is not set");
}

/// Addresses of AF_VSOCK are legal, but the probe of a container does not try them; a full queue is emptied later.
bool is_not_tried(std::string_view result) { return is_one_of(result, {"EAFNOSUPPORT", "EAGAIN"}); }

Finding judge_passed(const Evidence& evidence, const std::string& address) {
  const auto& events = evidence.run.events;
  const auto sent = std::ranges::find(events, "notify-sent", &GuestEvent::kind);
  const std::string saw = "NOTIFY_SOCKET=" + address;
  if (sent == events.end()) throw evidence::Absent("the probe did not say whether it could send to " + address);
  if (sent->detail == "ok") return pass(saw + ", and a message was accepted");
  if (is_not_tried(sent->detail)) return unknown(saw + ": " + sent->detail);
  return fail(saw + ", but a message cannot be sent there: " + sent->detail);
}

/// The manager's own READY=1 is the proof that it took that of its guest, even where it read nothing after it.
bool passed_on(const Evidence& evidence, const Request& ready) {
  return !notifications_with(evidence, "READY=1", ready.at_us, ever).empty();
}

/// A socket without SO_PASSRIGHTS (Linux 6.16; nspawn 262) refuses the descriptor of BARRIER=1.
constexpr std::string_view not_known = "not-known";
const std::string no_barrier =
    "the socket takes no descriptors, and so no BARRIER=1 that would tell whether it was taken";

/// Said before the guest's init said it, but not before another process did.
bool believed_another(const Evidence& evidence, const Request& ready) {
  const Request* child = find_request(evidence, "notify-child");
  return child != nullptr && !notifications_with(evidence, "READY=1", child->at_us, ready.at_us).empty();
}

/// READY=1 is held back until the guest is asked for it, so whatever comes earlier is not the guest's.
Finding judge_ready(const Evidence& evidence, const std::string&) {
  const Request& ready = request(evidence, "notify-ready");
  const bool sent = succeeded(ready) || ready.detail == "not-taken" || ready.detail == not_known;
  if (!sent) return not_applicable("READY=1 could not be sent, see notify.socket-passed: " + ready.detail);
  const Request* child = find_request(evidence, "notify-child");
  const std::int64_t first = child != nullptr ? std::min(child->at_us, ready.at_us) : ready.at_us;
  if (!notifications_with(evidence, "READY=1", 0, first).empty())
    return fail("the manager said READY=1 before its guest did");
  if (passed_on(evidence, ready)) return pass("the manager said READY=1 once its guest had done so");
  if (believed_another(evidence, ready))
    return not_applicable("the manager took the READY=1 of another process, see notify.sender-verified");
  if (ready.detail == not_known) return unknown("READY=1 was sent, but " + no_barrier);
  if (ready.detail == "not-taken") return fail("the manager did not take the message READY=1");
  if (claimed(evidence, "notify")) return fail("the manager took READY=1 and never said so itself");
  return unknown("the manager took READY=1 and sent none itself; it may show readiness elsewhere");
}

Finding judge_fields(const Evidence& evidence, const std::string&) {
  const Request* fields = find_request(evidence, "notify-fields");
  if (fields != nullptr && fields->done_us == 0) return unknown("the guest was not heard of any more after that");
  const Request& sent = request(evidence, "notify-fields");
  const Request& ready = request(evidence, "notify-ready");
  if (succeeded(ready)) return pass("a message after them was taken");
  if ((ready.detail == "not-taken" || ready.detail == not_known) && passed_on(evidence, ready))
    return pass("the message READY=1 after them was passed on");
  if (ready.detail == not_known) return unknown("they were sent, but " + no_barrier);
  if (succeeded(sent) && believed_another(evidence, ready))
    return unknown("they were taken, but no message after the READY=1 of another process: " + ready.detail);
  if (succeeded(sent)) return fail("they were taken, but no message after them: " + ready.detail);
  if (sent.detail.find(" after ") != std::string::npos) return fail("no message was taken any more: " + sent.detail);
  if (sent.detail == ready.detail) return unknown("no message was taken at all: " + ready.detail);
  return fail("they were not taken (" + sent.detail + "), nor a message after them: " + ready.detail);
}

Finding judge_last_words(const Evidence& evidence, const std::string&) {
  const auto& run = evidence.run;
  const GuestEvent* signal = stop_signal(run);
  if (signal == nullptr) throw evidence::Absent("the guest reported no signal that asked it to end");
  const GuestEvent* first = find_event(run, "notify-sent");
  std::size_t accepted = 0;
  for (const GuestEvent& event : std::span(signal, run.events.data() + run.events.size())) {
    if (event.kind != "notify-sent") continue;
    const std::string saw = "a message sent right before the end was refused: " + event.detail;
    if (is_not_tried(event.detail)) return unknown(saw);
    if (event.detail != "ok" && first->detail != "ok")
      return not_applicable("no message was taken from the first on: see notify.socket-passed");
    if (event.detail != "ok") return fail(saw);
    ++accepted;
  }
  if (accepted == 0) throw evidence::Absent("the guest did not say whether its last messages were accepted");
  return pass("accepted after the signal: " + counted(accepted, "message", "messages"));
}

/// What a child of the init sends must not count; whether anything counts is shown by the init's own message.
Finding judge_sender(const Evidence& evidence, const std::string&) {
  const Request& child = request(evidence, "notify-child");
  const Request& ready = request(evidence, "notify-ready");
  if (!succeeded(child) && child.detail != not_known)
    return unknown("what the child sent was not taken: " + child.detail);
  const auto begin = child.at_us;
  const auto end = std::max(child.done_us, ready.at_us);
  if (!notifications_with(evidence, "READY=1", 0, begin).empty())
    return not_applicable("READY=1 had been said before, see notify.ready-consumed");
  if (!notifications_with(evidence, "READY=1", begin, end).empty())
    return fail("the manager passed on the READY=1 of a process that is not PID 1");
  const auto later = notifications_with(evidence, "READY=1", end, ever).size();
  // One of them may be that of the child, passed on late.
  if (later > 1) return unknown("the manager said READY=1 more than once, and both processes had done so before");
  if (later == 1) return pass("the READY=1 of another process was ignored, that of PID 1 was not");
  return not_applicable("the manager passes no READY=1 on, whoever sends it");
}

constexpr Source item_6 = {"CONTAINER_INTERFACE", "Advanced Integration", "6"};

constexpr Clause clauses[] = {
    {
        .id = "notify.socket-passed",
        .says = "The manager may set $NOTIFY_SOCKET for PID 1 to a socket that is reachable from inside the container.",
        .level = optional,
        .subject = container,
        .source = item_6,
        .since = "v231 (nspawn --notify-ready); doc v247",
        .preconditions = socket_passed,
        .observe = "a message sent by PID 1 to the address in $NOTIFY_SOCKET",
        .remedy = "Bind a datagram socket that is visible inside the container and put its path there into "
                  "NOTIFY_SOCKET; a path of the host leads nowhere.",
        .judge = for_socket<judge_passed>,
    },
    {
        .id = "notify.path-run-host",
        .says = "/run/host/notify is the suggested place for the notification socket.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "3"},
        .since = "v247",
        .preconditions = socket_passed,
        .observe = "$NOTIFY_SOCKET of PID 1",
        .remedy = "Put the socket at /run/host/notify.",
        .judge = for_socket<[](const Evidence&, const std::string& address) {
          return pass_if(address == "/run/host/notify", "NOTIFY_SOCKET=" + address);
        }>,
    },
    {
        .id = "notify.ready-consumed",
        .says = "The manager must recognise READY=1 from the container's init and expose readiness (own sd_notify, "
                "API, state).",
        .level = recommended,
        .subject = container,
        .source = item_6,
        .since = "v231",
        .preconditions = "$NOTIFY_SOCKET is set and can be sent to",
        .observe = "READY=1 on the manager's own notification socket, and whether it came before that of the guest",
        .remedy = "Wait for READY=1 on the container's socket before you say READY=1 yourself (nspawn: "
                  "--notify-ready=yes).",
        .scenario = "notify",
        .judge = for_socket<judge_ready>,
    },
    {
        .id = "notify.unknown-fields-tolerated",
        .says =
            "Extension fields (X_SYSTEMD_*, EXIT_STATUS=, STATUS=, ERRNO=) and multi-line messages must not disturb "
            "the manager.",
        .subject = container,
        .source = {"systemd(1)"},
        .since = "v254-v256",
        .preconditions = socket_passed,
        .observe = "messages with all of them, and then whether the manager still takes one",
        .remedy = "Ignore the lines of a message you do not know; a message may hold any number of them.",
        .scenario = "notify",
        .judge = for_socket<judge_fields>,
    },
    {
        .id = "notify.socket-lives-until-exit",
        .says = "The notification socket must stay usable until the last moment: EXIT_STATUS=, X_SYSTEMD_SHUTDOWN= and "
                "X_SYSTEMD_REBOOT_PARAMETER= are sent right before the end.",
        .level = recommended,
        .subject = container,
        .source = {"systemd(1)"},
        .since = "v254/v256",
        .preconditions = socket_passed,
        .observe = "messages the guest sends after it was asked to end, and just before it does",
        .remedy = "Keep the socket open and at its path until the container's init is gone.",
        .scenario = "notify",
        .judge = for_socket<judge_last_words>,
    },
    {
        .id = "notify.sender-verified",
        .says = "Only notification messages from the container's PID 1 should count.",
        .level = optional,
        .origin = derived,
        .subject = container,
        .source = {"systemd-nspawn(1)", "--notify-ready"},
        .since = "v231",
        .preconditions = "$NOTIFY_SOCKET is set, and the manager passes READY=1 on",
        .observe = "READY=1 of a child of PID 1, and whether the manager then says READY=1",
        .remedy = "Set SO_PASSCRED on the socket and drop what does not come from the container's init.",
        .scenario = "notify",
        .judge = for_socket<judge_sender>,
    },
};

}  // namespace

Section notify() { return clauses; }

}  // namespace conformance::checks
