// SPDX-License-Identifier: Apache-2.0
// /dev/console.
#include "checks/facts.h"
#include "checks/request_facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Terminal;

std::string describe(const Terminal& console) {
  std::string saw = fmt::format("/dev/console: {} {}:{}", console.kind, console.major, console.minor);
  if (console.symlink) saw += " through a link to " + console.target;
  if (!console.open_error.empty()) return saw + ", open: " + console.open_error;
  return saw + (console.terminal ? ", a terminal" : ", not a terminal");
}

bool leads_to_terminal(const Terminal& console) {
  return console.stat_error.empty() && console.kind == "character" && console.open_error.empty() && console.terminal;
}

Finding judge_console_present(const Evidence& evidence) {
  const Terminal& console = *evidence.guest.console;
  if (leads_to_terminal(console)) return pass(describe(console));
  const auto claim = evidence.run.claims.find("console_pty");
  if (claim != evidence.run.claims.end() && claim->second.value == "no")
    return not_applicable("the profile says that this mode gives no terminal: " + claim->second.reason);
  if (!console.stat_error.empty()) return fail("stat(\"/dev/console\"): " + console.stat_error);
  return fail(describe(console));
}

Finding judge_console_suitable(const Evidence& evidence) {
  const Terminal& console = *evidence.guest.console;
  if (!leads_to_terminal(console)) return not_applicable("/dev/console leads to no terminal, see exec.console-present");
  const DeviceNumber number{console.major, console.minor};
  if (is_pty(number)) return pass(describe(console) + ": a pty");
  if (is_virtual_terminal(number)) return fail(describe(console) + ": a virtual terminal of the kernel");
  if (number == DeviceNumber{5, 1}) return fail(describe(console) + ": the system console of the host");
  // "If this is a pty" leaves room for other terminals, and no sentence forbids a serial line.
  return unknown(describe(console) + ": neither a pty nor a virtual terminal; the document leaves such lines open");
}

/// The guest had closed every terminal when it was asked to open its console again.
Finding judge_master_kept(const Evidence& evidence) {
  const Terminal& console = *evidence.guest.console;
  if (!leads_to_terminal(console)) return not_applicable("/dev/console leads to no terminal, see exec.console-present");
  if (!is_pty({console.major, console.minor})) return not_applicable(describe(console) + ": no pty");
  const auto& asked = request(evidence, "console");
  if (asked.detail == "not-a-terminal") return unknown("/dev/console is no terminal any more");
  const bool is_dead = is_one_of(asked.detail, {"hangup", "EIO", "ENXIO", "ENODEV"});
  if (!succeeded(asked) && !is_dead) return unknown("opening and writing to the console again: " + asked.detail);
  return pass_if(!is_dead, "opening and writing to the console again: " + asked.detail);
}

constexpr Clause clauses[] = {
    {
        .id = "exec.console-present",
        .says = "/dev/console is there and leads to a terminal the manager has chosen.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .preconditions = "the manager was not told to pass pipes in place of a console",
        .observe = "stat(), open(O_RDWR|O_NOCTTY) and isatty() of /dev/console; a link is as good as a bind mount",
        .remedy = "Allocate a pty, keep its master open while the container lives, and bind mount its slave to "
                  "/dev/console or link it there (nspawn: --console=interactive or passive; podman: -t; LXC: "
                  "lxc.console.path not \"none\").",
        .judge = judge_console_present,
    },
    {
        .id = "exec.console-suitable-tty",
        .says = "The terminal behind /dev/console is neither a virtual terminal of the kernel nor the system console "
                "of the host.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .preconditions = "/dev/console leads to a terminal",
        .observe = "the device number behind /dev/console: majors 136 to 143 are ptys, 4:0 to 4:63 virtual terminals, "
                   "5:1 is the host's console",
        .remedy = "Do not bind the host's /dev/console or /dev/ttyN into the container; allocate a pty (best from the "
                  "container's own devpts) and put its slave there.",
        .judge = judge_console_suitable,
    },
    {
        .id = "exec.console-master-kept-open",
        .says = "When the console is a pty the manager keeps its master side open for as long as init lives, although "
                "PID 1 itself closes all TTY fds between messages.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "between v246 and v252",
        .preconditions = "/dev/console leads to a pty",
        .observe = "the guest closes every terminal, later opens /dev/console again, polls it and writes a line",
        .remedy =
            "Keep the master open until the container's init has ended; a hangup on it only means that nobody has "
            "the other side open at the moment.",
        .judge = judge_master_kept,
    },
};

}  // namespace

Section exec_console() { return clauses; }

}  // namespace conformance::checks
