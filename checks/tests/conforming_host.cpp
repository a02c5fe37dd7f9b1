// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/conforming_host.h"

#include "checks/tests/conforming_starts.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace conformance::checks::testing {

std::string below_scope(std::string_view child) {
  std::string path = scope;
  path += '/';
  return path += child;
}

std::vector<evidence::CgroupPath> in_group(std::string path) { return {{.path = std::move(path)}}; }

evidence::Process a_process(std::int64_t pid, std::string name, std::string role, std::string group) {
  return {.pid = pid,
          .parent = 1,
          .name = std::move(name),
          .role = std::move(role),
          .namespace_pids = {pid},
          .cgroups = in_group(std::move(group))};
}

evidence::Terminal a_pty(std::uint64_t number) {
  return {.path = "/dev/pts/" + std::to_string(number),
          .kind = "character",
          .major = 136,
          .minor = number,
          .device = pty_device,
          .inode = 3 + number,
          .file_system = devpts_type,
          .terminal = true};
}

evidence::Descriptor a_socket(std::int64_t number, std::uint64_t inode) {
  return {.number = number,
          .target = "socket:[" + std::to_string(inode) + "]",
          .kind = "socket",
          .inode = inode,
          .socket = evidence::Socket{.family = "unix", .type = "stream", .listening = true}};
}

void fill_run(evidence::Run& run) {
  run.started_us = started_us;
  run.reported_us = started_us + 80'000;
  run.claims = {{"listen", {"yes", ""}}, {"exec", {"yes", ""}}};
  run.asked.machine_name = std::string("first");
  run.asked.uuid = std::string(machine_id);
  run.asked.slice = std::string();
  run.asked.sockets =
      std::vector<evidence::PassedSocket>{{3, "web", "/run/web", 9001}, {4, "control", "/run/control", 9002}};
  run.asked.credentials =
      std::vector<evidence::AskedCredential>{{"conformance.text", "48690a"}, {"conformance.binary", "ff000a"}};
  run.notifications = {{201'000, "FDSTORE=1 FDNAME=payload-cf-stored (1 descriptor)"},
                       {301'000, "FDSTORE=1 FDNAME=payload-cf-removed (1 descriptor)"},
                       {302'000, "FDSTOREREMOVE=1 FDNAME=payload-cf-removed"},
                       {801'000, "READY=1 STATUS=Running."}};
  run.manager_environment = {{"LISTEN_PID", std::to_string(manager_pid)},
                             {"LISTEN_FDS", "2"},
                             {"LISTEN_FDNAMES", "web:control"},
                             {"LISTEN_PIDFDID", "500"},
                             {"NOTIFY_SOCKET", "/run/manager/notify"}};
}

void fill_guest(evidence::Guest& guest) {
  guest.environment = std::vector<evidence::Variable>{{"container", "exemplar"},
                                                      {"container_uuid", machine_uuid},
                                                      {"container_ttys", "pts/1 pts/2"},
                                                      {"container_host_id", "debian"},
                                                      {"container_host_version_id", "12"},
                                                      {"container_host_build_id", "2026-06-15"},
                                                      {"container_host_variant_id", "server"},
                                                      {"NOTIFY_SOCKET", "/run/host/notify"},
                                                      {"CREDENTIALS_DIRECTORY", "/run/host/credentials"},
                                                      {"LISTEN_FDS", "2"},
                                                      {"LISTEN_PID", "1"},
                                                      {"LISTEN_FDNAMES", "web:control"}};
  guest.descriptors = std::vector<evidence::Descriptor>{{.number = 0, .kind = "character"},
                                                        {.number = 1, .kind = "character"},
                                                        {.number = 2, .kind = "character"},
                                                        a_socket(3, 9001),
                                                        a_socket(4, 9002)};
  guest.announced_terminals = std::vector<evidence::Terminal>{a_pty(1), a_pty(2)};
  guest.pidfd = evidence::PidfdIdentity{.stable = true, .inode = 700};
  guest.files.edit().push_back({.path = "/etc/os-release", .content = "ID=guest\n", .size = 9});
  guest.network = std::vector<evidence::Link>{
      {.index = 1, .name = "lo"},
      {.index = 2, .name = "host0", .kind = "veth", .mac = "1a:2b:3c:4d:5e:01", .peer_index = 7, .peer_namespace = 0}};
}

evidence::Machine a_machine() {
  return {.name = "first",
          .id = machine_id,
          .service = "exemplar",
          .machine_class = "container",
          .leader = leader_pid,
          .leader_pidfd_id = 700,
          .supervisor = manager_pid,
          .root_directory = "/var/lib/machines/image",
          .root_device = 254,
          .root_inode = 2,
          .unit = "machine-first.scope",
          .network_interfaces = {7},
          .timestamp_us = started_us + 50'000,
          .timestamp_monotonic_us = 5000,
          .state = "running"};
}

evidence::Registration a_registration() {
  evidence::Registration registration;
  registration.machines = {a_machine()};
  registration.leader_machine = "first";
  registration.signals = {{"MachineNew", "first"}, {"MachineRemoved", "first"}};
  registration.pid_lookups = {{leader_pid, "", "first"}};
  registration.open_pty = evidence::Call{"", "/dev/pts/3"};
  registration.addresses = evidence::Call{"", "10.0.0.2"};
  registration.os_release = evidence::Call{"", "guest"};
  registration.uid_shift = evidence::Call{"", "0"};
  registration.bind_mount = evidence::Call{"", "seen"};
  return registration;
}

void fill_units(evidence::Host& host) {
  host.unit = evidence::Unit{.name = "machine-first.scope",
                             .slice = "machine.slice",
                             .control_group = scope,
                             .delegate = true,
                             .transient = true,
                             .limits = {{"pids.max", "16384"}, {"memory.max", "max"}}};
  host.slices = std::vector<evidence::Slice>{{"machine.slice", false, {}}, {"-.slice", false, {}}};
  host.unit_cgroup = evidence::UnitCgroup{.path = scope,
                                          .children = {"payload", "supervisor"},
                                          .type = "domain",
                                          .child_types = {{"payload", "domain"}, {"supervisor", "domain"}},
                                          .controllers = {"cpu", "io", "memory", "pids"},
                                          .root_controllers = {"cpuset", "cpu", "io", "memory", "pids"},
                                          .delegate_attribute = "1",
                                          .attributes = {{"pids.max", "16384"}, {"memory.max", "max"}}};
  evidence::Changes changes;
  changes.cgroups_during = {{"unified", "/machine.slice", "machine.slice", false, true},
                            {"unified", scope, "machine-first.scope", true, false},
                            {"unified", below_scope("payload"), "machine-first.scope", true, false}};
  changes.links_during = {host.network->back()};
  host.changes = changes;
}

void fill_host(evidence::Host& host) {
  auto& identity = host.identity.edit();
  identity.machine_id = host_machine_id;
  identity.product_uuid = host_product_uuid;
  identity.os_release = {{"ID", "debian"}, {"VERSION_ID", "12"}, {"BUILD_ID", "2026-06-15"}, {"VARIANT_ID", "server"}};
  identity.os_release_text = "ID=debian\n";
  identity.local_time = "symlink";
  identity.time_zone = "Europe/Berlin";
  identity.service_manager = true;
  identity.systemd_version = "262";
  identity.persistent_journal = true;
  host.launcher.edit().cgroups = in_group("/user.slice/user-0.slice/session-3.scope");
  auto& leader = host.leader.edit();
  leader.name = "init";
  leader.gid_map = leader.uid_map;
  leader.cgroups = in_group(below_scope("payload"));
  leader.root_device = 254;
  leader.root_inode = 2;
  leader.pidfd_inode = 700;
  host.processes =
      std::vector<evidence::Process>{a_process(leader_pid, "init", "payload", below_scope("payload")),
                                     a_process(manager_pid, "manager", "manager", below_scope("supervisor")),
                                     a_process(exec_pid, "session", "exec", below_scope("payload"))};
  host.network = std::vector<evidence::Link>{{.index = 1, .name = "lo"},
                                             {.index = 7,
                                              .name = "ve-first",
                                              .kind = "veth",
                                              .mac = "1a:2b:3c:4d:5e:02",
                                              .peer_index = 2,
                                              .peer_namespace = 3}};
  host.registration = a_registration();
  host.journal = evidence::JournalLink{.machine_id = machine_id,
                                       .path = std::string("/var/log/journal/") + machine_id,
                                       .kind = "symlink",
                                       .target = "/var/lib/machines/image/var/log/journal",
                                       .same_directory = true};
  host.unix_export = evidence::UnixExport{.point = "/run/manager/first/unix-export", .read_only = true};
  host.propagated_mounts = std::vector<std::string>{};
  host.settings = std::vector<evidence::SettingChange>{};
  fill_units(host);
}

namespace {

evidence::PayloadUnit a_unit(std::string name, bool active) {
  return {std::move(name), "loaded", active ? "active" : "inactive", active ? "running" : "dead", active};
}

}  // namespace

void fill_payload(Evidence& evidence) {
  evidence::Payload payload{.systemd_version = "258.1-2",
                            .system_state = "running",
                            .virtualization = "container-other",
                            .detected = "container-other",
                            .hostname = evidence.guest.start->hostname,
                            .machine_id = machine_id,
                            .ssh_socket_kind = "socket",
                            .has_agetty = true,
                            .has_sshd = true,
                            .has_udevd = true};
  payload.units = {a_unit("systemd-udevd.service", false)};
  for (const char* name : {"systemd-journald.service", "systemd-networkd.service", "dbus.socket",
                           "console-getty.service", "container-getty@1.service", "container-getty@2.service"})
    payload.units.push_back(a_unit(name, true));
  for (const auto& one : *evidence.guest.credentials)
    if (one.kind == "file") payload.credentials.push_back({one.name, one.hex});
  payload.addresses = {{"host0", "inet", "192.168.7.8"}};
  payload.processes = {"systemd", "systemd-journal", "agetty"};
  evidence.guest.payload = std::move(payload);
  evidence.host.payload_tree = evidence::PayloadTree{"debian 14", 258};
  evidence.host.payload_use = evidence::PayloadUse{.networkd = true,
                                                   .unit_state = evidence::Call{"", "active"},
                                                   .journal = evidence::Call{"", "Started the second look."},
                                                   .ssh_unix = evidence::Call{"", "SSH-2.0-OpenSSH_10.0"},
                                                   .ssh_vsock = evidence::Call{"", "SSH-2.0-OpenSSH_10.0"}};
}

Evidence conforming_machine() {
  Evidence evidence = conforming_container();
  fill_run(evidence.run);
  fill_guest(evidence.guest);
  fill_host(evidence.host);
  end_by(evidence, "stop");
  const auto sent = [](std::int64_t number, std::int64_t at_us) {
    return evidence::GuestEvent{.kind = "notify-sent", .number = number, .at_us = at_us, .detail = "ok"};
  };
  evidence.run.events = {sent(1, 30'000),
                         a_signal(37, 2'000'000),
                         sent(2, 2'000'900),
                         {.kind = "ending", .at_us = 2'001'000, .detail = "halt"}};
  fill_payload(evidence);
  return evidence;
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += digits[value >> 4];
    hex += digits[value & 15];
  }
  return hex;
}

std::string smbios_with(const std::vector<std::vector<std::string>>& structures) {
  std::string table;
  for (const auto& strings : structures) {
    table += {'\x0b', '\x05', '\0', '\x0e', static_cast<char>(strings.size())};
    for (const auto& text : strings) table += text + '\0';
    table += strings.empty() ? std::string(2, '\0') : std::string(1, '\0');
  }
  table += std::string("\x7f\x04\x00\x7f\x00\x00", 6);
  return hex_of(table);
}

std::vector<evidence::AskedCredential> vm_credentials_asked() {
  return {{"cf.text", hex_of("a text, with=signs: and words")},
          {"cf.binary", "00ff0a2c"},
          {"cf.long", hex_of(std::string(3000, 'x'))}};
}

std::vector<std::string> vm_strings_asked() {
  return {"conformance:a=b,c" + std::string(300, 'x'),
          "io.systemd.stub.kernel-cmdline-extra=one,two",
          "io.systemd.boot.kernel-cmdline-extra=three",
          "io.systemd.boot.entries-extra:cf=title Conformance",
          "io.systemd.boot.loglevel=info",
          "io.systemd.boot.timeout=3"};
}

std::vector<std::string> vm_credential_strings() {
  return {"io.systemd.credential:vmm.notify_socket=vsock-stream:2:1234",
          "io.systemd.credential:cf.text=a text, with=signs: and words",
          "io.systemd.credential.binary:cf.binary=AP8KLA==",
          "io.systemd.credential:ssh.ephemeral-authorized_keys-all=ssh-ed25519 AAAA"};
}

namespace {

void fill_vm_firmware(Evidence& evidence) {
  evidence.run.asked.credentials = vm_credentials_asked();
  evidence.run.asked.smbios_strings = vm_strings_asked();
  auto& firmware = evidence.guest.firmware.edit();
  firmware.smbios_hex = smbios_with({vm_credential_strings(), vm_strings_asked()});
  firmware.fw_cfg_device = true;
  firmware.fw_cfg = {{.name = "cf.long", .kind = "file", .size = 3000, .hex = hex_of(std::string(3000, 'x'))}};
}

void fill_vm_host(Evidence& evidence) {
  evidence.host.identity.edit().vhost_vsock = true;
  auto& machine = evidence.host.registration.edit().machines.front();
  evidence.guest.payload.edit().virtualization = "kvm";
  evidence.guest.payload.edit().detected = "none";
  machine.machine_class = "vm";
  machine.service = "vmm";
  machine.root_directory.clear();
  machine.vsock_cid = vsock_cid;
  machine.ssh_address = "vsock/4711";
  machine.ssh_private_key_path = "/run/vmm/key";
  evidence.host.registration.edit().ssh_key = evidence::Node{.path = "/run/vmm/key", .kind = "file", .mode = 0600};
  evidence.host.registration.edit().control = evidence::Control{
      .address = "/run/vmm/control", .interfaces = {"io.systemd.MachineInstance", "org.varlink.service"}};
  evidence.host.processes.edit().push_back(a_process(4712, "virtiofsd", "helper", scope));
}

void fill_vm_run(Evidence& evidence) {
  evidence.run.subject = "vm";
  evidence.run.events = {{.kind = "notify-sent", .number = 1, .detail = "ok"},
                         {.kind = "notify-sent", .number = 2, .detail = "ok"},
                         {.kind = "notify-sent", .number = 3, .detail = "ok"}};
  evidence.run.notifications = {{.at_us = 90'000, .message = "READY=1"}};
}

}  // namespace

Evidence conforming_vm() {
  Evidence evidence = conforming_machine();
  fill_vm_run(evidence);
  evidence.guest.environment = std::vector<evidence::Variable>{{"HOME", "/"}};
  evidence.guest.start.edit().hostname = "(none)";
  evidence.guest.virtualization = evidence::Virtualization{.hypervisor_bit = true,
                                                           .hypervisor_vendor = "KVMKVMKVM",
                                                           .kernel_command_line = "console=ttyS0 quiet",
                                                           .random_sources = "virtio_rng.0",
                                                           .pci_devices = {"8086:29c0", "1af4:1005", "1af4:1012"},
                                                           .confidential = "none"};
  evidence.guest.firmware =
      evidence::Firmware{.dmi = {{"sys_vendor", "QEMU"}, {"product_uuid", std::string(machine_uuid) + "\n"}}};
  evidence.guest.vsock = evidence::Vsock{.cid = vsock_cid};
  fill_vm_firmware(evidence);
  fill_vm_host(evidence);
  evidence.host.leader.edit().namespace_pids = {leader_pid};
  evidence.host.leader.edit().name = "vmm";
  evidence.host.changes.edit().links_during = {{.index = 7, .name = "vt-first", .kind = "tun"}};
  return evidence;
}

void set_variable(Evidence& evidence, const std::string& name, const std::string& value) {
  auto& variables = evidence.guest.environment.edit();
  std::erase_if(variables, [&](auto& variable) { return variable.name == name; });
  variables.push_back({name, value});
}

void unset_variable(Evidence& evidence, std::string_view name) {
  std::erase_if(evidence.guest.environment.edit(), [&](auto& variable) { return variable.name == name; });
}

evidence::Machine& machine_of(Evidence& evidence) { return evidence.host.registration.edit().machines.front(); }

evidence::Control& control_of(Evidence& evidence) { return evidence.host.registration.edit().control.edit(); }

void unregister(Evidence& evidence) {
  evidence.host.registration.edit().machines.clear();
  evidence.host.registration.edit().leader_machine.reset();
}

void be_a_users(Evidence& evidence, const std::string& below) {
  auto& unit = evidence.host.unit.edit();
  unit.name = "user@1000.service";
  unit.slice = "user-1000.slice";
  unit.control_group = "/user.slice/user-1000.slice/user@1000.service";
  evidence.host.unit_cgroup.edit().path = unit.control_group;
  evidence.host.leader.edit().cgroups = in_group(unit.control_group + below);
}

void start_in_the_same_unit(Evidence& evidence) { evidence.host.launcher.edit().cgroups = in_group(scope); }

void leave_units(Evidence& evidence) { evidence.host.unit = evidence::Unit{.name = "-.slice", .control_group = "/"}; }

evidence::Process& process_with(Evidence& evidence, std::string_view role) {
  return entry_where(evidence.host.processes.edit(), [&](auto& process) { return process.role == role; });
}

void move_process(Evidence& evidence, std::string_view role, std::string group) {
  process_with(evidence, role).cgroups = in_group(std::move(group));
}

}  // namespace conformance::checks::testing
