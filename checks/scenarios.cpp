// SPDX-License-Identifier: Apache-2.0
#include "checks/scenarios.h"

#include "checks/catalogue.h"

#include <algorithm>

namespace conformance::checks {

namespace {

using enum Subject;

// The way a machine ends is judged as well, and every start has one end: that is why the ways to end are spread over
// the starts as they are.
constexpr Scenario all[] = {
    {.name = "boot", .start = "boot", .what = "the machine as the profile asks for it", .standard = true},
    {.name = "credentials",
     .start = "boot",
     .what = "with credentials",
     .claim = "credentials",
     .standard = true,
     .subject = container},
    {.name = "vm-credentials",
     .start = "boot",
     .what = "with credentials",
     .claim = "credentials",
     .standard = true,
     .subject = vm},
    {.name = "boot-loader",
     .start = "boot",
     .what = "with strings for the boot loader",
     .claim = "smbios_strings",
     .standard = true,
     .subject = vm},
    {.name = "notify", .start = "boot", .what = "the guest sends notifications", .claim = "notify", .standard = true},
    {.name = "fdstore",
     .start = "boot",
     .what = "the guest stores file descriptors",
     .claim = "fdstore",
     .standard = true,
     .subject = container},
    {.name = "activation",
     .start = "boot",
     .what = "a connection waits at a socket that is passed",
     .claim = "listen",
     .standard = true,
     .subject = container},
    {.name = "stop", .start = "boot", .what = "ends when the manager stops it", .standard = true},
    {.name = "slow-stop", .start = "boot", .what = "the guest takes its time to end"},
    {.name = "twin", .start = "twin", .what = "a second machine while the first runs", .claim = "second_instance"},
    {.name = "leader-death", .start = "twin", .what = "ends because its leader is killed"},
    {.name = "restart", .start = "restart", .what = "the same machine once more"},
    {.name = "fdstore-restart",
     .start = "restart",
     .what = "gets the stored file descriptors back",
     .claim = "fdstore",
     .subject = container},
    {.name = "reboot", .start = "restart", .what = "the guest reboots", .claim = "reboot", .subject = container},
    {.name = "machinectl-reboot",
     .start = "restart",
     .what = "machinectl reboots it",
     .claim = "machined",
     .needs_systemd = true,
     .subject = container},
    {.name = "machinectl-poweroff",
     .start = "restart",
     .what = "ends when machinectl powers it off",
     .claim = "machined",
     .needs_systemd = true},
    {.name = "clone",
     .start = "clone",
     .what = "a copy the manager made of the machine",
     .claim = "clone",
     .subject = container},
    {.name = "terminate",
     .start = "clone",
     .what = "ends when machinectl terminates it",
     .claim = "machined",
     .needs_systemd = true},
    {.name = "socket-unit",
     .start = "socket-unit",
     .what = "started by systemd because of a connection",
     .claim = "listen",
     .needs_systemd = true,
     .subject = container},
    {.name = "request-stop",
     .start = "socket-unit",
     .what = "ends because its unit is stopped",
     .claim = "scope",
     .needs_systemd = true},
    {.name = "stacked",
     .start = "stacked",
     .what = "the manager inside a unit of its own in another slice",
     .needs_systemd = true},
    {.name = "host-settings", .start = "stacked", .what = "the host's settings before and after", .subject = container},
    {.name = "exit", .start = "stacked", .what = "ends because init exits with 42"},
    {.name = "names",
     .start = "names",
     .what = "the machine has the name of a control group file",
     .claim = "machine_name"},
    {.name = "power-off", .start = "names", .what = "ends when the guest powers off", .subject = container},
    {.name = "sandbox",
     .start = "sandbox",
     .what = "a program that is no init",
     .claim = "sandbox",
     .subject = container},
    // What is seen of a second machine is seen before its systemd starts, and an OS dies with its leader as well.
    {.name = "payload",
     .start = "payload",
     .what = "an operating system with systemd",
     .needs_guest = true,
     .joins = "twin"},
};

}  // namespace

std::span<const Scenario> scenarios() { return all; }

const Scenario* find_scenario(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Scenario::name);
  return found == std::end(all) ? nullptr : &*found;
}

bool concerns(const Scenario& scenario, std::string_view subject) {
  return scenario.subject == both || name(scenario.subject) == subject;
}

}  // namespace conformance::checks
