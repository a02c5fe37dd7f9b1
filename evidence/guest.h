// SPDX-License-Identifier: Apache-2.0
// What the probe saw as PID 1 of the guest, before anything else touched the machine.
//
// Errors are errno names ("ENOENT"); an empty string means that the call succeeded.
// Strings that came from the guest are valid UTF-8; other bytes stand there as \xNN.
#pragma once

#include "evidence/describe.h"
#include "evidence/group.h"
#include "evidence/payload.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance::evidence {

/// The process itself at its first instruction.
struct Start {
  std::int64_t pid = 0;
  std::int64_t parent = 0;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::string hostname;      ///< uname().nodename
  std::string kernel;        ///< uname().release
  std::string architecture;  ///< uname().machine
  std::vector<std::string> arguments;
  std::int64_t elapsed_us = 0;  ///< first instruction to end mark, microseconds
  EVIDENCE_FIELDS(Start, pid, parent, uid, gid, hostname, kernel, architecture, arguments, elapsed_us)
};

struct Variable {
  std::string name;
  std::string value;
  EVIDENCE_FIELDS(Variable, name, value)
};

/// The socket behind a descriptor.
struct Socket {
  std::string family;      ///< "unix", "inet", "inet6", "netlink", "vsock", or the number
  std::string type;        ///< "stream", "datagram", "seqpacket", "raw", or the number
  bool listening = false;  ///< SO_ACCEPTCONN
  std::string address;     ///< path, @abstract name or host:port; empty when unnamed
  EVIDENCE_FIELDS(Socket, family, type, listening, address)
};

/// An open file descriptor of PID 1.
struct Descriptor {
  std::int64_t number = 0;
  std::string target;  ///< readlink of /proc/self/fd/N; empty without /proc
  std::string kind;    ///< "file" "directory" "character" "block" "fifo" "socket" "anonymous"
  bool close_on_exec = false;
  bool terminal = false;     ///< isatty()
  std::uint64_t device = 0;  ///< st_dev
  std::uint64_t inode = 0;   ///< st_ino
  std::optional<Socket> socket;
  EVIDENCE_FIELDS(Descriptor, number, target, kind, close_on_exec, terminal, device, inode, socket)
};

/// Capability sets as bit masks, from capget() and prctl(); bit numbers are CAP_* values.
struct Capabilities {
  std::uint64_t effective = 0;
  std::uint64_t permitted = 0;
  std::uint64_t inheritable = 0;
  std::uint64_t bounding = 0;
  std::uint64_t ambient = 0;
  bool no_new_privileges = false;
  std::int64_t seccomp_mode = 0;  ///< prctl(PR_GET_SECCOMP): 0 off, 2 filter
  EVIDENCE_FIELDS(Capabilities, effective, permitted, inheritable, bounding, ambient, no_new_privileges, seccomp_mode)
};

/// A line of mountinfo. Later lines lie over earlier ones at the same point.
struct Mount {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::string root;                      ///< the directory of the file system that is mounted
  std::string point;                     ///< where
  std::vector<std::string> options;      ///< per mount: "ro", "nosuid", …
  std::vector<std::string> propagation;  ///< "shared:N", "master:N", "propagate_from:N", "unbindable"
  std::string type;
  std::string source;
  std::vector<std::string> super_options;
  EVIDENCE_FIELDS(Mount, id, parent, major, minor, root, point, options, propagation, type, source, super_options)
};

/// statfs() of a path: of the fixed ones (/, /proc, /proc/sys, /proc/sys/net, /sys, /sys/fs/cgroup, /dev, /run,
/// /run/host, /etc, /usr, /var, /var/tmp, /tmp), where they exist of /run/host/incoming, /run/host/unix-export and
/// /run/host/os-release, of $CREDENTIALS_DIRECTORY, and of every sysfs, selinuxfs, cgroup and cgroup2 mount point.
struct FileSystem {
  std::string path;
  std::string error;
  std::uint64_t type = 0;  ///< f_type
  bool read_only = false;  ///< f_flags & ST_RDONLY: mount flag or superblock flag, the test systemd makes
  EVIDENCE_FIELDS(FileSystem, path, error, type, read_only)
};

/// A namespace of a process, by the identity of its /proc/PID/ns link.
struct Namespace {
  std::string name;  ///< "cgroup" "ipc" "mnt" "net" "pid" "time" "user" "uts"
  std::uint64_t inode = 0;
  EVIDENCE_FIELDS(Namespace, name, inode)
};

/// What a path leads to when links are followed.
struct Resolved {
  std::string kind;
  std::uint64_t mode = 0;   ///< st_mode & 07777
  std::uint64_t major = 0;  ///< of st_rdev
  std::uint64_t minor = 0;
  std::uint64_t device = 0;  ///< st_dev
  std::uint64_t inode = 0;
  EVIDENCE_FIELDS(Resolved, kind, mode, major, minor, device, inode)
};

/// An inode as lstat() shows it.
struct Node {
  std::string path;
  std::string kind;         ///< "file" "directory" "character" "block" "fifo" "socket" "symlink"
  std::uint64_t mode = 0;   ///< st_mode & 07777
  std::uint64_t major = 0;  ///< of st_rdev, for character and block
  std::uint64_t minor = 0;
  std::uint64_t device = 0;  ///< st_dev
  std::uint64_t inode = 0;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::uint64_t size = 0;
  std::string target;                ///< of a symlink
  std::optional<Resolved> resolved;  ///< of a symlink that leads somewhere
  EVIDENCE_FIELDS(Node, path, kind, mode, major, minor, device, inode, uid, gid, size, target, resolved)
};

/// One of the seven standard nodes, opened and used once without harm.
struct DeviceUse {
  std::string name;        ///< "null" "zero" "full" "random" "urandom" "tty" "ptmx"
  std::string stat_error;  ///< stat(), links followed
  std::string kind;
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::string open_error;
  std::string use;  ///< "works", or what went wrong, or "not tried"
  EVIDENCE_FIELDS(DeviceUse, name, stat_error, kind, major, minor, open_error, use)
};

/// A pty opened through /dev/ptmx.
struct Ptmx {
  std::string open_error;
  std::string number_error;  ///< TIOCGPTN
  std::int64_t number = -1;
  std::string unlock_error;
  bool slave_appeared = false;  ///< /dev/pts/NUMBER is a character device of pty major
  EVIDENCE_FIELDS(Ptmx, open_error, number_error, number, unlock_error, slave_appeared)
};

/// A terminal path, opened with O_NOCTTY.
struct Terminal {
  std::string path;
  std::string stat_error;
  std::string kind;  ///< links followed
  bool symlink = false;
  std::string target;
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t file_system = 0;  ///< f_type where it lies
  std::string open_error;
  bool terminal = false;  ///< isatty()
  EVIDENCE_FIELDS(Terminal, path, stat_error, kind, symlink, target, major, minor, device, inode, file_system,
                  open_error, terminal)
};

/// A device node made on a scratch tmpfs nobody else can see.
struct NodeCreation {
  std::string kind;  ///< "character" or "block"
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  bool standard = false;  ///< one of those PrivateDevices= needs
  std::string create_error;
  std::string open_error;  ///< "not tried" when it could not be made
  EVIDENCE_FIELDS(NodeCreation, kind, major, minor, standard, create_error, open_error)
};

struct CgroupAncestor {
  std::string path;        ///< below the mount point
  bool read_only = false;  ///< ST_RDONLY
  std::string open_error;  ///< cgroup.procs opened for writing, nothing written
  EVIDENCE_FIELDS(CgroupAncestor, path, read_only, open_error)
};

/// A line of /proc/self/cgroup and what the tree shows for it.
struct CgroupMembership {
  std::int64_t hierarchy = 0;            ///< 0 is the unified one
  std::vector<std::string> controllers;  ///< "name=systemd" is one
  std::string path;
  std::string mount_point;      ///< empty when the hierarchy is not mounted
  std::string mount_root;       ///< field 4 of mountinfo
  std::string directory_error;  ///< of mount_point + path
  bool lists_self = false;      ///< own PID stands in cgroup.procs there
  std::string create_error;     ///< mkdir and rmdir of a child of the own cgroup
  std::string enter_error;  ///< a process moves into that child and back (v1: may it?); "not tried" if there was none
  bool detached = false;    ///< nothing was mounted, so the probe looked through a mount of its own
  std::vector<CgroupAncestor> ancestors;  ///< strict ancestors of the own cgroup, nearest first
  EVIDENCE_FIELDS(CgroupMembership, hierarchy, controllers, path, mount_point, mount_root, directory_error, lists_self,
                  create_error, enter_error, detached, ancestors)
};

/// What libaudit would meet.
struct Audit {
  std::string socket_error;
  std::string request_error;  ///< send of AUDIT_GET
  std::string reply_error;    ///< error in the reply; empty means that audit answered
  EVIDENCE_FIELDS(Audit, socket_error, request_error, reply_error)
};

/// A child that makes a mount namespace and mounts a tmpfs in it.
struct MountNamespaceUse {
  std::string unshare_error;
  std::string propagation_error;
  std::string mount_error;
  EVIDENCE_FIELDS(MountNamespaceUse, unshare_error, propagation_error, mount_error)
};

/// A small file of the guest.
struct File {
  std::string path;
  std::string error;    ///< of open for reading
  std::string content;  ///< at most 64 KiB
  std::uint64_t size = 0;
  std::string write_error;  ///< of open for writing, nothing written; empty means writable
  EVIDENCE_FIELDS(File, path, error, content, size, write_error)
};

/// A credential; the content as hexadecimal digits, at most 64 KiB of it.
struct Credential {
  std::string name;
  std::string kind;
  std::uint64_t mode = 0;
  std::int64_t uid = 0;
  std::uint64_t size = 0;
  std::string hex;
  EVIDENCE_FIELDS(Credential, name, kind, mode, uid, size, hex)
};

/// A network interface, from rtnetlink.
struct Link {
  std::int64_t index = 0;
  std::string name;
  std::string kind;  ///< IFLA_INFO_KIND: "veth", "bridge", "tun"; empty for hardware and loopback
  std::string mac;
  std::int64_t peer_index = 0;       ///< IFLA_LINK; 0 when there is none
  std::int64_t peer_namespace = -1;  ///< IFLA_LINK_NETNSID; -1 when the peer is here or there is none
  std::string master;                ///< the bridge it belongs to
  std::vector<std::string> alternative_names;
  EVIDENCE_FIELDS(Link, index, name, kind, mac, peer_index, peer_namespace, master, alternative_names)
};

/// Can a directory of the guest be used as its init needs it?
struct Directory {
  std::string path;
  std::string error;  ///< of opening it
  std::int64_t entries = 0;
  std::string create_error;  ///< O_TMPFILE; "not tried" where it would be damage
  EVIDENCE_FIELDS(Directory, path, error, entries, create_error)
};

/// What the firmware of a VM says. Absent in containers.
struct Firmware {
  std::map<std::string, std::string> dmi;  ///< files of /sys/class/dmi/id that could be read
  std::string product_uuid_error;          ///< of reading product_uuid; ENOENT: the manager set none
  std::string smbios_hex;                  ///< /sys/firmware/dmi/tables/DMI
  std::string fw_cfg_error;                ///< of looking for /sys/firmware/qemu_fw_cfg
  bool fw_cfg_device = false;              ///< ACPI lists QEMU0002, the device behind that
  std::vector<Credential> fw_cfg;          ///< opt/io.systemd.credentials/*
  std::string device_tree_uuid;            ///< /proc/device-tree/vm,uuid
  EVIDENCE_FIELDS(Firmware, dmi, product_uuid_error, smbios_hex, fw_cfg_error, fw_cfg_device, fw_cfg, device_tree_uuid)
};

/// Signs of a hypervisor.
struct Virtualization {
  bool hypervisor_bit = false;    ///< CPUID.1:ECX[31]
  std::string hypervisor_vendor;  ///< CPUID.40000000h
  std::string kernel_command_line;
  std::string random_sources;            ///< /sys/class/misc/hw_random/rng_available
  std::vector<std::string> pci_devices;  ///< "1af4:1005": vendor and device of everything on the PCI bus
  /// Whose memory the host cannot read: "none" "sev" "sev-es" "sev-snp" "tdx"; "unknown": the guest cannot tell.
  std::string confidential;
  EVIDENCE_FIELDS(Virtualization, hypervisor_bit, hypervisor_vendor, kernel_command_line, random_sources, pci_devices,
                  confidential)
};

struct Vsock {
  std::string open_error;
  std::string cid_error;
  std::uint64_t cid = 0;
  EVIDENCE_FIELDS(Vsock, open_error, cid_error, cid)
};

/// The inode of a pidfd of PID 1: what LISTEN_PIDFDID has to say (Linux 6.9 and newer).
struct PidfdIdentity {
  bool stable = false;  ///< pidfs, not the old shared anonymous inode
  std::uint64_t inode = 0;
  EVIDENCE_FIELDS(PidfdIdentity, stable, inode)
};

/// Everything the probe reported.
struct Guest {
  EVIDENCE_COPIES_ELSEWHERE(Guest)
  Group<Start> start;
  Group<std::vector<Variable>> environment;
  Group<std::vector<Descriptor>> descriptors;
  Group<Capabilities> capabilities;
  Group<std::vector<Mount>> mounts;
  Group<std::vector<FileSystem>> file_systems;
  Group<std::vector<Namespace>> namespaces;
  Group<std::string> proc_self;      ///< readlink /proc/self
  Group<std::vector<Node>> devices;  ///< everything below /dev, links not followed, /dev/pts, shm, mqueue left out
  Group<std::vector<DeviceUse>> device_use;
  Group<Ptmx> ptmx;
  Group<Terminal> console;
  Group<std::vector<Terminal>> announced_terminals;  ///< the words of $container_ttys
  Group<std::vector<NodeCreation>> node_creation;
  Group<std::vector<CgroupMembership>> cgroups;
  Group<Audit> audit;
  Group<MountNamespaceUse> mount_namespaces;
  Group<std::vector<Node>> virtual_terminals;  ///< /sys/class/tty/tty0, /sys/class/vc/*
  Group<std::vector<Node>>
      run_host;  ///< everything below /run/host, three levels deep; not what lies in home/* and in root
  Group<std::vector<File>>
      files;  ///< /run/host/{os-release,container-manager,container-uuid,userdb/*},
              ///< /etc/{machine-id,hostname,os-release}, /proc/sys/kernel/domainname (write test only)
  Group<std::vector<Node>> links_of_interest;  ///< /etc/localtime
  Group<std::vector<Node>> announced_paths;    ///< what $CREDENTIALS_DIRECTORY and $NOTIFY_SOCKET name
  Group<std::vector<Credential>> credentials;
  Group<std::vector<Link>> network;
  Group<std::vector<Directory>> directories;
  Group<Firmware> firmware;
  Group<Virtualization> virtualization;
  Group<Vsock> vsock;
  Group<PidfdIdentity> pidfd;
  Group<Payload> payload;
  EVIDENCE_FIELDS(Guest, start, environment, descriptors, capabilities, mounts, file_systems, namespaces, proc_self,
                  devices, device_use, ptmx, console, announced_terminals, node_creation, cgroups, audit,
                  mount_namespaces, virtual_terminals, run_host, files, links_of_interest, announced_paths, credentials,
                  network, directories, firmware, virtualization, vsock, pidfd, payload)
};

}  // namespace conformance::evidence
