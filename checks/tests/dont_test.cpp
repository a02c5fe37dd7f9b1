// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void add(Evidence& evidence, evidence::Node node) { evidence.guest.devices.edit().push_back(std::move(node)); }

void add_character(Evidence& evidence, const char* path, std::uint64_t major, std::uint64_t minor) {
  add(evidence, a_node(path, "character", major, minor));
}

}  // namespace

std::vector<Case> prohibition_cases() {
  return {
      {"dont.kmsg-not-console", "there is none", pass, nothing},
      {"dont.kmsg-not-console", "it is the real one", pass, [](Evidence& e) { add_character(e, "/dev/kmsg", 1, 11); }},
      {"dont.kmsg-not-console", "it is null", pass, [](Evidence& e) { add_character(e, "/dev/kmsg", 1, 3); }},
      {"dont.kmsg-not-console", "it links to the console", fail,
       [](Evidence& e) { add(e, a_link("/dev/kmsg", "console", 136, 0)); }},
      {"dont.kmsg-not-console", "it links to a console that is missing", fail,
       [](Evidence& e) {
         add(e, a_link("/dev/kmsg", "console", 136, 0));
         e.guest.devices.edit().back().resolved.reset();
         e.guest.console = evidence::Terminal{.path = "/dev/console", .stat_error = "ENOENT"};
       }},
      {"dont.kmsg-not-console", "the console links to it", fail,
       [](Evidence& e) {
         add_character(e, "/dev/kmsg", 1, 11);
         e.guest.console.edit().major = 1;
         e.guest.console.edit().minor = 11;
       }},
      {"dont.kmsg-not-console", "it is a terminal", fail, [](Evidence& e) { add_character(e, "/dev/kmsg", 136, 5); }},

      {"dont.no-vt-nodes", "there are none", pass, nothing},
      {"dont.no-vt-nodes", "a virtual terminal is passed", fail,
       [](Evidence& e) { add_character(e, "/dev/tty1", 4, 1); }},
      {"dont.no-vt-nodes", "a link leads to one", fail, [](Evidence& e) { add(e, a_link("/dev/tty2", "vt/2", 4, 2)); }},
      {"dont.no-vt-nodes", "a serial line is passed", pass, [](Evidence& e) { add_character(e, "/dev/ttyS0", 4, 64); }},
      {"dont.no-vt-nodes", "a pty is in the place", pass, [](Evidence& e) { add_character(e, "/dev/tty1", 136, 1); }},

      {"dont.no-pty-as-vt", "there is none", pass, nothing},
      {"dont.no-pty-as-vt", "a pty is bound there", fail, [](Evidence& e) { add_character(e, "/dev/tty1", 136, 1); }},
      {"dont.no-pty-as-vt", "a link leads to a pty", fail,
       [](Evidence& e) { add(e, a_link("/dev/tty1", "lxc/tty1", 136, 1)); }},
      {"dont.no-pty-as-vt", "a link leads nowhere in pts", fail,
       [](Evidence& e) {
         add(e, a_link("/dev/tty1", "pts/9", 136, 9));
         e.guest.devices.edit().back().resolved.reset();
       }},
      {"dont.no-pty-as-vt", "a directory of the manager holds ptys", pass,
       [](Evidence& e) { add_character(e, "/dev/lxc/tty1", 136, 1); }},

      {"dont.no-vcs", "there are none", pass, nothing},
      {"dont.no-vcs", "one is passed", fail, [](Evidence& e) { add_character(e, "/dev/vcsa1", 7, 129); }},

      {"dont.no-vt-sysfs", "there are none", pass, nothing},
      {"dont.no-vt-sysfs", "one is visible", fail,
       [](Evidence& e) { e.guest.virtual_terminals.edit().push_back(a_node("/sys/class/tty/tty0", "symlink", 0, 0)); }},

      {"dont.no-block-devices", "there are none", pass, nothing},
      {"dont.no-block-devices", "a disk is passed", fail,
       [](Evidence& e) { add(e, a_node("/dev/sda", "block", 8, 0)); }},
      {"dont.no-block-devices", "a node is masked", pass,
       [](Evidence& e) { add(e, a_node("/dev/sda", "block", 0, 0)); }},

      {"dont.no-extra-devices", "there are none", pass, nothing},
      {"dont.no-extra-devices", "a common one is passed", fail,
       [](Evidence& e) { add_character(e, "/dev/net/tun", 10, 200); }},
      {"dont.no-extra-devices", "an odd one is passed", fail, [](Evidence& e) { add_character(e, "/dev/mem", 1, 1); }},
      {"dont.no-extra-devices", "kmsg is masked by null", pass,
       [](Evidence& e) { add_character(e, "/dev/kmsg", 1, 3); }},
      {"dont.no-extra-devices", "a pty lies elsewhere", pass,
       [](Evidence& e) { add_character(e, "/dev/lxc/tty1", 136, 1); }},
  };
}

}  // namespace conformance::checks::testing
