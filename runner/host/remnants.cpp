// SPDX-License-Identifier: Apache-2.0
#include "runner/host/remnants.h"

#include "runner/host/file.h"
#include "runner/host/proc.h"

#include <fmt/format.h>
#include <unistd.h>

namespace conformance::runner::host {

namespace {

constexpr const char* service = "org.freedesktop.systemd1";
constexpr const char* interface = "org.freedesktop.systemd1.Manager";
const Target manager_object = {service, "/org/freedesktop/systemd1", interface};
constexpr auto deadline = std::chrono::seconds(2);

/// Whether systemd has the unit loaded; an error of another kind is told.
bool is_loaded(Bus& bus, const std::string& unit, std::string& path, std::string& problem) {
  bool loaded = false;
  bus.call<sdbus::ObjectPath>(
      manager_object, "GetUnit",
      [&](const std::string& error, const sdbus::ObjectPath& found) {
        loaded = error.empty();
        path = found;
        problem = error.ends_with(".NoSuchUnit") ? "" : error;
      },
      unit);
  bus.finish(deadline);
  return loaded;
}

/// systemd tells of units that go to those who subscribed; asked again afterwards, none is missed.
void await_removal(Bus& bus, const std::string& unit) {
  bool removed = false;
  bus.on_signal(service, manager_object.path, interface, "UnitRemoved",
                [&](const std::string&, const std::string& name) { removed = removed || name == unit; });
  bus.call<>(manager_object, "Subscribe", [](const std::string&) {});
  bus.finish(deadline);
  std::string path;
  std::string problem;
  if (is_loaded(bus, unit, path, problem)) bus.wait([&] { return removed; }, deadline);
}

}  // namespace

std::vector<evidence::Process> still_running(const std::vector<evidence::Process>& before) {
  std::vector<evidence::Process> found;
  for (const evidence::Process& process : before) {
    if (process.role == "manager") continue;  // it has its own end
    const auto pid = static_cast<pid_t>(process.pid);
    const Status now = status_of(pid);
    if (now.namespace_pids == process.namespace_pids && valid_utf8(command_name(pid)) == process.name)
      found.push_back(process);
  }
  return found;
}

evidence::Group<evidence::UnitState> unit_after(Bus& bus, const evidence::Unit& unit,
                                                const std::vector<Hierarchy>& all) {
  using Result = evidence::Group<evidence::UnitState>;
  if (unit.name.empty()) return Result::absent("the leader was in no unit");
  evidence::UnitState state{.name = unit.name, .load_state = "not-found", .active_state = "inactive"};
  std::string path;
  std::string problem;
  bool loaded = is_loaded(bus, unit.name, path, problem);
  if (loaded && unit.name.ends_with(".scope")) {
    await_removal(bus, unit.name);
    loaded = is_loaded(bus, unit.name, path, problem);
  }
  if (!problem.empty()) return Result::absent(fmt::format("systemd did not tell of {} ({})", unit.name, problem));
  if (loaded) {
    bus.get_all(service, path, "org.freedesktop.systemd1.Unit",
                [&](const std::string& error, const Properties& properties) {
                  if (!error.empty()) return;  // it went meanwhile
                  state.load_state = valid_utf8(property<std::string>(properties, "LoadState").value_or(""));
                  state.active_state = valid_utf8(property<std::string>(properties, "ActiveState").value_or(""));
                });
    bus.finish(deadline);
  }
  const Hierarchy* hierarchy = systemd_hierarchy(all);
  const auto directory = hierarchy != nullptr ? directory_of(*hierarchy, unit.control_group) : std::nullopt;
  state.cgroup_exists = directory && ::access(directory->c_str(), F_OK) == 0;
  return state;
}

}  // namespace conformance::runner::host
