// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/conforming_guest.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace conformance::checks::testing {

evidence::Mount a_mount(std::int64_t id, std::int64_t parent, std::string point, std::string type,
                        std::vector<std::string> options, std::string root) {
  return {.id = id,
          .parent = parent,
          .major = 0,
          .minor = static_cast<std::uint64_t>(id),
          .root = std::move(root),
          .point = std::move(point),
          .options = std::move(options),
          .propagation = {"shared:" + std::to_string(id)},
          .type = std::move(type),
          .source = "none",
          .super_options = {"rw"}};
}

evidence::Node a_node(std::string path, std::string kind, std::uint64_t major, std::uint64_t minor) {
  return {.path = std::move(path),
          .kind = std::move(kind),
          .mode = 0666,
          .major = major,
          .minor = minor,
          .device = 103,
          .inode = 10 + major * 256 + minor};
}

evidence::Node a_link(std::string path, std::string target, std::uint64_t major, std::uint64_t minor) {
  evidence::Node node = a_node(std::move(path), "symlink", 0, 0);
  node.mode = 0777;
  node.target = std::move(target);
  node.resolved = evidence::Resolved{
      .kind = "character", .mode = 0620, .major = major, .minor = minor, .device = 104, .inode = 1000 + minor};
  return node;
}

evidence::DeviceUse a_use(std::string name, std::uint64_t major, std::uint64_t minor) {
  return {.name = std::move(name), .kind = "character", .major = major, .minor = minor, .use = "works"};
}

std::vector<evidence::Mount> conforming_mounts() {
  return {
      a_mount(100, 1, "/", "ext4", {"rw", "relatime"}, "/var/lib/machines/image"),
      a_mount(101, 100, "/proc", "proc", {"rw", "nosuid", "nodev", "noexec"}),
      a_mount(102, 101, "/proc/sys", "proc", {"ro", "nosuid", "nodev", "noexec"}, "/sys"),
      a_mount(103, 100, "/dev", "tmpfs", {"rw", "nosuid"}),
      a_mount(104, 103, "/dev/pts", "devpts", {"rw", "nosuid", "noexec"}),
      a_mount(105, 103, "/dev/shm", "tmpfs", {"rw", "nosuid", "nodev"}),
      a_mount(106, 100, "/sys", "tmpfs", {"ro", "nosuid", "nodev", "noexec"}),
      a_mount(107, 106, "/sys/class", "sysfs", {"ro", "nosuid", "nodev", "noexec"}, "/class"),
      a_mount(108, 106, "/sys/devices", "sysfs", {"ro", "nosuid", "nodev", "noexec"}, "/devices"),
      a_mount(109, 106, "/sys/fs/cgroup", "cgroup2", {"rw", "nosuid", "nodev", "noexec"}),
      a_mount(110, 100, "/run", "tmpfs", {"rw", "nosuid", "nodev"}),
      a_mount(111, 110, "/run/host", "tmpfs", {"ro", "nosuid", "nodev"}),
      a_mount(113, 111, "/run/host/credentials", "ramfs", {"ro", "nosuid", "nodev", "noexec"}),
      a_mount(114, 111, "/run/host/incoming", "tmpfs", {"ro", "nosuid", "nodev"}, "/manager/first/incoming"),
      a_mount(115, 111, "/run/host/unix-export", "tmpfs", {"rw", "nosuid", "nodev", "noexec"}),
      a_mount(116, 111, "/run/host/home/alice", "ext4", {"rw", "relatime"}, "/home/alice"),
      a_mount(112, 100, "/tmp", "tmpfs", {"rw", "nosuid", "nodev"}),
  };
}

std::vector<evidence::FileSystem> conforming_file_systems() {
  return {
      {.path = "/", .type = ext4_magic},
      {.path = "/proc", .type = proc_magic},
      {.path = "/proc/sys", .type = proc_magic, .read_only = true},
      {.path = "/proc/sys/net", .type = proc_magic, .read_only = true},
      {.path = "/sys", .type = tmpfs_magic, .read_only = true},
      {.path = "/sys/class", .type = sysfs_magic, .read_only = true},
      {.path = "/sys/devices", .type = sysfs_magic, .read_only = true},
      {.path = "/sys/fs/cgroup", .type = cgroup2_magic},
      {.path = "/dev", .type = tmpfs_magic},
      {.path = "/run/host", .type = tmpfs_magic, .read_only = true},
      {.path = "/run/host/credentials", .type = ramfs_magic, .read_only = true},
      {.path = "/run/host/incoming", .type = tmpfs_magic, .read_only = true},
      {.path = "/run/host/unix-export", .type = tmpfs_magic},
      {.path = "/etc", .type = ext4_magic},
      {.path = "/usr", .type = ext4_magic},
      {.path = "/var", .type = ext4_magic},
      {.path = "/var/tmp", .type = ext4_magic},
      {.path = "/tmp", .type = tmpfs_magic},
  };
}

std::vector<evidence::Namespace> conforming_namespaces() {
  return {{"cgroup", 4026532101}, {"ipc", 4026532102}, {"mnt", 4026532103},  {"net", 4026532104},
          {"pid", 4026532105},    {"uts", 4026532107}, {"user", 4026531837}, {"time", 4026531834}};
}

std::vector<evidence::Namespace> launcher_namespaces() {
  return {{"cgroup", 4026531835}, {"ipc", 4026531839}, {"mnt", 4026531841},  {"net", 4026531840},
          {"pid", 4026531836},    {"uts", 4026531838}, {"user", 4026531837}, {"time", 4026531834}};
}

std::vector<evidence::NodeCreation> conforming_node_creation() {
  std::vector<evidence::NodeCreation> nodes;
  for (const std::uint64_t minor : {3u, 5u, 7u, 8u, 9u})
    nodes.push_back({.kind = "character", .major = 1, .minor = minor, .standard = true});
  nodes.push_back({.kind = "character", .major = 5, .minor = 0, .standard = true, .open_error = "ENXIO"});
  nodes.push_back({.kind = "character", .major = 1, .minor = 1, .create_error = "EPERM", .open_error = "not tried"});
  nodes.push_back({.kind = "block", .major = 254, .minor = 0, .create_error = "EPERM", .open_error = "not tried"});
  return nodes;
}

std::vector<evidence::Node> conforming_run_host() {
  std::vector<evidence::Node> nodes;
  const auto add = [&](std::string path, std::string kind, std::uint64_t mode) {
    nodes.push_back(a_node("/run/host" + std::move(path), std::move(kind), 0, 0));
    nodes.back().mode = mode;
  };
  add("", "directory", 0755);
  add("/os-release", "file", 0444);
  add("/container-manager", "file", 0444);
  add("/container-uuid", "file", 0444);
  add("/notify", "socket", 0222);
  for (const char* name : {"/credentials", "/incoming", "/unix-export", "/userdb", "/home", "/home/alice"})
    add(name, "directory", 0755);
  add("/userdb/alice.user", "file", 0444);
  add("/userdb/alice.group", "file", 0444);
  add("/inaccessible", "directory", 0555);
  for (const auto& [name, kind] : {std::pair{"reg", "file"},
                                   {"dir", "directory"},
                                   {"fifo", "fifo"},
                                   {"sock", "socket"},
                                   {"chr", "character"},
                                   {"blk", "block"}})
    add(std::string("/inaccessible/") + name, kind, 0);
  return nodes;
}

std::vector<evidence::Directory> conforming_directories() {
  std::vector<evidence::Directory> directories;
  for (const char* path : {"/", "/etc", "/usr", "/proc", "/sys", "/dev"})
    directories.push_back({.path = path, .entries = 4, .create_error = "not tried"});
  for (const char* path : {"/run", "/var", "/run/host/unix-export", "/var/tmp", "/tmp"})
    directories.push_back({.path = path, .entries = 2});
  for (const char* path : {"/run/host", "/run/host/incoming"})
    directories.push_back({.path = path, .entries = 8, .create_error = "EROFS"});
  return directories;
}

std::vector<evidence::Request> conforming_requests() {
  std::vector<evidence::Request> requests;
  std::int64_t at_us = 200'000;
  for (const auto& [action, detail] : {std::pair{"fdstore", "ok"},
                                       {"fdstore-remove", "ok"},
                                       {"export-socket", "ok 77"},
                                       {"mount", "ok"},
                                       {"notify-fields", "ok"},
                                       {"notify-child", "ok"},
                                       {"notify-ready", "ok"},
                                       {"console", "ok"}}) {
    requests.push_back({action, at_us, at_us + 5'000, detail});
    at_us += 100'000;
  }
  return requests;
}

evidence::Guest conforming_guest() {
  evidence::Guest guest;
  guest.start = evidence::Start{.pid = 1,
                                .hostname = "first",
                                .kernel = "6.1.0",
                                .architecture = "x86_64",
                                .arguments = {"/sbin/init"},
                                .elapsed_us = 3000};
  guest.environment = std::vector<evidence::Variable>{{"container", "exemplar"}, {"container_uuid", machine_uuid}};
  guest.descriptors = std::vector<evidence::Descriptor>{};
  constexpr std::uint64_t all = (1ull << 41) - 1;
  constexpr std::uint64_t audit = 1ull << 29 | 1ull << 30 | 1ull << 37;
  guest.capabilities =
      evidence::Capabilities{.effective = all & ~audit, .permitted = all & ~audit, .bounding = all & ~audit};
  guest.mounts = conforming_mounts();
  entry_where(guest.mounts.edit(), [](auto& mount) { return mount.point == "/run/host/incoming"; }).propagation = {
      "shared:114", "master:9"};
  guest.file_systems = conforming_file_systems();
  guest.namespaces = conforming_namespaces();
  guest.proc_self = std::string("1");
  guest.devices = std::vector<evidence::Node>{
      a_node("/dev/null", "character", 1, 3),    a_node("/dev/zero", "character", 1, 5),
      a_node("/dev/full", "character", 1, 7),    a_node("/dev/random", "character", 1, 8),
      a_node("/dev/urandom", "character", 1, 9), a_node("/dev/tty", "character", 5, 0),
      a_link("/dev/ptmx", "pts/ptmx", 5, 2),     a_link("/dev/console", "pts/0", 136, 0),
  };
  guest.device_use = std::vector<evidence::DeviceUse>{
      a_use("null", 1, 3),    a_use("zero", 1, 5), a_use("full", 1, 7), a_use("random", 1, 8),
      a_use("urandom", 1, 9), a_use("tty", 5, 0),  a_use("ptmx", 5, 2)};
  guest.device_use.edit()[5].open_error = "ENXIO";
  guest.device_use.edit()[5].use = "not tried";
  guest.ptmx = evidence::Ptmx{.number = 1, .slave_appeared = true};
  guest.console = evidence::Terminal{.path = "/dev/console",
                                     .kind = "character",
                                     .symlink = true,
                                     .target = "pts/0",
                                     .major = 136,
                                     .minor = 0,
                                     .device = 104,
                                     .inode = 1000,
                                     .terminal = true};
  guest.announced_terminals = std::vector<evidence::Terminal>{};
  guest.node_creation = conforming_node_creation();
  guest.cgroups = std::vector<evidence::CgroupMembership>{
      {.path = "/", .mount_point = "/sys/fs/cgroup", .mount_root = "/", .lists_self = true}};
  guest.audit = evidence::Audit{.socket_error = "EAFNOSUPPORT"};
  guest.mount_namespaces = evidence::MountNamespaceUse{};
  guest.virtual_terminals = std::vector<evidence::Node>{};
  guest.run_host = conforming_run_host();
  guest.files = std::vector<evidence::File>{
      {.path = "/etc/machine-id", .content = std::string(machine_id) + "\n", .size = 33},
      {.path = "/proc/sys/kernel/domainname", .write_error = "EROFS"},
      {.path = "/run/host/os-release", .content = "ID=debian\n", .size = 10, .write_error = "EROFS"},
      {.path = "/run/host/container-manager", .content = "exemplar\n", .size = 9, .write_error = "EROFS"},
      {.path = "/run/host/container-uuid",
       .content = std::string(machine_id) + "\n",
       .size = 33,
       .write_error = "EROFS"},
      {.path = "/run/host/userdb/alice.user",
       .content = R"({"userName": "alice", "uid": 60577, "homeDirectory": "/run/host/home/alice"})",
       .write_error = "EROFS"},
      {.path = "/run/host/userdb/alice.group",
       .content = R"({"groupName": "alice", "gid": 60577})",
       .write_error = "EROFS"},
  };
  guest.links_of_interest =
      std::vector<evidence::Node>{a_link("/etc/localtime", "../usr/share/zoneinfo/Europe/Berlin", 0, 0)};
  guest.announced_paths = std::vector<evidence::Node>{a_node("/run/host/credentials", "directory", 0, 0),
                                                      a_node("/run/host/notify", "socket", 0, 0)};
  guest.announced_paths.edit().front().mode = 0500;
  guest.credentials = std::vector<evidence::Credential>{
      {.name = "conformance.text", .kind = "file", .mode = 0400, .size = 3, .hex = "48690a"},
      {.name = "conformance.binary", .kind = "file", .mode = 0400, .size = 3, .hex = "ff000a"}};
  guest.directories = conforming_directories();
  guest.network = std::vector<evidence::Link>{{.index = 1, .name = "lo"}};
  return guest;
}

Evidence conforming_container() {
  Evidence evidence;
  evidence.run.manager = "exemplar";
  evidence.run.subject = "container";
  evidence.run.state = "reported";
  evidence.run.asked.hostname = std::string("first");
  evidence.run.requests = conforming_requests();
  evidence.guest = conforming_guest();
  evidence.host.identity =
      evidence::Identity{.hostname = "laboratory", .kernel = "6.1.0", .cgroup_mode = "unified", .dev_device = 6};
  evidence.host.launcher = evidence::Launcher{.namespaces = launcher_namespaces()};
  evidence.host.leader = evidence::Leader{.pid = 4711,
                                          .namespace_pids = {4711, 1},
                                          .namespaces = conforming_namespaces(),
                                          .uid_map = {{.inside = 0, .outside = 0, .count = 4294967295}}};
  evidence.host.device_filter = evidence::DeviceFilter{.method = "bpf", .programs = 1};
  return evidence;
}

evidence::Mount& mount_of(Evidence& evidence, std::string_view point) {
  return entry_where(evidence.guest.mounts.edit(), [&](auto& mount) { return mount.point == point; });
}

evidence::FileSystem& file_system_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.file_systems.edit(), [&](auto& entry) { return entry.path == path; });
}

evidence::DeviceUse& device_use_of(Evidence& evidence, std::string_view name) {
  return entry_where(evidence.guest.device_use.edit(), [&](auto& entry) { return entry.name == name; });
}

void remove_mount(Evidence& evidence, std::string_view point) {
  std::erase_if(evidence.guest.mounts.edit(), [&](auto& mount) { return mount.point == point; });
}

void add_mount(Evidence& evidence, evidence::Mount mount, bool read_only) {
  evidence.guest.file_systems.edit().push_back({.path = mount.point, .read_only = read_only});
  evidence.guest.mounts.edit().push_back(std::move(mount));
}

void share_namespace(Evidence& evidence, std::string_view name) {
  const auto named = [&](auto& entry) { return entry.name == name; };
  const std::uint64_t inode = entry_where(evidence.host.launcher.edit().namespaces, named).inode;
  entry_where(evidence.host.leader.edit().namespaces, named).inode = inode;
  entry_where(evidence.guest.namespaces.edit(), named).inode = inode;
}

void use_user_namespace(Evidence& evidence, std::uint64_t root) {
  const auto user = [](auto& entry) { return entry.name == "user"; };
  entry_where(evidence.host.leader.edit().namespaces, user).inode = 4026532200;
  entry_where(evidence.guest.namespaces.edit(), user).inode = 4026532200;
  evidence.host.leader.edit().uid_map = {{.inside = 0, .outside = root, .count = 65536}};
  evidence.host.leader.edit().gid_map = evidence.host.leader->uid_map;
  for (evidence::NodeCreation& node : evidence.guest.node_creation.edit()) {
    node.create_error = "EPERM";
    node.open_error = "not tried";
  }
}

}  // namespace conformance::checks::testing
