// SPDX-License-Identifier: Apache-2.0
#include "runner/host/observer.h"

#include "fixtures/guest/requests.h"
#include "runner/host/bus.h"
#include "runner/host/cgroups.h"
#include "runner/host/device_filter.h"
#include "runner/host/exported.h"
#include "runner/host/identity.h"
#include "runner/host/journal.h"
#include "runner/host/links.h"
#include "runner/host/machined.h"
#include "runner/host/processes.h"
#include "runner/host/remnants.h"
#include "runner/host/settings.h"
#include "runner/host/systemd.h"

#include <fmt/format.h>

#include <exception>

namespace conformance::runner {

namespace {

constexpr auto deadline = std::chrono::seconds(2);

std::vector<pid_t> payload_pids(const evidence::Group<std::vector<evidence::Process>>& processes) {
  std::vector<pid_t> pids;
  if (!processes) return pids;
  for (const evidence::Process& process : *processes)
    if (process.role == "payload") pids.push_back(static_cast<pid_t>(process.pid));
  return pids;
}

/// Runs a part of the observation; what goes wrong in it is told and stays in it.
template <class Facts, class Look>
void observe(evidence::Group<Facts>& group, Look look) {
  try {
    group = look();
  } catch (const std::exception& error) {
    group = evidence::Group<Facts>::absent(fmt::format("looking failed: {}", error.what()));
  }
}

/// Adds to facts that are there. Facts that could not be completed would read as "nothing was left", so they go.
template <class Facts, class Look>
void complete(evidence::Group<Facts>& group, Look look) {
  if (!group) return;
  try {
    look(group.edit());
  } catch (const std::exception& error) {
    group = evidence::Group<Facts>::absent(fmt::format("looking after the end failed: {}", error.what()));
  }
}

}  // namespace

struct HostObserver::State {
  struct Snapshot {
    std::vector<evidence::Mount> mounts;
    std::vector<host::Hierarchy> hierarchies;
    host::CgroupTree cgroups;
    evidence::Group<std::vector<evidence::Link>> links;
  };

  static Snapshot snapshot() {
    Snapshot taken;
    taken.mounts = host::mount_table();
    taken.hierarchies = host::hierarchies(taken.mounts);
    taken.cgroups = host::cgroup_tree(taken.hierarchies);
    taken.links = host::links();
    return taken;
  }

  Look look;
  std::string bus_problem;
  std::unique_ptr<host::Bus> bus;
  std::unique_ptr<host::Systemd> systemd;
  std::unique_ptr<host::Machined> machined;
  evidence::Identity identity;
  Snapshot before;
  host::Settings settings_before;

  void connect();
  void bus_facts(const Snapshot& now, evidence::Host& host);
  void attribute(std::vector<evidence::NewCgroup>& groups);
  evidence::Group<evidence::Changes> changes_during(const Snapshot& now);
  void changes_after(evidence::Changes& changes);
  void settings_after(evidence::Host& host) const;
  void unit_after(evidence::Host& host);
};

void HostObserver::State::connect() {
  bus = host::Bus::open(bus_problem);
  if (!bus) return;
  systemd = std::make_unique<host::Systemd>(*bus);
  systemd->ask_version();
  machined = std::make_unique<host::Machined>(*bus);
}

/// Says to whom each new group belongs: to the leader's unit, to another one, to none.
void HostObserver::State::attribute(std::vector<evidence::NewCgroup>& groups) {
  if (!systemd) return;
  const std::string own = systemd->unit_group();
  std::vector<std::string> others;
  for (evidence::NewCgroup& group : groups) {
    group.below_unit = !own.empty() && host::is_in_group(group.path, own);
    if (!group.below_unit) others.push_back(group.path);
  }
  systemd->ask_owners(others);
  bus->finish(deadline);
  for (evidence::NewCgroup& group : groups)
    group.unit = group.below_unit ? systemd->unit_name() : systemd->owner(group.path);
}

/// What systemd and machined say, once their answers are there.
void HostObserver::State::bus_facts(const Snapshot& now, evidence::Host& host) {
  if (!bus) {
    host.unit = evidence::Group<evidence::Unit>::absent(bus_problem);
    host.slices = evidence::Group<std::vector<evidence::Slice>>::absent(bus_problem);
    host.unit_cgroup = evidence::Group<evidence::UnitCgroup>::absent(bus_problem);
    host.registration = evidence::Group<evidence::Registration>::absent(bus_problem);
    return;
  }
  bus->finish(deadline);
  observe(host.unit_cgroup, [&] {
    if (systemd->unit_known()) return host::unit_cgroup(now.hierarchies, systemd->control_group());
    return evidence::Group<evidence::UnitCgroup>::absent("systemd knows no unit with a control group for the leader");
  });
  observe(host.unit, [&] { return systemd->unit(host.unit_cgroup); });
  observe(host.slices, [&] { return systemd->slices(); });
  observe(host.registration, [&] { return machined->registration(); });
}

evidence::Group<evidence::Changes> HostObserver::State::changes_during(const Snapshot& now) {
  using Result = evidence::Group<evidence::Changes>;
  for (const std::string& problem : {before.cgroups.problem, now.cgroups.problem})
    if (!problem.empty()) return Result::absent(problem);
  if (!before.links || !now.links) return Result::absent(before.links ? now.links.reason() : before.links.reason());
  evidence::Changes changes;
  changes.cgroups_during = host::new_cgroups(before.cgroups, now.cgroups);
  attribute(changes.cgroups_during);
  changes.mounts_during = host::new_mounts(before.mounts, now.mounts);
  changes.links_during = host::new_links(*before.links, *now.links);
  return changes;
}

void HostObserver::State::changes_after(evidence::Changes& changes) {
  const Snapshot now = snapshot();
  if (!now.cgroups.problem.empty()) throw std::runtime_error(now.cgroups.problem);
  changes.cgroups_after = host::new_cgroups(before.cgroups, now.cgroups);
  attribute(changes.cgroups_after);
  changes.mounts_after = host::new_mounts(before.mounts, now.mounts);
  const auto links = now.links && host::new_links(*before.links, *now.links).empty()
                         ? now.links
                         : host::settled_links(*before.links, deadline);
  if (!links) throw std::runtime_error(links.reason());
  changes.links_after = host::new_links(*before.links, *links);
}

void HostObserver::State::settings_after(evidence::Host& host) const {
  if (!look.settings) {
    host.settings = decltype(host.settings)::absent("the host's settings are looked at in the scenario host-settings");
    return;
  }
  observe(host.settings, [&]() -> evidence::Group<std::vector<evidence::SettingChange>> {
    return host::changed(settings_before, host::settings());
  });
}

void HostObserver::State::unit_after(evidence::Host& host) {
  if (!host.unit) {
    host.unit_after = evidence::Group<evidence::UnitState>::absent(host.unit.reason());
    return;
  }
  observe(host.unit_after, [&] { return host::unit_after(*bus, *host.unit, before.hierarchies); });
}

HostObserver::HostObserver(Look look) : state_(std::make_unique<State>()) {
  state_->look = look;
  // The bus first: asking may start machined, and what that changes on the host is not the manager's doing, so the
  // snapshot is taken after it.
  try {
    state_->connect();
  } catch (const std::exception& error) {
    state_->bus.reset();
    state_->bus_problem = fmt::format("the system bus cannot be used: {}", error.what());
  }
  state_->before = State::snapshot();
  if (look.settings) state_->settings_before = host::settings();
  state_->identity = host::identity(state_->before.mounts);
  if (state_->systemd) state_->identity.systemd_version = state_->systemd->version();
}

HostObserver::~HostObserver() = default;

int HostObserver::bus_descriptor() const { return state_->bus ? state_->bus->descriptor() : -1; }

void HostObserver::dispatch_bus() {
  if (state_->bus) state_->bus->dispatch();
}

void HostObserver::while_up(const Watched& watched, evidence::Host& host) {
  const pid_t leader = find_leader(watched.nonce, watched.subject).value_or(0);
  // systemd and machined work on their answers while we read /proc.
  if (state_->bus && leader > 0) state_->systemd->ask_unit(leader, state_->before.hierarchies);
  host.identity = state_->identity;
  observe(host.launcher, host::launcher);
  if (leader > 0) {
    observe(host.leader, [&] { return host::leader(leader); });
  } else {
    host.leader = evidence::Group<evidence::Leader>::absent("no process of this host carries the machine's nonce");
  }
  observe(host.processes,
          [&]() -> evidence::Group<std::vector<evidence::Process>> { return host::processes(watched, leader); });
  if (state_->bus) state_->machined->offer(watched.offered);
  if (state_->bus) state_->machined->asked_for(watched.machine_name);
  if (state_->bus) state_->machined->ask_machines(leader, payload_pids(host.processes));
  const State::Snapshot now = State::snapshot();
  host.network = now.links;
  host.propagated_mounts = host::mounted_from(now.mounts, guest::mounted_source(watched.nonce));
  if (leader > 0) observe(host.unix_export, [&] { return host::unix_export(leader, now.mounts); });
  observe(host.device_filter, [&] {
    if (host.leader) return host::device_filter(now.hierarchies, host.leader->cgroups);
    return evidence::Group<evidence::DeviceFilter>::absent(host.leader.reason());
  });
  state_->bus_facts(now, host);
  observe(host.changes, [&] { return state_->changes_during(now); });
  observe(host.journal, [&] { return host::journal_link(watched.guest_machine_id, watched.guest_tree, leader); });
}

void HostObserver::exec_session(const Watched& watched, evidence::Host& host) {
  std::vector<evidence::Process> all = host.processes ? *host.processes : std::vector<evidence::Process>{};
  for (evidence::Process& process : host::exec_processes(watched.nonce)) {
    std::erase_if(all, [&](const evidence::Process& known) { return known.pid == process.pid; });
    all.push_back(std::move(process));
  }
  host.processes = std::move(all);
}

void HostObserver::after(evidence::Host& host) {
  if (state_->bus) complete(host.registration, [&](evidence::Registration& facts) { state_->machined->after(facts); });
  if (state_->bus) state_->unit_after(host);
  if (host.processes)
    observe(host.processes_after,
            [&]() -> evidence::Group<std::vector<evidence::Process>> { return host::still_running(*host.processes); });
  complete(host.changes, [&](evidence::Changes& changes) { state_->changes_after(changes); });
  state_->settings_after(host);
}

}  // namespace conformance::runner
