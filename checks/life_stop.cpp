// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration 3, and what is like it: how a machine is asked to end.
#include "checks/env_facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::GuestEvent;

constexpr Source item_3 = {"CONTAINER_INTERFACE", "Advanced Integration", "3"};

/// A manager may take the console away before the guest ends, and what the guest says then is lost. Only a guest that
/// is gone sooner than it would be by itself was certainly killed.
bool may_have_lost_its_words(const evidence::Run& run, const evidence::End& end) {
  return run.transport != "file" && end.guest_gone_us - end.asked_us >= run.end_takes_us;
}

Finding judge_first_signal(const Evidence& evidence) {
  const auto& run = evidence.run;
  const auto& end = end_by(evidence, "stop");
  if (find_event(run, "stop-request") != nullptr)
    return not_applicable("the init was asked over its console, as the profile has it");
  if (const GuestEvent* signal = stop_signal(run)) {
    const std::string saw = "the first signal to the init was " + signal_name(signal->number);
    return pass_if(is_orderly(signal->number), saw);
  }
  if (!is_heard(run)) return unknown("nothing the guest said after its report arrived");
  if (end.guest_gone_us == 0) return fail("no signal reached the init, and it goes on");
  if (may_have_lost_its_words(run, end)) return unknown("no signal was heard of, but it may be lost with the console");
  return fail("no signal reached the init before it was gone");
}

Finding judge_patience(const Evidence& evidence) {
  const auto& run = evidence.run;
  const auto& end = end_by(evidence, "stop");
  const GuestEvent* signal = stop_signal(run);
  if (signal == nullptr || !is_orderly(signal->number))
    return is_heard(run) ? not_applicable("the init got no signal for an orderly end: see life.sigrtmin3-on-stop")
                         : unknown("nothing the guest said after its report arrived");
  const std::string asked = "the guest took " + seconds(run.end_takes_us) + " to end";
  if (find_event(run, "ending") != nullptr) return pass(asked + ", and was left in peace");
  if (end.guest_gone_us == 0) return unknown("the guest had not ended when the run gave up");
  const auto lasted = end.guest_gone_us - end.asked_us;
  // Its last words may be lost with its console; it can only be gone so late by itself, or have been left the time.
  if (run.end_takes_us > 0 && lasted >= run.end_takes_us)
    return pass(asked + ", and was gone after " + seconds(lasted));
  return fail(asked + ", and was gone after " + seconds(lasted) + " without having come to its end");
}

/// Where no message gets through, the socket is not in use.
bool takes_messages(const evidence::Run& run) {
  const auto sent = [](const GuestEvent& event) { return event.kind == "notify-sent"; };
  const auto fine = [&](const GuestEvent& event) { return sent(event) && event.detail == "ok"; };
  return std::ranges::any_of(run.events, fine) || std::ranges::none_of(run.events, sent);
}

Finding judge_held_back(const Evidence& evidence) {
  const auto& run = evidence.run;
  const auto socket = guest_variable(evidence, "NOTIFY_SOCKET");
  if (!socket || socket->empty()) return not_applicable("$NOTIFY_SOCKET is not set");
  if (!takes_messages(run)) return not_applicable("NOTIFY_SOCKET=" + *socket + " takes no messages from the guest");
  (void)end_by(evidence, "stop");
  if (run.end_takes_us == 0) return blocked("the guest was not told to hold X_SYSTEMD_SIGNALS_LEVEL back");
  const GuestEvent* signal = stop_signal(run);
  if (signal == nullptr) return unknown("no signal reached the init");
  const std::string name = signal_name(signal->number);
  if (!is_orderly(signal->number)) return not_applicable("the machine is stopped by " + name + " instead");
  const GuestEvent* level = find_event(run, "signals-level");
  if (level == nullptr) return fail(name + " came before the guest said X_SYSTEMD_SIGNALS_LEVEL=2");
  const auto later = signal->at_us - level->at_us;
  if (later < 0) return fail(name + " came " + seconds(-later) + " before X_SYSTEMD_SIGNALS_LEVEL=2");
  return pass(name + " came " + seconds(later) + " after X_SYSTEMD_SIGNALS_LEVEL=2");
}

Finding judge_request_stop(const Evidence& evidence, const evidence::Unit& unit) {
  if (!unit.name.ends_with(".scope")) return not_applicable(unit.name + " is no scope");
  if (unit.controller.empty()) return not_applicable("not offered: " + unit.name + " has no controller");
  const auto& run = evidence.run;
  const auto& end = end_by(evidence, "request-stop");
  const std::string of = "asked by systemd to stop " + unit.name + ": ";
  const GuestEvent* signal = stop_signal(run);
  if (signal != nullptr) return pass_if(is_orderly(signal->number), of + signal_name(signal->number) + " to the init");
  if (find_event(run, "ending") != nullptr) return pass(of + "the guest came to its own end");
  if (evidence.run.subject == "vm" || !is_heard(run)) return unknown(of + "nothing was heard of the guest");
  return fail(of + (end.guest_gone_us == 0 ? "the guest goes on" : "no signal reached the init before it was gone"));
}

constexpr Clause clauses[] = {
    {
        .id = "life.sigrtmin3-on-stop",
        .says = "To stop a container cleanly the manager sends SIGRTMIN+3 to its init.",
        .level = recommended,
        .subject = container,
        .source = item_3,
        .since = "2012 wiki",
        .observe = "the signals PID 1 reads while the manager stops the machine in its usual way: the first one that "
                   "means an end is 37, or 38 (SIGRTMIN+4)",
        .remedy = "Send signal 37 (SIGRTMIN+3 of glibc, whatever your own library calls it) to the container's init "
                  "and wait; SIGTERM makes systemd execute itself anew, SIGINT reboots.",
        .scenario = "stop",
        .judge = judge_first_signal,
    },
    {
        .id = "life.clean-shutdown-completes",
        .says = "The manager waits for the guest's shutdown to finish instead of killing it at once.",
        .level = recommended,
        .subject = container,
        .source = item_3,
        .since = "2012 wiki",
        .preconditions = "the manager asks the init for an orderly end",
        .observe = "a guest that takes some seconds between the signal and its end: it gets there",
        .remedy = "After SIGRTMIN+3 wait for the end of the init, and kill it only after a long timeout (systemd's own "
                  "is 90 s).",
        .scenario = "slow-stop",
        .judge = judge_patience,
    },
    {
        .id = "life.signals-only-after-level2",
        .says = "With the notify socket in use the manager should hold back SIGRTMIN+3 and its like until "
                "X_SYSTEMD_SIGNALS_LEVEL=2 (or higher) was received.",
        .level = optional,
        .subject = container,
        .source = item_3,
        .since = "v256",
        .preconditions = "the guest is given $NOTIFY_SOCKET, and the manager asks the init for an orderly end",
        .observe = "the machine is stopped before the guest says X_SYSTEMD_SIGNALS_LEVEL=2: when the signal arrives",
        .remedy = "Read X_SYSTEMD_SIGNALS_LEVEL from the notifications of the init, and keep a stop in mind until it "
                  "is at least 2: before that the signal may be lost.",
        .scenario = "slow-stop",
        .judge = judge_held_back,
    },
    {
        .id = "life.request-stop-honoured",
        .says =
            "A scope manager may register as Controller and react to RequestStop by shutting the guest down cleanly.",
        .level = optional,
        .source = {"CONTROL_GROUP_INTERFACE", "Becoming a Controller"},
        .since = "v209",
        .preconditions = "the machine is in a scope with a controller",
        .observe = "what reaches PID 1 after systemctl stop of the scope",
        .remedy = "Watch for RequestStop of org.freedesktop.systemd1.Scope, and shut the machine down as your own stop "
                  "command does.",
        .scenario = "request-stop",
        .judge = for_unit<judge_request_stop>,
    },
};

}  // namespace

Section life_stop() { return clauses; }

}  // namespace conformance::checks
