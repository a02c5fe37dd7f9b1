// SPDX-License-Identifier: Apache-2.0
#include "runner/host/running.h"

#include "runner/host/bus.h"
#include "runner/host/cgroups.h"
#include "runner/host/device_filter.h"
#include "runner/host/file.h"
#include "runner/host/identity.h"
#include "runner/host/leader.h"
#include "runner/host/links.h"
#include "runner/host/machined.h"
#include "runner/host/observer.h"
#include "runner/host/proc.h"
#include "runner/host/processes.h"
#include "runner/host/systemd.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>

namespace conformance::runner {

namespace {

using namespace host;
using evidence::Group;

constexpr auto deadline = std::chrono::seconds(2);

Stranger stranger_of(pid_t pid) {
  const std::string inside = read_link(proc_path(pid, "ns/pid"));
  const auto ancestors = ancestors_of(::getpid());
  return {.pid = pid,
          .name = valid_utf8(command_name(pid)),
          .exists = !status_of(pid).namespace_pids.empty(),
          .ours = pid == ::getpid() || std::ranges::find(ancestors, pid) != ancestors.end(),
          .namespace_seen = !inside.empty(),
          .beside_us = inside == read_link("/proc/self/ns/pid"),
          .runs_a_vm = host::runs_a_vm(pid)};
}

/// The machine machined knows under that name.
evidence::Machine registered(const std::string& name) {
  std::string problem;
  const auto bus = Bus::open(problem);
  if (!bus) throw NoMachine(fmt::format("machined cannot be asked for the machine \"{}\": {}", name, problem));
  const Target manager{"org.freedesktop.machine1", "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager"};
  std::optional<evidence::Machine> machine;
  bus->call<sdbus::ObjectPath>(
      manager, "GetMachine",
      [&](const std::string& error, const sdbus::ObjectPath& path) {
        problem = error;
        if (!error.empty()) return;
        bus->get_all(manager.service, path, "org.freedesktop.machine1.Machine",
                     [&](const std::string& failed, const Properties& properties) {
                       problem = failed;
                       if (failed.empty()) machine = machine_of(properties);
                     });
      },
      name);
  bus->finish(deadline);
  if (!machine || machine->leader <= 0)
    throw NoMachine(fmt::format("machined knows no machine \"{}\" ({})", name, problem));
  return *machine;
}

/// For a process of the machine the machine's init: that is the leader of a container.
pid_t leader_of(pid_t pid, const std::string& subject) {
  if (subject == "vm") return pid;
  const auto init = init_beside(pid);
  if (!init) throw NoMachine(fmt::format("the PID namespace of process {} has no init that can be seen", pid));
  return *init;
}

template <class Facts, class Look>
void observe(Group<Facts>& group, Look look) {
  try {
    group = look();
  } catch (const std::exception& error) {
    group = Group<Facts>::absent(fmt::format("looking failed: {}", error.what()));
  }
}

template <class... Facts>
void leave_out(const std::string& reason, Group<Facts>&... groups) {
  ((groups = Group<Facts>::absent(reason)), ...);
}

void leave_out_what_takes_more(evidence::Host& host) {
  leave_out("the machine was started by somebody else, and nobody knows by which process", host.launcher);
  leave_out("the machine was running already: there was no look at the host before its start", host.changes,
            host.settings);
  leave_out("the machine was not looked at from inside", host.journal, host.unix_export, host.propagated_mounts,
            host.payload_tree, host.payload_use);
  leave_out("the machine was left running", host.unit_after, host.processes_after);
}

std::vector<pid_t> payload_of(const Group<std::vector<evidence::Process>>& processes) {
  std::vector<pid_t> pids;
  if (!processes) return pids;
  for (const auto& process : *processes)
    if (process.role == "payload") pids.push_back(static_cast<pid_t>(process.pid));
  return pids;
}

/// What systemd and machined say.
void ask(Bus& bus, const Running& running, const std::vector<Hierarchy>& all, evidence::Host& host) {
  Systemd systemd(bus);
  systemd.ask_version();
  systemd.ask_unit(running.leader, all);
  Machined machined(bus);
  machined.only_look();
  machined.ask_machines(running.leader, payload_of(host.processes));
  bus.finish(deadline);
  host.identity.edit().systemd_version = systemd.version();
  observe(host.unit_cgroup, [&] {
    if (systemd.unit_known()) return unit_cgroup(all, systemd.control_group());
    return Group<evidence::UnitCgroup>::absent("systemd knows no unit with a control group for the leader");
  });
  observe(host.unit, [&] { return systemd.unit(host.unit_cgroup); });
  observe(host.slices, [&] { return systemd.slices(); });
  observe(host.registration, [&] { return machined.registration(); });
  // Nobody knows what was registered before the machine was started.
  if (host.registration) host.registration.edit().names_before.clear();
}

}  // namespace

namespace host {

std::string why_no_machine(const Stranger& stranger, const std::string& subject) {
  const auto pid = stranger.pid;
  if (pid == 1) return "PID 1 is the init of this host, and no machine";
  if (!stranger.exists) return fmt::format("there is no process {}", pid);
  if (stranger.ours) return fmt::format("process {} is this program, or one that started it, and no machine", pid);
  if (!stranger.namespace_seen)
    return fmt::format("the namespaces of process {} ({}) may not be looked at: it takes root", pid, stranger.name);
  const bool vm = subject == "vm" || (subject.empty() && stranger.runs_a_vm);
  if (stranger.beside_us && !vm)
    return fmt::format(
        "process {} ({}) lives in the PID namespace of this program: it is no container. A VM is known by the KVM "
        "machine it has open, by the name of its program, or by --profile",
        pid, stranger.name);
  return "";
}

}  // namespace host

Running find_running(const std::string& wanted, const std::string& subject) {
  const auto pid = number(wanted);
  Running running{.subject = subject};
  if (pid && *pid > 0 && *pid <= 0x7fffffff) {
    running.leader = static_cast<pid_t>(*pid);
  } else {
    const auto machine = registered(wanted);
    running.leader = static_cast<pid_t>(machine.leader);
    if (running.subject.empty() && machine.machine_class == "vm") running.subject = "vm";
  }
  const auto stranger = stranger_of(running.leader);
  if (const auto why = why_no_machine(stranger, running.subject); !why.empty()) throw NoMachine(why);
  if (running.subject.empty()) running.subject = stranger.beside_us ? "vm" : "container";
  running.leader = leader_of(running.leader, running.subject);
  return running;
}

void look_at_running(const Running& running, evidence::Host& host) {
  leave_out_what_takes_more(host);
  const auto mounts = mount_table();
  const auto all = hierarchies(mounts);
  host.identity = identity(mounts);
  observe(host.leader, [&] { return host::leader(running.leader); });
  observe(host.processes, [&]() -> Group<std::vector<evidence::Process>> {
    return processes(Watched{.subject = running.subject}, running.leader);
  });
  host.network = links();
  observe(host.device_filter, [&] {
    if (host.leader) return device_filter(all, host.leader->cgroups);
    return Group<evidence::DeviceFilter>::absent(host.leader.reason());
  });
  std::string problem;
  if (const auto bus = Bus::open(problem)) return ask(*bus, running, all, host);
  leave_out(problem, host.unit, host.slices, host.unit_cgroup, host.registration);
}

}  // namespace conformance::runner
