// SPDX-License-Identifier: Apache-2.0
#include "runner/host/machined.h"

#include "fixtures/guest/requests.h"
#include "runner/host/control.h"
#include "runner/host/proc.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/syscall.h>

#include <algorithm>
#include <stdexcept>

namespace conformance::runner::host {

namespace {

constexpr const char* service = "org.freedesktop.machine1";
constexpr const char* unknown_object = "org.freedesktop.DBus.Error.UnknownObject";
const Target manager_object = {service, "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager"};
constexpr auto deadline = std::chrono::seconds(2);
constexpr std::size_t max_machines = 256;
constexpr std::size_t max_signals = 1000;
constexpr std::size_t max_lookups = 8;

using Listed = std::vector<sdbus::Struct<std::string, std::string, std::string, sdbus::ObjectPath>>;

std::string hexadecimal(const std::vector<std::uint8_t>& bytes) {
  std::string digits;
  for (const std::uint8_t byte : bytes) digits += fmt::format("{:02x}", byte);
  return digits.empty() ? std::string(32, '0') : digits;  // machined shows "none was passed" in both ways
}

}  // namespace

evidence::Machine machine_of(const Properties& properties) {
  const auto text = [&](const char* name) { return valid_utf8(property<std::string>(properties, name).value_or("")); };
  const auto large = [&](const char* name) { return property<std::uint64_t>(properties, name); };
  const auto pid = [&](const char* name) { return property<std::uint32_t>(properties, name); };
  evidence::Machine machine;
  machine.name = text("Name");
  machine.id = hexadecimal(property<std::vector<std::uint8_t>>(properties, "Id").value_or(std::vector<std::uint8_t>{}));
  machine.service = text("Service");
  machine.machine_class = text("Class");
  machine.leader = pid("Leader").value_or(0);
  machine.leader_pidfd_id = large("LeaderPIDFDId");
  if (const auto supervisor = pid("Supervisor")) machine.supervisor = *supervisor;
  if (const auto cid = pid("VSockCID")) machine.vsock_cid = *cid;
  if (properties.contains("SSHAddress")) machine.ssh_address = text("SSHAddress");
  if (properties.contains("SSHPrivateKeyPath")) machine.ssh_private_key_path = text("SSHPrivateKeyPath");
  machine.root_directory = text("RootDirectory");
  machine.unit = text("Unit");
  if (properties.contains("Subgroup")) machine.subgroup = text("Subgroup");
  for (const std::int32_t index :
       property<std::vector<std::int32_t>>(properties, "NetworkInterfaces").value_or(std::vector<std::int32_t>{}))
    machine.network_interfaces.push_back(index);
  machine.timestamp_us = large("Timestamp").value_or(0);
  machine.timestamp_monotonic_us = large("TimestampMonotonic").value_or(0);
  machine.state = text("State");
  return machine;
}

Machined::Machined(Bus& bus) : bus_(bus) {
  for (const char* signal : {"MachineNew", "MachineRemoved"})
    bus_.on_signal(service, manager_object.path, manager_object.interface, signal,
                   [this](const std::string& member, const std::string& name) {
                     // The last ones tell the end, and what follows a MachineNew is all there.
                     if (signals_.size() >= max_signals) signals_.erase(signals_.begin());
                     signals_.push_back({member, valid_utf8(name)});
                   });
  error_before_ = list(facts_.names_before);
}

/// The error, empty on success.
std::string Machined::list(Names& names) {
  std::string error;
  bus_.call<Listed>(manager_object, "ListMachines", [&](const std::string& problem, const Listed& machines) {
    error = problem;
    for (const auto& machine : machines)
      if (std::get<0>(machine) != ".host" && names.size() < max_machines)
        names.push_back(valid_utf8(std::get<0>(machine)));
  });
  bus_.finish(deadline);
  return error;
}

void Machined::ask_machine(const std::string& name, const std::string& path) {
  bus_.get_all(service, path, "org.freedesktop.machine1.Machine",
               [this, name](const std::string& error, const Properties& properties) {
                 if (error == unknown_object) return;  // it has gone meanwhile
                 if (!error.empty()) {
                   unanswered_ = fmt::format("{} of machine {}", error, name);
                   return;
                 }
                 evidence::Machine machine = machine_of(properties);
                 if (machine.name.empty()) machine.name = name;
                 const Inode root =
                     machine.root_directory.empty() ? Inode{} : inode_of(machine.root_directory).value_or(Inode{});
                 machine.root_device = root.device;
                 machine.root_inode = root.inode;
                 facts_.machines.push_back(std::move(machine));
               });
}

void Machined::ask_owner(pid_t pid, evidence::PidLookup& lookup) {
  lookup = {pid, "", ""};
  bus_.call<sdbus::ObjectPath>(
      manager_object, "GetMachineByPID",
      [&lookup](const std::string& error, const sdbus::ObjectPath& path) {
        lookup.error = error;
        if (error.empty()) lookup.name = name_of_path(path);
      },
      static_cast<std::uint32_t>(pid));
}

void Machined::ask_about_leader() {
  bus_.call<sdbus::ObjectPath>(
      manager_object, "GetMachineByPID",
      [this](const std::string& error, const sdbus::ObjectPath& path) {
        if (error == no_reply) unanswered_ = fmt::format("{} of the leader's machine", error);
        if (!error.empty()) return;
        name_by_leader_ = name_of_path(path);
        call_all(name_by_leader_);
      },
      static_cast<std::uint32_t>(leader_));
}

void Machined::ask_machines(pid_t leader, const std::vector<pid_t>& payload) {
  leader_ = leader;
  bus_.call<Listed>(manager_object, "ListMachines", [this](const std::string& error, const Listed& machines) {
    error_ = error;
    std::size_t asked = 0;
    for (const auto& machine : machines)
      if (std::get<0>(machine) != ".host" && asked++ < max_machines)
        ask_machine(valid_utf8(std::get<0>(machine)), std::get<3>(machine));
  });
  if (leader > 0) ask_about_leader();
  facts_.pid_lookups.resize(std::min(payload.size(), max_lookups));
  for (std::size_t i = 0; i < facts_.pid_lookups.size(); ++i) {
    handles_.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, payload[i], 0)));
    ask_owner(payload[i], facts_.pid_lookups[i]);
  }
}

// A process that ended before machined looked has no machine any more, and that is nobody's fault.
void Machined::forget_ended() {
  std::vector<evidence::PidLookup> alive;
  for (std::size_t i = 0; i < facts_.pid_lookups.size(); ++i) {
    pollfd handle{handles_[i].get(), POLLIN, 0};
    const bool ended = !handles_[i] || ::poll(&handle, 1, 0) != 0;
    if (facts_.pid_lookups[i].error.empty() || !ended) alive.push_back(facts_.pid_lookups[i]);
  }
  facts_.pid_lookups = std::move(alive);
  handles_.clear();
}

namespace {

using Addresses = std::vector<sdbus::Struct<std::int32_t, std::vector<std::uint8_t>>>;

std::string text_of(const Addresses& addresses) {
  std::string text;
  for (const auto& address : addresses) {
    const auto family = std::get<0>(address);
    const auto& bytes = std::get<1>(address);
    char written[INET6_ADDRSTRLEN] = "";
    const bool whole = (family == AF_INET && bytes.size() == 4) || (family == AF_INET6 && bytes.size() == 16);
    if (!whole || !::inet_ntop(family, bytes.data(), written, sizeof written)) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " ", written);
  }
  return text;
}

}  // namespace

void Machined::ask_for_pty(const std::string& machine) {
  facts_.open_pty = evidence::Group<evidence::Call>::absent("a pty in it was not asked for: that would change it");
  if (only_look_) return;
  bus_.call<sdbus::UnixFd, std::string>(
      manager_object, "OpenMachinePTY",
      [this](const std::string& error, const sdbus::UnixFd&, const std::string& path) {
        facts_.open_pty = evidence::Call{error, valid_utf8(path)};
      },
      machine);
}

void Machined::call_all(const std::string& machine) {
  called_ = machine;
  ask_for_pty(machine);
  bus_.call<Addresses>(
      manager_object, "GetMachineAddresses",
      [this](const std::string& error, const Addresses& addresses) {
        facts_.addresses = evidence::Call{error, text_of(addresses)};
      },
      machine);
  using Fields = std::map<std::string, std::string>;
  bus_.call<Fields>(
      manager_object, "GetMachineOSRelease",
      [this](const std::string& error, const Fields& fields) {
        const auto id = fields.find("ID");
        facts_.os_release = evidence::Call{error, id == fields.end() ? "" : valid_utf8(id->second)};
      },
      machine);
  bus_.call<std::uint32_t>(
      manager_object, "GetMachineUIDShift",
      [this](const std::string& error, std::uint32_t shift) {
        facts_.uid_shift = evidence::Call{error, error.empty() ? fmt::format("{}", shift) : ""};
      },
      machine);
  ask_to_bind(machine);
}

/// BindMountMachine: machinectl bind is just that.
void Machined::ask_to_bind(const std::string& machine) {
  if (bind_source_.empty()) return;
  bus_.call<>(
      manager_object, "BindMountMachine", [this](const std::string& problem) { bind_error_ = problem; }, machine,
      bind_source_, std::string(guest::bound_path), true, true);
}

/// Whether the leader sees the directory.
void Machined::see_bound() {
  facts_.bind_mount = evidence::Group<evidence::Call>::absent("nothing was offered to be bound");
  if (bind_source_.empty()) return;
  const auto source = inode_of(bind_source_);
  const Descriptor root(::open(proc_path(leader_, "root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how{};
  how.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const Descriptor seen(static_cast<int>(::syscall(SYS_openat2, root.get(), guest::bound_path, &how, sizeof how)));
  const bool same = seen && source && inode_of(seen.get()) == source;
  facts_.bind_mount = evidence::Call{bind_error_, same ? "seen" : "not seen"};
}

/// How a VM is reached without D-Bus.
void Machined::reach(const std::string& name) {
  facts_.control = evidence::Group<evidence::Control>::absent("the machine is registered as a container");
  facts_.ssh_key = evidence::Group<evidence::Node>::absent("no private key is registered");
  const auto machine = std::ranges::find(facts_.machines, name, &evidence::Machine::name);
  if (machine == facts_.machines.end()) return;
  if (machine->machine_class == "vm") facts_.control = control_of(machined_socket, name);
  if (machine->ssh_private_key_path && !machine->ssh_private_key_path->empty())
    facts_.ssh_key = key_file(*machine->ssh_private_key_path);
}

/// Machines may share processes, but each has its own leader.
std::optional<std::string> Machined::machine_of_leader() const {
  if (leader_ <= 0) return std::nullopt;
  const auto own = std::ranges::find(facts_.machines, leader_, &evidence::Machine::leader);
  if (own != facts_.machines.end()) return own->name;
  return name_by_leader_.empty() ? std::nullopt : std::optional(name_by_leader_);
}

evidence::Group<evidence::Registration> Machined::registration() {
  using Result = evidence::Group<evidence::Registration>;
  // Without the names from before the start every machine would look new.
  for (const std::string& error : {error_before_, error_})
    if (!error.empty())
      return Result::absent(fmt::format(
          "systemd-machined did not answer ({}): install it on the host (package systemd-container), or run in "
          "the lab",
          error));
  forget_ended();
  facts_.leader_machine = machine_of_leader();
  // The machine that was not told of may be this one.
  if (!facts_.leader_machine && !unanswered_.empty())
    return Result::absent(fmt::format("systemd-machined did not answer all that it was asked ({})", unanswered_));
  if (facts_.leader_machine) {
    if (*facts_.leader_machine != called_) call_all(*facts_.leader_machine);
    bus_.finish(deadline);
    see_bound();
    reach(*facts_.leader_machine);
  } else {
    const auto absent = evidence::Group<evidence::Call>::absent("the machine is not registered with systemd-machined");
    facts_.open_pty = facts_.addresses = facts_.os_release = facts_.uid_shift = facts_.bind_mount = absent;
    facts_.control = evidence::Group<evidence::Control>::absent(absent.reason());
    facts_.ssh_key = evidence::Group<evidence::Node>::absent(absent.reason());
  }
  facts_.signals = signals_;
  return facts_;
}

/// One that was taken back and made anew has an end of its own.
bool Machined::removed(const std::string& machine) const {
  const auto last = std::find_if(signals_.rbegin(), signals_.rend(),
                                 [&](const evidence::MachineSignal& signal) { return signal.name == machine; });
  return last != signals_.rend() && last->signal == "MachineRemoved";
}

/// The name this run's machine is known by, or would be; empty: nobody knows one, or it was there before.
std::string Machined::name_of_ours(const evidence::Registration& registration) const {
  if (registration.leader_machine) return *registration.leader_machine;
  return std::ranges::count(registration.names_before, asked_name_) == 0 ? asked_name_ : "";
}

void Machined::after(evidence::Registration& registration) {
  bus_.dispatch();
  // machined notices the end of a machine a little after the guest's last process (its unit has to end first).
  const std::string ours = name_of_ours(registration);
  if (!ours.empty() && !removed(ours)) {
    Names now;
    list(now);
    if (std::ranges::count(now, ours) > 0) bus_.wait([&] { return removed(ours); }, deadline);
  }
  registration.names_after.clear();
  if (const std::string error = list(registration.names_after); !error.empty())
    throw std::runtime_error(fmt::format("systemd-machined did not answer ({})", error));
  registration.signals = signals_;
}

}  // namespace conformance::runner::host
