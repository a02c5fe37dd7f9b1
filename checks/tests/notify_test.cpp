// SPDX-License-Identifier: Apache-2.0
#include "checks/request_facts.h"

#include "checks/tests/host_cases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Request& request_of(Evidence& evidence, std::string_view action) {
  return entry_where(evidence.run.requests, [&](auto& made) { return made.action == action; });
}

void pass_no_socket(Evidence& evidence) { unset_variable(evidence, "NOTIFY_SOCKET"); }

/// READY=1 of the manager at that time, and at no other.
void say_ready(Evidence& evidence, std::int64_t at_us) {
  std::erase_if(evidence.run.notifications, [](auto& sent) { return has_field(sent.message, "READY=1"); });
  if (at_us > 0) evidence.run.notifications.push_back({at_us, "READY=1 STATUS=Running."});
}

void say_no_ready(Evidence& evidence) { say_ready(evidence, 0); }
void say_ready_for_child(Evidence& evidence) { say_ready(evidence, request_of(evidence, "notify-child").at_us + 1); }
void say_ready_for_both(Evidence& evidence) {
  say_ready_for_child(evidence);
  evidence.run.notifications.push_back({request_of(evidence, "notify-ready").at_us + 1, "READY=1"});
}
void say_ready_at_once(Evidence& evidence) { say_ready(evidence, 10); }

void answer(Evidence& evidence, std::string_view action, const std::string& detail) {
  request_of(evidence, action).detail = detail;
}

/// It lies in the socket, and the manager says nothing of it.
void do_not_take_ready(Evidence& evidence) {
  say_no_ready(evidence);
  answer(evidence, "notify-ready", "not-taken");
}

evidence::GuestEvent& message_after(Evidence& evidence, std::string_view kind) {
  auto at = std::find_if(evidence.run.events.begin(), evidence.run.events.end(),
                         [&](auto& event) { return event.kind == kind; });
  at = std::find_if(at, evidence.run.events.end(), [](auto& event) { return event.kind == "notify-sent"; });
  if (at == evidence.run.events.end()) throw std::logic_error("no message after that");
  return *at;
}

evidence::GuestEvent& first_message(Evidence& evidence) { return event_of(evidence, "notify-sent"); }

}  // namespace

std::vector<Case> notify_cases() {
  return {
      {"notify.socket-passed", "it is", pass, nothing},
      {"notify.socket-passed", "it is an abstract one", pass,
       [](Evidence& e) { set_variable(e, "NOTIFY_SOCKET", "@notify"); }},
      {"notify.socket-passed", "it leads nowhere", fail, [](Evidence& e) { first_message(e).detail = "ENOENT"; }},
      {"notify.socket-passed", "it may not be used", fail, [](Evidence& e) { first_message(e).detail = "EACCES"; }},
      {"notify.socket-passed", "it is a vsock", unknown,
       [](Evidence& e) {
         set_variable(e, "NOTIFY_SOCKET", "vsock:2:9999");
         first_message(e).detail = "EAFNOSUPPORT";
       }},
      {"notify.socket-passed", "it is not", not_applicable, pass_no_socket},
      {"notify.socket-passed", "the profile says why not", not_applicable,
       [](Evidence& e) {
         pass_no_socket(e);
         e.run.claims["notify"] = {"no", "it has none"};
       }},
      {"notify.socket-passed", "nobody tried", blocked, hear_nothing},

      {"notify.path-run-host", "it is that", pass, nothing},
      {"notify.path-run-host", "it is another", fail,
       [](Evidence& e) { set_variable(e, "NOTIFY_SOCKET", "/run/notify"); }},
      {"notify.path-run-host", "there is none", not_applicable, pass_no_socket},

      {"notify.ready-consumed", "it is passed on", pass, nothing},
      {"notify.ready-consumed", "it is said at once", fail, say_ready_at_once},
      {"notify.ready-consumed", "it is said twice, and too early", fail,
       [](Evidence& e) {
         e.run.notifications.insert(e.run.notifications.begin(), {20, "READY=1"});
       }},
      {"notify.ready-consumed", "it is never said, though the profile promises it", fail,
       [](Evidence& e) {
         say_no_ready(e);
         e.run.claims["notify"] = {"yes", ""};
       }},
      {"notify.ready-consumed", "it is never said", unknown, say_no_ready},
      {"notify.ready-consumed", "it is not taken", fail, do_not_take_ready},
      {"notify.ready-consumed", "it is the last message that is read", pass,
       [](Evidence& e) { answer(e, "notify-ready", "not-taken"); }},
      {"notify.ready-consumed", "that of another process is the last message that is read", not_applicable,
       [](Evidence& e) {
         say_ready_for_child(e);
         answer(e, "notify-ready", "not-taken");
       }},
      {"notify.ready-consumed", "the socket takes no descriptors, and it is not passed on", unknown,
       [](Evidence& e) {
         say_no_ready(e);
         answer(e, "notify-ready", "not-known");
       }},
      {"notify.ready-consumed", "the socket takes no descriptors, and it is passed on", pass,
       [](Evidence& e) { answer(e, "notify-ready", "not-known"); }},
      {"notify.ready-consumed", "it cannot be sent", not_applicable,
       [](Evidence& e) { answer(e, "notify-ready", "ECONNREFUSED"); }},
      {"notify.ready-consumed", "another process was believed first", not_applicable, say_ready_for_child},
      {"notify.ready-consumed", "there is no socket", not_applicable, pass_no_socket},
      {"notify.ready-consumed", "the guest was not asked", blocked, hear_nothing},
      {"notify.ready-consumed", "the guest did not answer", blocked,
       [](Evidence& e) { request_of(e, "notify-ready").done_us = 0; }},

      {"notify.unknown-fields-tolerated", "they are", pass, nothing},
      {"notify.unknown-fields-tolerated", "they were the last that was taken", fail, do_not_take_ready},
      {"notify.unknown-fields-tolerated", "READY=1 after them is the last message that is read", pass,
       [](Evidence& e) {
         say_ready_for_both(e);
         answer(e, "notify-ready", "not-taken");
       }},
      {"notify.unknown-fields-tolerated", "no message is read after READY=1 of another process", unknown,
       [](Evidence& e) {
         say_ready_for_child(e);
         answer(e, "notify-ready", "not-taken");
       }},
      {"notify.unknown-fields-tolerated", "the socket takes no descriptors, and READY=1 is not passed on", unknown,
       [](Evidence& e) {
         say_no_ready(e);
         answer(e, "notify-fields", "not-known");
         answer(e, "notify-ready", "not-known");
       }},
      {"notify.unknown-fields-tolerated", "they broke the socket", fail,
       [](Evidence& e) {
         answer(e, "notify-fields", "not-taken");
         answer(e, "notify-ready", "ECONNREFUSED");
       }},
      {"notify.unknown-fields-tolerated", "one of them was the last that was taken", fail,
       [](Evidence& e) {
         answer(e, "notify-fields", "not-taken after 3");
         do_not_take_ready(e);
       }},
      {"notify.unknown-fields-tolerated", "nothing is taken at all", unknown,
       [](Evidence& e) {
         answer(e, "notify-fields", "not-taken");
         do_not_take_ready(e);
       }},
      {"notify.unknown-fields-tolerated", "one was lost, the next was not", pass,
       [](Evidence& e) { answer(e, "notify-fields", "EMSGSIZE"); }},
      {"notify.unknown-fields-tolerated", "the guest fell silent", unknown,
       [](Evidence& e) { request_of(e, "notify-fields").done_us = 0; }},
      {"notify.unknown-fields-tolerated", "there is no socket", not_applicable, pass_no_socket},
      {"notify.unknown-fields-tolerated", "the guest was not asked", blocked, hear_nothing},

      {"notify.socket-lives-until-exit", "it does", pass, nothing},
      {"notify.socket-lives-until-exit", "it is closed", fail,
       [](Evidence& e) { message_after(e, "signal").detail = "ECONNREFUSED"; }},
      {"notify.socket-lives-until-exit", "an early message was refused", pass,
       [](Evidence& e) { first_message(e).detail = "EAGAIN"; }},
      {"notify.socket-lives-until-exit", "it is a vsock", unknown,
       [](Evidence& e) { first_message(e).detail = message_after(e, "signal").detail = "EAFNOSUPPORT"; }},
      {"notify.socket-lives-until-exit", "its queue is full", unknown,
       [](Evidence& e) { message_after(e, "signal").detail = "EAGAIN"; }},
      {"notify.socket-lives-until-exit", "it was never there", not_applicable,
       [](Evidence& e) { first_message(e).detail = message_after(e, "signal").detail = "ENOENT"; }},
      {"notify.socket-lives-until-exit", "a message was refused after a signal that asks for no end", pass,
       [](Evidence& e) {
         const evidence::GuestEvent refused = {.kind = "notify-sent", .detail = "ECONNREFUSED"};
         e.run.events.insert(std::ranges::find(e.run.events, "signal", &evidence::GuestEvent::kind),
                             {a_signal(28, 1'000'000), refused});
       }},
      {"notify.socket-lives-until-exit", "the guest was killed", blocked, [](Evidence& e) { lose_event(e, "signal"); }},
      {"notify.socket-lives-until-exit", "the last words were lost", blocked,
       [](Evidence& e) { lose_event(e, "notify-sent"); }},
      {"notify.socket-lives-until-exit", "there is no socket", not_applicable, pass_no_socket},

      {"notify.sender-verified", "it is", pass, nothing},
      {"notify.sender-verified", "it is not", fail, say_ready_for_child},
      {"notify.sender-verified", "it is said twice in the end, for whom is not known", unknown,
       [](Evidence& e) {
         e.run.notifications.push_back({request_of(e, "notify-ready").at_us + 200, "READY=1"});
       }},
      {"notify.sender-verified", "the message was not taken", unknown,
       [](Evidence& e) { answer(e, "notify-child", "not-taken"); }},
      {"notify.sender-verified", "nobody knows whether the message was taken, but that of PID 1 was passed on", pass,
       [](Evidence& e) { answer(e, "notify-child", "not-known"); }},
      {"notify.sender-verified", "no READY is ever passed on", not_applicable, say_no_ready},
      {"notify.sender-verified", "READY was said before", not_applicable, say_ready_at_once},
      {"notify.sender-verified", "there is no socket", not_applicable, pass_no_socket},
      {"notify.sender-verified", "the guest was not asked", blocked, hear_nothing},

      {"fdstore.forward-up", "it is", pass, nothing},
      {"fdstore.forward-up", "without the descriptor", fail,
       [](Evidence& e) { e.run.notifications.front().message = "FDSTORE=1 FDNAME=payload-cf-stored"; }},
      {"fdstore.forward-up", "without the name", fail,
       [](Evidence& e) { e.run.notifications.front().message = "FDSTORE=1 (1 descriptor)"; }},
      {"fdstore.forward-up", "it is not, though the profile promises it", fail,
       [](Evidence& e) {
         e.run.notifications.clear();
         e.run.claims["fdstore"] = {"yes", ""};
       }},
      {"fdstore.forward-up", "it is not", not_applicable, [](Evidence& e) { e.run.notifications.clear(); }},
      {"fdstore.forward-up", "the name comes first", pass,
       [](Evidence& e) { e.run.notifications.front().message = "FDNAME=a-cf-stored FDSTORE=1 (2 descriptors)"; }},
      {"fdstore.forward-up", "there is no socket", not_applicable, pass_no_socket},
      {"fdstore.forward-up", "the guest could not", not_applicable,
       [](Evidence& e) { answer(e, "fdstore", "ECONNREFUSED"); }},
      {"fdstore.forward-up", "the guest was not asked", blocked, hear_nothing},

      {"fdstore.remove-forwarded", "it is", pass, nothing},
      {"fdstore.remove-forwarded", "it is not", fail,
       [](Evidence& e) {
         std::erase_if(e.run.notifications, [](auto& sent) { return has_field(sent.message, "FDSTOREREMOVE=1"); });
       }},
      {"fdstore.remove-forwarded", "under another name", fail,
       [](Evidence& e) {
         for (auto& sent : e.run.notifications)
           if (has_field(sent.message, "FDSTOREREMOVE=1")) sent.message = "FDSTOREREMOVE=1 FDNAME=cf-removed";
       }},
      {"fdstore.remove-forwarded", "none was stored", not_applicable, [](Evidence& e) { e.run.notifications.clear(); }},
      {"fdstore.remove-forwarded", "the guest was not asked", blocked, hear_nothing},

      {"fdstore.handed-back", "it is", pass, nothing},
      {"fdstore.handed-back", "it is not", fail, [](Evidence& e) { e.guest.descriptors.edit().pop_back(); }},
      {"fdstore.handed-back", "without names", fail, [](Evidence& e) { unset_variable(e, "LISTEN_FDNAMES"); }},
      {"fdstore.handed-back", "under another name", fail,
       [](Evidence& e) { set_variable(e, "LISTEN_FDNAMES", "web:control:stored"); }},
      {"fdstore.handed-back", "it was never passed on", not_applicable, nothing,
       [](Evidence& e) { e.run.notifications.clear(); }},
      {"fdstore.handed-back", "nobody saw the descriptors", blocked, [](Evidence& e) { forget(e.guest.descriptors); }},
  };
}

namespace {

TEST(Messages, HaveFieldsBetweenBlanks) {
  EXPECT_TRUE(has_field("READY=1 STATUS=Running.", "READY=1"));
  EXPECT_TRUE(has_field("STATUS=a READY=1", "READY=1"));
  EXPECT_FALSE(has_field("READY=10", "READY=1"));
  EXPECT_FALSE(has_field("NOTREADY=1", "READY=1"));
}

TEST(Messages, HaveValuesByName) {
  EXPECT_EQ(field_of("FDSTORE=1 FDNAME=a-b (1 descriptor)", "FDNAME"), "a-b");
  EXPECT_EQ(field_of("FDNAME=", "FDNAME"), "");
  EXPECT_EQ(field_of("XFDNAME=a  FDNAME=b", "FDNAME"), "b");
  EXPECT_EQ(field_of("FDSTORE=1 ", "FDNAME"), "");
  EXPECT_EQ(field_of("", "FDNAME"), "");
}

}  // namespace

}  // namespace conformance::checks::testing
