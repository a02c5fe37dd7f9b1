// SPDX-License-Identifier: Apache-2.0
// What systemd in a real OS makes of the container it was booted in.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/payload_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Source boot_1 = {"CONTAINER_INTERFACE", "Execution Environment", "1"};
constexpr Source boot_4 = {"CONTAINER_INTERFACE", "Execution Environment", "4"};
constexpr Source boot_5 = {"CONTAINER_INTERFACE", "Execution Environment", "5"};
constexpr Source variables_1 = {"CONTAINER_INTERFACE", "Environment Variables", "1"};
constexpr Source variables_3 = {"CONTAINER_INTERFACE", "Environment Variables", "3"};
constexpr Source hierarchies = {"CGROUP_DELEGATION", "Hierarchy and Controller Support"};

constexpr std::int64_t first_without_v1 = 258;

/// Something that has a say in the guest's name besides the kernel's; empty: nothing.
std::string other_source_of_name(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  if (!payload.hostname_file.empty())
    return "/etc/hostname, which the image does not have, says " + payload.hostname_file;
  for (const auto& word : evidence.guest.start->arguments)
    if (word.starts_with("systemd.hostname=")) return "PID 1 got the argument " + word;
  return has_system_credential(evidence, "system.hostname") ? "there is a credential system.hostname" : "";
}

Finding judge_hostname_survives(const Evidence& evidence) {
  const std::string& before = evidence.guest.start->hostname;
  const std::string& after = evidence.guest.payload->hostname;
  if (before.empty() || before == "(none)") return not_applicable("no host name is set when PID 1 starts");
  if (const auto other = other_source_of_name(evidence); !other.empty()) return not_applicable(other);
  if (after == before) return pass(after + " before and after the boot");
  const std::string saw = "before the boot " + before + ", after it " + after;
  const bool fallback = after.empty() || is_one_of(after, {"localhost", "(none)"});
  return fallback ? fail(saw) : unknown(saw + ", which somebody else has set");
}

Finding judge_unified(const Evidence& evidence) {
  const auto version = evidence.host.payload_tree->systemd;
  if (version == 0) return unknown("the version of systemd cannot be read from the files of the OS tree");
  const std::string guest = "systemd " + std::to_string(version) + " in the guest";
  if (version < first_without_v1) return not_applicable(guest + " still takes both");
  const auto* mount = mount_at(*evidence.guest.mounts, "/sys/fs/cgroup");
  if (mount != nullptr) return pass_if(mount->type == "cgroup2", guest + ", " + describe(*mount));
  const std::string saw =
      guest + ", nothing is mounted at /sys/fs/cgroup, the host is " + evidence.host.identity->cgroup_mode;
  return evidence.host.identity->cgroup_mode == "unified" ? pass(saw) : unknown(saw);
}

Finding judge_udevd(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  constexpr std::string_view name = "systemd-udevd.service";
  const auto* unit = payload_unit(evidence, name);
  const bool runs = std::ranges::find(payload.processes, "systemd-udevd") != payload.processes.end();
  if (!payload.has_udevd) return not_applicable("the image has no udevd");
  if (!runs && payload.units.empty()) return unknown("it does not run, but systemd in the guest listed no units");
  if (!runs && !is_usable(unit)) return not_applicable("the image runs no udevd: " + describe(unit, name));
  if (runs || is_one_of(unit->active_state, {"active", "activating", "reloading", "failed"}))
    return fail(describe(unit, name) + (runs ? ", and it runs" : ""));
  if (unit->condition) return unknown(describe(unit, name) + ", though its conditions held");
  return pass(describe(unit, name) + ", its conditions did not hold");
}

/// Why the image starts no getty by itself; empty: it does.
std::string no_gettys(const Evidence& evidence) {
  if (!evidence.guest.payload->has_agetty) return "the image has no agetty";
  return switched_off(evidence, "systemd.getty_auto", "SYSTEMD_GETTY_AUTO") ? "systemd.getty_auto is off" : "";
}

Finding judge_console_getty(const Evidence& evidence) {
  constexpr std::string_view name = "console-getty.service";
  if (const auto reason = no_gettys(evidence); !reason.empty()) return not_applicable(reason);
  const auto* unit = payload_unit(evidence, name);
  if (!is_usable(unit)) return not_applicable("the image has it not, or masked: " + describe(unit, name));
  const auto others = started_vt_gettys(evidence);
  if (!others.empty()) return fail("gettys on virtual terminals: " + listing(others));
  return pass_if(is_active(unit), describe(unit, name) + ", no getty on a virtual terminal");
}

Finding judge_ttys_gettys(const Evidence& evidence) {
  constexpr std::string_view prefix = "pts/";
  if (const auto reason = no_gettys(evidence); !reason.empty()) return not_applicable(reason);
  std::vector<std::string> active;
  std::vector<std::string> missing;
  for (std::string word : words_of(guest_variable(evidence, "container_ttys").value_or(""))) {
    if (word.starts_with("/dev/")) word.erase(0, 5);
    if (!word.starts_with(prefix)) continue;  // env.container-ttys-format
    const std::string unit = "container-getty@" + word.substr(prefix.size()) + ".service";
    (is_active(payload_unit(evidence, unit)) ? active : missing).push_back(unit);
  }
  if (active.empty() && missing.empty()) return not_applicable("$container_ttys lists no pty");
  if (!missing.empty()) return fail("not active: " + listing(missing));
  return pass("active: " + listing(active));
}

Finding judge_detected(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  const auto word = detected_container(evidence);
  if (!word.empty()) return pass("systemd says " + word);
  return fail("systemd in the guest says \"" + (payload.detected.empty() ? payload.virtualization : payload.detected) +
              "\"");
}

constexpr Clause clauses[] = {
    {
        .id = "exec.hostname-survives-boot",
        .says = "With no /etc/hostname in the image the pre-set kernel name is still in force after systemd booted; "
                "with /etc/hostname that file wins.",
        .level = optional,
        .subject = container,
        .source = boot_1,
        .since = "2012 wiki",
        .preconditions = "a host name is set when PID 1 starts, and nothing else names the guest",
        .observe =
            "uname().nodename at the first instruction of PID 1 and after the boot of an OS without /etc/hostname",
        .remedy =
            "Set the name with sethostname() in the UTS namespace before execve() of the init, and do not touch it "
            "again while the guest boots.",
        .scenario = "payload",
        .judge = judge_hostname_survives,
    },
    {
        .id = "exec.cgroup-unified-for-new-guests",
        .says =
            "A guest with systemd >= 258 refuses to start when a v1 hierarchy is at /sys/fs/cgroup; the manager has "
            "to give it a unified tree.",
        .subject = container,
        .source = hierarchies,
        .since = "v258",
        .preconditions = "systemd in the guest is 258 or newer",
        .observe =
            "the file system the probe finds at /sys/fs/cgroup before systemd starts; nothing there will do on a "
            "unified host",
        .remedy =
            "Mount cgroup2 at /sys/fs/cgroup (in a cgroup namespace), or leave the place empty; never a tmpfs with "
            "v1 controllers.",
        .scenario = "payload",
        .judge = judge_unified,
    },
    {
        .id = "exec.udevd-stays-off",
        .says = "With the environment set up right, systemd-udevd in the container does not run.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = boot_4,
        .since = "2014-04",
        .preconditions = "the image has systemd-udevd",
        .observe = "the state of systemd-udevd.service and the list of processes after the boot",
        .remedy = "Mount /sys read-only: systemd-udevd.service has ConditionPathIsReadWrite=/sys.",
        .scenario = "payload",
        .judge = judge_udevd,
    },
    {
        .id = "exec.console-getty-started",
        .says = "A detected container gets exactly one login/shell on /dev/console and no VT gettys.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = boot_5,
        .since = "2012 wiki",
        .preconditions = "the image has agetty and console-getty.service, and systemd.getty_auto is not off",
        .observe = "console-getty.service is active after the boot, and no getty@ttyN.service is",
        .remedy = "Set $container for PID 1, make /dev/console a pty that stays open, and show no /dev/tty0.",
        .scenario = "payload",
        .judge = judge_console_getty,
    },
    {
        .id = "env.container-detected",
        .says = "systemd in the guest takes the environment for a container.",
        .level = recommended,
        .subject = container,
        .source = variables_1,
        .since = "2012 wiki",
        .observe = "systemd-detect-virt --container in the booted guest",
        .remedy = "Set $container in the environment of PID 1, to the name of the manager; any name will do.",
        .scenario = "payload",
        .judge = judge_detected,
    },
    {
        .id = "env.container-ttys-gettys",
        .says = "systemd starts a login getty on each pty that $container_ttys lists.",
        .level = optional,
        .subject = container,
        .source = variables_3,
        .since = "v209",
        .preconditions = "$container_ttys lists a pty; the image has agetty, and systemd.getty_auto is not off",
        .observe = "container-getty@N.service is active after the boot for each pts/N in the list",
        .remedy = "List only ptys of the container's own /dev/pts, as pts/N with the numbers they have inside.",
        .scenario = "payload",
        .judge = judge_ttys_gettys,
    },
};

}  // namespace

Section payload_guest() { return clauses; }

}  // namespace conformance::checks
