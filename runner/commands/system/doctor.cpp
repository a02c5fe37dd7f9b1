// SPDX-License-Identifier: Apache-2.0
// doctor: what this host can and cannot check.
#include "fixtures/guest/build.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/lab/accelerator.h"
#include "runner/machine/kvm.h"
#include "runner/machine/plan.h"
#include "runner/machine/process.h"
#include "runner/machine/work_directory.h"
#include "runner/profile/load.h"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>

namespace conformance::runner {

namespace {

namespace fs = std::filesystem;

struct Ability {
  std::string name;
  bool there = false;
  std::string detail;   ///< what was found
  std::string without;  ///< what cannot be checked without it
};

Ability kernel() {
  utsname system{};
  uname(&system);
  return {"kernel", true, fmt::format("Linux {} ({})", system.release, system.machine), ""};
}

Ability root() {
  const bool is = geteuid() == 0;
  return {"root", is, is ? "running as root" : fmt::format("running as user {}", geteuid()),
          "container managers that need root, and the host's side of every machine"};
}

bool is_type(const char* path, std::uint64_t type) {
  struct statfs where {};
  return statfs(path, &where) == 0 && static_cast<std::uint64_t>(where.f_type) == type;
}

Ability cgroups() {
  constexpr const char* without = "the unified hierarchy: delegation, and what a systemd 258 or newer inside needs";
  if (is_type("/sys/fs/cgroup", CGROUP2_SUPER_MAGIC)) return {"cgroups", true, "unified (v2)", without};
  const bool hybrid = is_type("/sys/fs/cgroup/unified", CGROUP2_SUPER_MAGIC);
  const bool legacy = is_type("/sys/fs/cgroup", TMPFS_MAGIC);
  return {"cgroups", false, hybrid ? "hybrid (v1 with an extra v2)" : legacy ? "legacy (v1)" : "not mounted", without};
}

Ability systemd() {
  const bool is = host_abilities().service_manager;
  return {"systemd", is, is ? "PID 1 of this host" : "not PID 1 of this host",
          "scopes, slices and units; managers that ask systemd for a scope (try a lab)"};
}

Ability bus() {
  struct stat status {};
  const bool is = stat("/run/dbus/system_bus_socket", &status) == 0 && S_ISSOCK(status.st_mode);
  return {"system-bus", is, is ? "/run/dbus/system_bus_socket" : "no /run/dbus/system_bus_socket",
          "everything that machined and systemd are asked for"};
}

Ability machined() {
  for (const char* path : {"/usr/lib/systemd/systemd-machined", "/lib/systemd/systemd-machined"})
    if (access(path, X_OK) == 0) return {"machined", bus().there, path, "registration of machines"};
  return {"machined", false, "systemd-machined is not installed (Debian: systemd-container)",
          "registration of machines"};
}

Ability pidfs() {
  const bool is = machine::has_pidfd_identity();
  return {"pidfs", is, is ? "pidfds have an identity" : "pidfds have no identity (Linux 6.9 has)",
          "LISTEN_PIDFDID and LeaderPIDFDId"};
}

Ability user_namespaces() {
  const bool is = access("/proc/self/ns/user", F_OK) == 0;
  return {"user-namespaces", is, is ? "known to the kernel" : "not in this kernel", "machines with a user namespace"};
}

Ability vm_kernel() {
  const auto found = guest::find_kernel();
  if (found.empty()) return {"vm-kernel", false, "no /boot/vmlinuz-*; give one with --kernel", "VM managers"};
  const auto version = guest::kernel_version(found);
  const bool modules = fs::is_directory("/lib/modules/" + version);
  return {"vm-kernel", true, found.string() + (modules ? "" : " (its modules are not installed)"), "VM managers"};
}

/// Where there is a kernel it has to boot that one: a KVM may run single instructions and not a kernel.
Ability kvm() {
  const auto kernel = guest::find_kernel();
  const bool can_boot =
      !kernel.empty() && access(kernel.c_str(), R_OK) == 0 && !machine::find_command("qemu-system-x86_64").empty();
  machine::Loop loop;
  const auto found = can_boot ? lab::try_qemu_with_kvm(loop, kernel) : machine::try_kvm();
  const auto* works =
      can_boot ? "boots a kernel" : "runs an instruction; a kernel was not tried (QEMU, /boot/vmlinuz-*)";
  return {"kvm", found.proven,
          found.proven ? works : (found.present ? "there, but does not work: " : "") + found.problem,
          "VMs at full speed; they are emulated instead"};
}

Ability probe() {
  try {
    return {"probe", true, machine::find_probe().string(), ""};
  } catch (const std::runtime_error& error) {
    return {"probe", false, error.what(), "anything"};
  }
}

std::vector<Ability> look() {
  std::vector<Ability> all;
  for (const auto& ability :
       {kernel, root, cgroups, systemd, bus, machined, pidfs, user_namespaces, vm_kernel, kvm, probe})
    all.push_back(ability());
  return all;
}

std::string as_json(const std::vector<Ability>& all) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& ability : all)
    json.push_back({{"name", ability.name},
                    {"available", ability.there},
                    {"detail", ability.detail},
                    {"without", ability.without}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string as_text(const std::vector<Ability>& all) {
  std::string text;
  for (const auto& ability : all) {
    text += fmt::format("{:<3}  {:<16} {}\n", ability.there ? "yes" : "no", ability.name,
                        reports::printable(ability.detail));
    if (!ability.there && !ability.without.empty())
      text += fmt::format("     {:<16} cannot be checked: {}\n", "", ability.without);
  }
  return text;
}

int doctor(bool json) {
  const auto all = look();
  print(json ? as_json(all) : as_text(all));
  return reports::exit_code::passed;
}

Command doctor_command() {
  auto json = std::make_shared<bool>(false);
  Command command;
  command.add({{.names = "--json", .help = "As JSON", .into = json.get()}});
  command.action = [json] { return doctor(*json); };
  return command;
}

const Registered registered(summary::doctor, doctor_command);

}  // namespace

}  // namespace conformance::runner
