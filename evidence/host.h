// SPDX-License-Identifier: Apache-2.0
// What the host showed: before the start, while the guest was up, and after it was gone.
//
// Errors are errno names, or D-Bus error names where D-Bus was asked; an empty string means success.
#pragma once

#include "evidence/describe.h"
#include "evidence/group.h"
#include "evidence/guest.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance::evidence {

/// The host itself.
struct Identity {
  std::string hostname;
  std::string kernel;
  std::string machine_id;                         ///< 32 hexadecimal digits, or empty
  std::string product_uuid;                       ///< as the kernel spells it, or empty
  std::string cgroup_mode;                        ///< "unified" "hybrid" "legacy" "none"
  std::map<std::string, std::string> os_release;  ///< unquoted
  std::string os_release_text;                    ///< the file as it is
  bool selinux = false;                           ///< selinuxfs known to the kernel and mounted
  bool service_manager = false;                   ///< PID 1 is systemd (/run/systemd/system exists)
  std::string systemd_version;                    ///< Version property of the manager; empty without one
  std::uint64_t dev_device = 0;                   ///< st_dev of /dev
  std::string security_modules;                   ///< /sys/kernel/security/lsm
  bool persistent_journal = false;                ///< /var/log/journal is a directory
  std::string local_time;                         ///< /etc/localtime: "absent" "symlink" "file"
  std::string time_zone;                          ///< by that symlink, "Europe/Berlin"; empty: it does not tell
  bool vhost_vsock = false;                       ///< /dev/vhost-vsock exists: VMs can be given vsock
  EVIDENCE_FIELDS(Identity, hostname, kernel, machine_id, product_uuid, cgroup_mode, os_release, os_release_text,
                  selinux, service_manager, systemd_version, dev_device, security_modules, persistent_journal,
                  local_time, time_zone, vhost_vsock)
};

/// A line of /proc/PID/cgroup as the host reads it.
struct CgroupPath {
  std::int64_t hierarchy = 0;  ///< 0 is the unified one
  std::vector<std::string> controllers;
  std::string path;
  EVIDENCE_FIELDS(CgroupPath, hierarchy, controllers, path)
};

/// A line of uid_map or gid_map, read from the initial user namespace of the host.
struct IdRange {
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  EVIDENCE_FIELDS(IdRange, inside, outside, count)
};

/// The leader: the host process that is the container's init, or that encapsulates the VM.
/// Found by the probe's nonce, never by asking the manager.
struct Leader {
  std::int64_t pid = 0;
  std::int64_t parent = 0;
  std::string name;  ///< comm
  std::string executable;
  std::vector<std::int64_t> namespace_pids;  ///< NSpid, outermost first
  std::vector<Namespace> namespaces;
  std::vector<IdRange> uid_map;
  std::vector<IdRange> gid_map;
  std::vector<CgroupPath> cgroups;
  std::uint64_t root_device = 0;  ///< st_dev and st_ino of /proc/PID/root
  std::uint64_t root_inode = 0;
  std::uint64_t pidfd_inode = 0;  ///< 0 where pidfds have no identity
  EVIDENCE_FIELDS(Leader, pid, parent, name, executable, namespace_pids, namespaces, uid_map, gid_map, cgroups,
                  root_device, root_inode, pidfd_inode)
};

/// A process of the machine or of its manager.
struct Process {
  std::int64_t pid = 0;
  std::int64_t parent = 0;
  std::string name;
  /// "payload": in the leader's PID namespace or below; "manager": started by us, or a descendant of that, and not
  /// payload; "helper": of a VM, a process the manager started beside the leader; "exec": injected by the manager's
  /// exec command.
  std::string role;
  std::vector<std::int64_t> namespace_pids;
  std::vector<CgroupPath> cgroups;
  EVIDENCE_FIELDS(Process, pid, parent, name, role, namespace_pids, cgroups)
};

/// The namespaces and the cgroup of the process that started the manager, to compare with.
struct Launcher {
  std::vector<Namespace> namespaces;
  std::vector<CgroupPath> cgroups;
  EVIDENCE_FIELDS(Launcher, namespaces, cgroups)
};

/// The systemd unit the leader is in (GetUnitByPID), and what systemd says of it.
struct Unit {
  std::string name;
  std::string slice;
  std::string control_group;  ///< ControlGroup property
  bool delegate = false;
  std::vector<std::string> delegate_controllers;
  std::string device_policy;
  bool transient = false;
  std::string controller;  ///< of a scope: the bus name that is asked before it is stopped (RequestStop)
  /// Limits as systemd knows them, by the name of the cgroup attribute ("memory.max", "pids.max", …); "max" for none.
  std::map<std::string, std::string> limits;
  EVIDENCE_FIELDS(Unit, name, slice, control_group, delegate, delegate_controllers, device_policy, transient,
                  controller, limits)
};

/// A slice above the unit.
struct Slice {
  std::string name;
  bool delegate = false;                      ///< trusted.delegate or user.delegate is set on its cgroup
  std::vector<std::string> foreign_children;  ///< cgroups directly in it that belong to no unit
  EVIDENCE_FIELDS(Slice, name, delegate, foreign_children)
};

/// The control group of the unit in the file system (unified hierarchy, or name=systemd on a legacy host).
struct UnitCgroup {
  std::string path;
  std::vector<std::int64_t> processes;  ///< cgroup.procs of the unit's own directory
  std::vector<std::string> children;    ///< directories directly below
  std::string type;                     ///< cgroup.type
  std::map<std::string, std::string> child_types;
  std::vector<std::string> controllers;           ///< cgroup.controllers of the unit
  std::vector<std::string> root_controllers;      ///< of the host's root
  std::string delegate_attribute;                 ///< xattr user.delegate or trusted.delegate: "1", or empty
  std::map<std::string, std::string> attributes;  ///< values of the files named in Unit::limits
  EVIDENCE_FIELDS(UnitCgroup, path, processes, children, type, child_types, controllers, root_controllers,
                  delegate_attribute, attributes)
};

/// What keeps the payload from other device nodes.
struct DeviceFilter {
  std::string method;             ///< "bpf" (programs effective on the leader's cgroup), "devices" (v1 devices.list)
  std::int64_t programs = 0;      ///< for bpf
  std::vector<std::string> list;  ///< lines of devices.list
  bool allows_all = false;        ///< no program, or the list says "a *:* rwm"
  EVIDENCE_FIELDS(DeviceFilter, method, programs, list, allows_all)
};

/// A machine as machined lists it.
struct Machine {
  std::string name;
  std::string id;  ///< 32 hexadecimal digits; all zero when none was passed
  std::string service;
  std::string machine_class;
  std::int64_t leader = 0;
  std::optional<std::uint64_t> leader_pidfd_id;     ///< LeaderPIDFDId, machined 258 and newer
  std::optional<std::int64_t> supervisor;           ///< Supervisor, machined 258 and newer
  std::optional<std::uint64_t> vsock_cid;           ///< VSockCID, machined 256 and newer; 4294967295: unknown
  std::optional<std::string> ssh_address;           ///< SSHAddress, machined 256 and newer
  std::optional<std::string> ssh_private_key_path;  ///< SSHPrivateKeyPath, machined 256 and newer
  std::string root_directory;
  std::uint64_t root_device = 0;  ///< st_dev and st_ino of that directory; 0 if it does not exist
  std::uint64_t root_inode = 0;
  std::string unit;
  std::optional<std::string> subgroup;
  std::vector<std::int64_t> network_interfaces;
  std::uint64_t timestamp_us = 0;  ///< CLOCK_REALTIME
  std::uint64_t timestamp_monotonic_us = 0;
  std::string state;
  EVIDENCE_FIELDS(Machine, name, id, service, machine_class, leader, leader_pidfd_id, supervisor, vsock_cid,
                  ssh_address, ssh_private_key_path, root_directory, root_device, root_inode, unit, subgroup,
                  network_interfaces, timestamp_us, timestamp_monotonic_us, state)
};

/// A MachineNew or MachineRemoved signal.
struct MachineSignal {
  std::string signal;
  std::string name;
  EVIDENCE_FIELDS(MachineSignal, signal, name)
};

/// GetMachineByPID of a payload process.
struct PidLookup {
  std::int64_t pid = 0;
  std::string error;
  std::string name;
  EVIDENCE_FIELDS(PidLookup, pid, error, name)
};

/// A call on the machine's object.
struct Call {
  std::string error;
  std::string result;  ///< as text
  EVIDENCE_FIELDS(Call, error, result)
};

/// The socket by which the manager of a VM takes orders, as machined has recorded it.
struct Control {
  std::string address;  ///< controlAddress of io.systemd.Machine, machined 261 and newer; empty: none is known
  std::string error;    ///< of asking that socket what it implements
  std::vector<std::string> interfaces;
  EVIDENCE_FIELDS(Control, address, error, interfaces)
};

/// Everything machined knows. Absent where there is none.
struct Registration {
  std::vector<Machine> machines;              ///< all but ".host", while the guest is up
  std::vector<std::string> names_before;      ///< registered before the start
  std::optional<std::string> leader_machine;  ///< the one whose Leader is ours, else the one GetMachineByPID finds
  std::vector<MachineSignal> signals;         ///< from before the start until the guest was gone
  std::vector<PidLookup> pid_lookups;
  Group<Call> open_pty;    ///< OpenMachinePTY; absent when the machine is not registered
  Group<Call> addresses;   ///< GetMachineAddresses
  Group<Call> os_release;  ///< GetMachineOSRelease: the ID field
  Group<Call> uid_shift;   ///< GetMachineUIDShift
  Group<Call> bind_mount;  ///< BindMountMachine of a directory of ours, and then whether the guest sees it
  Group<Node> ssh_key;     ///< the file behind ssh_private_key_path
  Group<Control> control;  ///< of a VM
  std::vector<std::string> names_after;
  EVIDENCE_FIELDS(Registration, machines, names_before, leader_machine, signals, pid_lookups, open_pty, addresses,
                  os_release, uid_shift, bind_mount, ssh_key, control, names_after)
};

/// A control group that was not there before the start.
struct NewCgroup {
  std::string hierarchy;  ///< "unified", or the v1 controllers joined by ","
  std::string path;
  std::string unit;         ///< GetUnitByControlGroup of it or its nearest ancestor with a unit; empty: none
  bool below_unit = false;  ///< it lies inside the unit the leader is in
  bool top_level = false;
  EVIDENCE_FIELDS(NewCgroup, hierarchy, path, unit, below_unit, top_level)
};

/// What changed on the host, against the snapshot before the start.
struct Changes {
  std::vector<NewCgroup> cgroups_during;
  std::vector<NewCgroup> cgroups_after;
  std::vector<Mount> mounts_during;
  std::vector<Mount> mounts_after;
  std::vector<Link> links_during;
  std::vector<Link> links_after;
  EVIDENCE_FIELDS(Changes, cgroups_during, cgroups_after, mounts_during, mounts_after, links_during, links_after)
};

/// /var/log/journal/ID on the host, ID being the guest's machine id.
struct JournalLink {
  std::string machine_id;
  std::string path;
  std::string kind;             ///< "absent" "symlink" "directory" "other"
  std::string target;           ///< of the symlink
  bool same_directory = false;  ///< it is, or leads to, the guest's own directory (device and inode equal)
  EVIDENCE_FIELDS(JournalLink, machine_id, path, kind, target, same_directory)
};

/// What systemd says of the unit after the machine ended.
struct UnitState {
  std::string name;
  std::string load_state;  ///< "not-found" when it is gone
  std::string active_state;
  bool cgroup_exists = false;
  EVIDENCE_FIELDS(UnitState, name, load_state, active_state, cgroup_exists)
};

/// Where the host sees the guest's /run/host/unix-export.
struct UnixExport {
  std::string point;  ///< the host's mount point of the same directory; empty: there is none
  bool read_only = false;
  std::string connect_error;  ///< to the socket the probe bound there
  EVIDENCE_FIELDS(UnixExport, point, read_only, connect_error)
};

/// A file below /proc/sys that reads differently after the run.
struct SettingChange {
  std::string path;
  std::string before;
  std::string after;
  EVIDENCE_FIELDS(SettingChange, path, before, after)
};

/// The OS tree that was booted, as the host reads it.
struct PayloadTree {
  std::string os;            ///< "debian 12", from its os-release
  std::int64_t systemd = 0;  ///< major version; 0: it does not say
  EVIDENCE_FIELDS(PayloadTree, os, systemd)
};

/// What the host gets from the booted payload; errors are what the program said.
struct PayloadUse {
  bool networkd = false;   ///< systemd-networkd runs on the host, and configures links
  Group<Call> unit_state;  ///< systemctl -M NAME is-active, of the unit that took the second look
  Group<Call> journal;     ///< journalctl -m: an entry with the payload's machine id
  Group<Call> ssh_unix;    ///< the first line on the socket "ssh" of unix-export, from the host's side of it
  Group<Call> ssh_vsock;   ///< the first line on port 22 of the VM's vsock
  EVIDENCE_FIELDS(PayloadUse, networkd, unit_state, journal, ssh_unix, ssh_vsock)
};

/// Everything the host showed.
struct Host {
  EVIDENCE_COPIES_ELSEWHERE(Host)
  Group<Identity> identity;
  Group<Launcher> launcher;
  Group<Leader> leader;
  Group<std::vector<Process>> processes;
  Group<Unit> unit;
  Group<std::vector<Slice>> slices;
  Group<UnitCgroup> unit_cgroup;
  Group<DeviceFilter> device_filter;
  Group<Registration> registration;
  Group<std::vector<Link>> network;  ///< while the guest was up
  Group<Changes> changes;
  Group<JournalLink> journal;
  Group<UnixExport> unix_export;
  Group<std::vector<std::string>> propagated_mounts;  ///< mount points on the host of what the guest mounted
  Group<std::vector<SettingChange>> settings;
  Group<UnitState> unit_after;
  Group<std::vector<Process>> processes_after;  ///< of the machine, still there
  Group<PayloadTree> payload_tree;
  Group<PayloadUse> payload_use;
  EVIDENCE_FIELDS(Host, identity, launcher, leader, processes, unit, slices, unit_cgroup, device_filter, registration,
                  network, changes, journal, unix_export, propagated_mounts, settings, unit_after, processes_after,
                  payload_tree, payload_use)
};

}  // namespace conformance::evidence
