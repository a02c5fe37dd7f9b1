// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void become(Evidence& evidence, std::uint64_t major, std::uint64_t minor) {
  evidence.guest.console.edit().major = major;
  evidence.guest.console.edit().minor = minor;
}

void lose_console(Evidence& evidence) {
  evidence.guest.console = evidence::Terminal{.path = "/dev/console", .stat_error = "ENOENT"};
}

void reopen(Evidence& evidence, const std::string& answer) {
  entry_where(evidence.run.requests, [](auto& made) { return made.action == "console"; }).detail = answer;
}

}  // namespace

std::vector<Case> console_cases() {
  return {
      {"exec.console-present", "it links to a pty", pass, nothing},
      {"exec.console-present", "it is a bind mount", pass,
       [](Evidence& e) {
         e.guest.console.edit().symlink = false;
         e.guest.console.edit().target = "";
       }},
      {"exec.console-present", "it is missing", fail, lose_console},
      {"exec.console-present", "it is null", fail,
       [](Evidence& e) {
         become(e, 1, 3);
         e.guest.console.edit().terminal = false;
       }},
      {"exec.console-present", "its master is closed", fail,
       [](Evidence& e) {
         e.guest.console.edit().open_error = "EIO";
         e.guest.console.edit().terminal = false;
       }},
      {"exec.console-present", "pipes were asked for", not_applicable,
       [](Evidence& e) {
         lose_console(e);
         e.run.claims["console_pty"] = {.value = "no", .reason = "--console=pipe"};
       }},

      {"exec.console-suitable-tty", "it is a pty", pass, nothing},
      {"exec.console-suitable-tty", "it is a virtual terminal", fail, [](Evidence& e) { become(e, 4, 1); }},
      {"exec.console-suitable-tty", "it is the console of the host", fail, [](Evidence& e) { become(e, 5, 1); }},
      {"exec.console-suitable-tty", "it is a serial line", unknown, [](Evidence& e) { become(e, 4, 64); }},
      {"exec.console-suitable-tty", "there is none", not_applicable, lose_console},

      {"exec.console-master-kept-open", "it works again", pass, nothing},
      {"exec.console-master-kept-open", "it was hung up", fail, [](Evidence& e) { reopen(e, "hangup"); }},
      {"exec.console-master-kept-open", "it cannot be written", fail, [](Evidence& e) { reopen(e, "EIO"); }},
      {"exec.console-master-kept-open", "it is full", unknown, [](Evidence& e) { reopen(e, "EAGAIN"); }},
      {"exec.console-master-kept-open", "it has become something else", unknown,
       [](Evidence& e) { reopen(e, "not-a-terminal"); }},
      {"exec.console-master-kept-open", "it is no pty", not_applicable, [](Evidence& e) { become(e, 4, 64); }},
      {"exec.console-master-kept-open", "there is none", not_applicable, lose_console},
      {"exec.console-master-kept-open", "the guest was not asked", blocked,
       [](Evidence& e) { e.run.requests.clear(); }},
  };
}

}  // namespace conformance::checks::testing
