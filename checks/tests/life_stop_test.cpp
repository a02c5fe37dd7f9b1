// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void get_signal(Evidence& evidence, std::int64_t number) { event_of(evidence, "signal").number = number; }

/// What it says is read from a file, so that nothing is lost.
void get_nothing(Evidence& evidence) {
  lose_event(evidence, "signal");
  lose_event(evidence, "ending");
  evidence.run.requests = {{"notify-ready", 1000, 2000, "ok"}};
  evidence.run.transport = "file";
}

void lose_console(Evidence& evidence) {
  get_nothing(evidence);
  evidence.run.transport = "console";
}

void go_on(Evidence& evidence) { evidence.run.end.edit().guest_gone_us = 0; }

/// Killed that long after the stop was asked for.
void be_killed_after(Evidence& evidence, std::int64_t us) {
  lose_event(evidence, "ending");
  evidence.run.end.edit().guest_gone_us = evidence.run.end->asked_us + us;
}

void end_otherwise(Evidence& evidence) { evidence.run.end.edit().how = "exit"; }
void end_in_vain(Evidence& evidence) { evidence.run.end.edit().error = "no such command"; }
void forget_end(Evidence& evidence) { forget(evidence.run.end); }
void lose_controller(Evidence& evidence) { evidence.host.unit.edit().controller.clear(); }
void be_in_service(Evidence& evidence) { evidence.host.unit.edit().name = "box.service"; }

}  // namespace

std::vector<Case> stop_cases() {
  return {
      {"life.sigrtmin3-on-stop", "it is the first signal", pass, nothing},
      {"life.sigrtmin3-on-stop", "it is the one for a power-off", pass, [](Evidence& e) { get_signal(e, 38); }},
      {"life.sigrtmin3-on-stop", "it is SIGTERM", fail, [](Evidence& e) { get_signal(e, 15); }},
      {"life.sigrtmin3-on-stop", "it is SIGINT", fail, [](Evidence& e) { get_signal(e, 2); }},
      {"life.sigrtmin3-on-stop", "it is SIGPWR", fail, [](Evidence& e) { get_signal(e, 30); }},
      {"life.sigrtmin3-on-stop", "it is the immediate halt", fail, [](Evidence& e) { get_signal(e, 47); }},
      {"life.sigrtmin3-on-stop", "SIGTERM comes first", fail,
       [](Evidence& e) { e.run.events.insert(e.run.events.begin(), a_signal(15, 1)); }},
      {"life.sigrtmin3-on-stop", "the terminal went away before", pass,
       [](Evidence& e) {
         for (const std::int64_t other : {28, 1, 18, 17}) e.run.events.insert(e.run.events.begin(), a_signal(other, 1));
       }},
      {"life.sigrtmin3-on-stop", "SIGTERM comes later", pass,
       [](Evidence& e) { e.run.events.push_back(a_signal(15, 3'000'000)); }},
      {"life.sigrtmin3-on-stop", "it is killed at once", fail, get_nothing},
      {"life.sigrtmin3-on-stop", "its console is gone before it ends", unknown, lose_console},
      {"life.sigrtmin3-on-stop", "it is gone sooner than it ends by itself", fail,
       [](Evidence& e) {
         lose_console(e);
         e.run.end_takes_us = 5'000'000;
         e.run.end.edit().guest_gone_us = e.run.end->asked_us + 300'000;
       }},
      {"life.sigrtmin3-on-stop", "nothing comes and it goes on", fail,
       [](Evidence& e) {
         get_nothing(e);
         go_on(e);
       }},
      {"life.sigrtmin3-on-stop", "nothing is heard any more", unknown, hear_nothing},
      {"life.sigrtmin3-on-stop", "the profile asks over the console", not_applicable,
       [](Evidence& e) {
         get_nothing(e);
         e.run.events.push_back({.kind = "stop-request", .detail = "console"});
       }},
      {"life.sigrtmin3-on-stop", "it ended in another way", blocked, end_otherwise},
      {"life.sigrtmin3-on-stop", "it could not be asked", blocked, end_in_vain},
      {"life.sigrtmin3-on-stop", "it runs on", blocked, forget_end},

      {"life.clean-shutdown-completes", "it gets to its end", pass, nothing},
      {"life.clean-shutdown-completes", "it is killed at once", fail, [](Evidence& e) { be_killed_after(e, 300'000); }},
      {"life.clean-shutdown-completes", "it is killed a moment too early", fail,
       [](Evidence& e) { be_killed_after(e, 4'900'000); }},
      {"life.clean-shutdown-completes", "its last words are lost", pass,
       [](Evidence& e) { be_killed_after(e, 5'200'000); }},
      {"life.clean-shutdown-completes", "it goes on", unknown,
       [](Evidence& e) {
         lose_event(e, "ending");
         go_on(e);
       }},
      {"life.clean-shutdown-completes", "the signal is another", not_applicable,
       [](Evidence& e) { get_signal(e, 15); }},
      {"life.clean-shutdown-completes", "there is no signal", not_applicable,
       [](Evidence& e) { lose_event(e, "signal"); }},
      {"life.clean-shutdown-completes", "nothing is heard any more", unknown, hear_nothing},
      {"life.clean-shutdown-completes", "it ended in another way", blocked, end_otherwise},

      {"life.signals-only-after-level2", "the signal comes after the message", pass, nothing},
      {"life.signals-only-after-level2", "the signal comes before the message", fail,
       [](Evidence& e) { event_of(e, "signal").at_us = 2'000'100; }},
      {"life.signals-only-after-level2", "the message was never sent", fail,
       [](Evidence& e) { lose_event(e, "signals-level"); }},
      {"life.signals-only-after-level2", "there is no socket", not_applicable,
       [](Evidence& e) { unset_variable(e, "NOTIFY_SOCKET"); }},
      {"life.signals-only-after-level2", "the socket leads nowhere", not_applicable,
       [](Evidence& e) { event_of(e, "notify-sent").detail = "ENOENT"; }},
      {"life.signals-only-after-level2", "the guest was not told to wait", blocked,
       [](Evidence& e) { e.run.end_takes_us = 0; }},
      {"life.signals-only-after-level2", "the signal is another", not_applicable,
       [](Evidence& e) { get_signal(e, 15); }},
      {"life.signals-only-after-level2", "there is no signal", unknown, [](Evidence& e) { lose_event(e, "signal"); }},

      {"life.request-stop-honoured", "it is shut down", pass, nothing},
      {"life.request-stop-honoured", "it gets SIGTERM", fail, [](Evidence& e) { get_signal(e, 15); }},
      {"life.request-stop-honoured", "it is killed", fail, get_nothing},
      {"life.request-stop-honoured", "it goes on", fail,
       [](Evidence& e) {
         get_nothing(e);
         go_on(e);
       }},
      {"life.request-stop-honoured", "it ends without a signal", pass, [](Evidence& e) { lose_event(e, "signal"); }},
      {"life.request-stop-honoured", "there is no controller", not_applicable, lose_controller},
      {"life.request-stop-honoured", "it is in a service", not_applicable, be_in_service},
      {"life.request-stop-honoured", "it is in no unit", not_applicable, leave_units},
      {"life.request-stop-honoured", "nothing is heard any more", unknown, hear_nothing},
      {"life.request-stop-honoured", "the unit could not be stopped", blocked, end_in_vain},
  };
}

}  // namespace conformance::checks::testing
