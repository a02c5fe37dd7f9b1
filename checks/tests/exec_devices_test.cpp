// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

#include <array>
#include <utility>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

constexpr std::array<std::string_view, 7> names = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"};
constexpr std::array<std::string_view, 7> ids = {"exec.dev-null",   "exec.dev-zero",    "exec.dev-full",
                                                 "exec.dev-random", "exec.dev-urandom", "exec.dev-tty",
                                                 "exec.dev-ptmx"};

/// What can be wrong with any of the seven.
template <std::size_t i>
void add_node_cases(std::vector<Case>& cases) {
  cases.push_back({ids[i], "it works", pass, nothing});
  cases.push_back(
      {ids[i], "it is missing", fail, [](Evidence& e) { device_use_of(e, names[i]).stat_error = "ENOENT"; }});
  cases.push_back({ids[i], "it is a plain file", fail, [](Evidence& e) { device_use_of(e, names[i]).kind = "file"; }});
  cases.push_back({ids[i], "it is another device", fail, [](Evidence& e) { device_use_of(e, names[i]).minor = 11; }});
  if constexpr (names[i] == "ptmx")
    cases.push_back(
        {ids[i], "it cannot be opened", fail, [](Evidence& e) { e.guest.ptmx.edit().open_error = "EACCES"; }});
  else
    cases.push_back(
        {ids[i], "it cannot be opened", fail, [](Evidence& e) { device_use_of(e, names[i]).open_error = "EPERM"; }});
}

template <std::size_t... i>
void add_all_node_cases(std::vector<Case>& cases, std::index_sequence<i...>) {
  (add_node_cases<i>(cases), ...);
}

}  // namespace

std::vector<Case> device_cases() {
  std::vector<Case> cases = {
      {"exec.dev-tmpfs", "it is", pass, nothing},
      {"exec.dev-tmpfs", "it is a plain directory", fail, [](Evidence& e) { remove_mount(e, "/dev"); }},
      {"exec.dev-tmpfs", "it is devtmpfs", fail, [](Evidence& e) { mount_of(e, "/dev").type = "devtmpfs"; }},
      {"exec.dev-tmpfs", "it is the tmpfs of the host", fail,
       [](Evidence& e) { e.host.identity.edit().dev_device = mount_of(e, "/dev").minor; }},
      {"exec.dev-tmpfs", "the dev of the host was not seen", blocked,
       [](Evidence& e) { e.host.identity.edit().dev_device = 0; }},
      {"exec.dev-tmpfs", "another kernel gives it the number of the host's", pass,
       [](Evidence& e) {
         e.host.identity.edit().dev_device = mount_of(e, "/dev").minor;
         e.guest.start.edit().kernel = "4.4.0";
       }},
      {"exec.dev-tmpfs", "another kernel has a devtmpfs there", fail,
       [](Evidence& e) {
         mount_of(e, "/dev").type = "devtmpfs";
         e.guest.start.edit().kernel = "4.4.0";
       }},

      {"exec.dev-null", "a read gives something", fail,
       [](Evidence& e) { device_use_of(e, "null").use = "a read does not give the end of the file"; }},
      {"exec.dev-null", "the probe left it out", blocked, [](Evidence& e) { device_use_of(e, "null").name = "other"; }},
      {"exec.dev-tty", "there is a controlling terminal", pass,
       [](Evidence& e) { device_use_of(e, "tty").open_error = ""; }},
      {"exec.dev-tty", "open gives a strange error", unknown,
       [](Evidence& e) { device_use_of(e, "tty").open_error = "EIO"; }},
      {"exec.dev-ptmx", "the pty appears elsewhere", fail,
       [](Evidence& e) { e.guest.ptmx.edit().slave_appeared = false; }},
      {"exec.dev-ptmx", "all ptys are taken", unknown, [](Evidence& e) { e.guest.ptmx.edit().open_error = "ENOSPC"; }},
  };
  add_all_node_cases(cases, std::make_index_sequence<names.size()>());
  return cases;
}

}  // namespace conformance::checks::testing
