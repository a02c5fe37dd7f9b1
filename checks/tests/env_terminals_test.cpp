// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Terminal& first_pty(Evidence& evidence) { return evidence.guest.announced_terminals.edit().front(); }

}  // namespace

std::vector<Case> env_terminal_cases() {
  return {
      {"env.container-ttys-format", "it lists ptys", pass, nothing},
      {"env.container-ttys-format", "a word has the prefix", fail,
       [](Evidence& e) { set_variable(e, "container_ttys", "/dev/pts/1 pts/2"); }},
      {"env.container-ttys-format", "a word names another terminal", fail,
       [](Evidence& e) { set_variable(e, "container_ttys", "pts/1 tty2"); }},
      {"env.container-ttys-format", "a word has no number", fail,
       [](Evidence& e) { set_variable(e, "container_ttys", "pts/"); }},
      {"env.container-ttys-format", "it is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_ttys"); }},

      {"env.container-ttys-exist", "they open", pass, nothing},
      {"env.container-ttys-exist", "one is missing", fail, [](Evidence& e) { first_pty(e).stat_error = "ENOENT"; }},
      {"env.container-ttys-exist", "one is a symlink", fail,
       [](Evidence& e) {
         first_pty(e).symlink = true;
         first_pty(e).target = "7";
       }},
      {"env.container-ttys-exist", "one is no pty", fail, [](Evidence& e) { first_pty(e).major = 4; }},
      {"env.container-ttys-exist", "one is a node outside devpts", fail,
       [](Evidence& e) { first_pty(e).file_system = tmpfs_magic; }},
      {"env.container-ttys-exist", "its master is closed", fail, [](Evidence& e) { first_pty(e).open_error = "EIO"; }},
      {"env.container-ttys-exist", "one may not be opened", unknown,
       [](Evidence& e) { first_pty(e).open_error = "EACCES"; }},
      {"env.container-ttys-exist", "the probe did not look", unknown,
       [](Evidence& e) { e.guest.announced_terminals.edit().clear(); }},
      {"env.container-ttys-exist", "a word has the prefix", pass,
       [](Evidence& e) { set_variable(e, "container_ttys", "/dev/pts/1"); }},
      {"env.container-ttys-exist", "no word names a pty", not_applicable,
       [](Evidence& e) { set_variable(e, "container_ttys", "tty1"); }},

      {"env.container-ttys-excludes-console", "they are others", pass, nothing},
      {"env.container-ttys-excludes-console", "one is the console", fail, [](Evidence& e) { first_pty(e).minor = 0; }},
      {"env.container-ttys-excludes-console", "one has its number in another devpts", pass,
       [](Evidence& e) {
         first_pty(e).minor = 0;
         first_pty(e).device = 999;
       }},
      {"env.container-ttys-excludes-console", "the console is no pty", not_applicable,
       [](Evidence& e) { e.guest.console.edit().major = 5; }},
      {"env.container-ttys-excludes-console", "none are listed", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_ttys"); }},
  };
}

}  // namespace conformance::checks::testing
