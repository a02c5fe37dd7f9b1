// SPDX-License-Identifier: Apache-2.0
// /dev and the seven standard nodes; what may be created beyond them is in exec_device_policy.cpp.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Subject;
using evidence::DeviceUse;
using evidence::Mount;

Finding judge_dev_tmpfs(const Evidence& evidence) {
  const Mount* dev = mount_at(*evidence.guest.mounts, "/dev");
  if (dev == nullptr) return fail("mountinfo: nothing mounted at /dev");
  if (dev->type != "tmpfs") return fail("mountinfo: " + describe(*dev));
  if (has_own_kernel(evidence)) return pass("mountinfo: " + describe(*dev) + ", of a kernel of the container's own");
  const std::uint64_t of_host = evidence.host.identity->dev_device;
  if (of_host == 0) return blocked("the host's own /dev could not be looked at, to compare with");
  const std::uint64_t of_guest = makedev(static_cast<unsigned>(dev->major), static_cast<unsigned>(dev->minor));
  return pass_if(of_guest != of_host,
                 fmt::format("mountinfo: {}; st_dev {:#x}, /dev of the host {:#x}", describe(*dev), of_guest, of_host));
}

const DeviceUse& use_of(const Evidence& evidence, std::string_view name) {
  for (const DeviceUse& entry : *evidence.guest.device_use)
    if (entry.name == name) return entry;
  throw evidence::Absent(fmt::format("the probe did not report /dev/{}", name));
}

std::string describe(const DeviceUse& entry) {
  if (!entry.stat_error.empty()) return fmt::format("stat(\"/dev/{}\"): {}", entry.name, entry.stat_error);
  std::string saw = fmt::format("/dev/{}: {} {}:{}", entry.name, entry.kind, entry.major, entry.minor);
  if (!entry.open_error.empty()) return saw + ", open: " + entry.open_error;
  return saw + ", use: " + entry.use;
}

bool is_right_device(const DeviceUse& entry, DeviceNumber wanted) {
  return entry.stat_error.empty() && entry.kind == "character" && DeviceNumber{entry.major, entry.minor} == wanted;
}

struct StandardNode {
  std::string_view name;
  DeviceNumber number;
};

template <const StandardNode& node>
Finding judge_node(const Evidence& evidence) {
  const DeviceUse& entry = use_of(evidence, node.name);
  const bool opened = is_right_device(entry, node.number) && entry.open_error.empty();
  return pass_if(opened && is_one_of(entry.use, {"works", "not tried"}), describe(entry));
}

Finding judge_tty(const Evidence& evidence) {
  const DeviceUse& entry = use_of(evidence, "tty");
  if (!is_right_device(entry, {5, 0})) return fail(describe(entry));
  // PID 1 has no controlling terminal, and ENXIO is how the node says so.
  if (is_one_of(entry.open_error, {"", "ENXIO"})) return pass(describe(entry));
  if (is_one_of(entry.open_error, {"EPERM", "EACCES", "ENODEV"})) return fail(describe(entry));
  return unknown(describe(entry));
}

Finding judge_ptmx(const Evidence& evidence) {
  const DeviceUse& entry = use_of(evidence, "ptmx");
  if (!is_right_device(entry, {5, 2})) return fail(describe(entry));
  const evidence::Ptmx& pty = *evidence.guest.ptmx;
  const std::string saw =
      fmt::format("/dev/ptmx: character 5:2, open: {}, TIOCGPTN: {}, TIOCSPTLCK: {}, the slave {}",
                  outcome_of(pty.open_error), outcome_of(pty.number_error), outcome_of(pty.unlock_error),
                  pty.slave_appeared ? "appeared in /dev/pts" : "did not appear in /dev/pts");
  if (is_one_of(pty.open_error, {"ENOSPC", "EMFILE", "ENFILE", "ENOMEM"})) return unknown(saw);
  return pass_if(pty.open_error.empty() && pty.number_error.empty() && pty.unlock_error.empty() && pty.slave_appeared,
                 saw);
}

constexpr StandardNode null_node = {"null", {1, 3}};
constexpr StandardNode zero_node = {"zero", {1, 5}};
constexpr StandardNode full_node = {"full", {1, 7}};
constexpr StandardNode random_node = {"random", {1, 8}};
constexpr StandardNode urandom_node = {"urandom", {1, 9}};

constexpr Clause clauses[] = {
    {
        .id = "exec.dev-tmpfs",
        .says = "/dev is a tmpfs that belongs to the container alone.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "mountinfo: the type of the mount at /dev (statfs() cannot tell devtmpfs from tmpfs); its device "
                   "number against st_dev of the host's /dev",
        .remedy = "Mount a fresh tmpfs (mode=0755, MS_NOSUID|MS_STRICTATIME) on /dev in the container's mount "
                  "namespace, not devtmpfs and no bind of the host's /dev (LXC: lxc.autodev = 1).",
        .judge = judge_dev_tmpfs,
    },
    {
        .id = "exec.dev-null",
        .says = "/dev/null is the character device 1:3 and can be used.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(), one write and one read",
        .remedy = "mknod(\"/dev/null\", S_IFCHR|0666, makedev(1, 3)) in the container's /dev, or bind mount the host's "
                  "node where mknod() is refused; mount without nodev, and let the device filter allow \"c 1:3 rwm\".",
        .judge = judge_node<null_node>,
    },
    {
        .id = "exec.dev-zero",
        .says = "/dev/zero is the character device 1:5 and can be used.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(), one read",
        .remedy = "mknod(\"/dev/zero\", S_IFCHR|0666, makedev(1, 5)) in the container's /dev, or bind mount the host's "
                  "node where mknod() is refused; mount without nodev, and let the device filter allow \"c 1:5 rwm\".",
        .judge = judge_node<zero_node>,
    },
    {
        .id = "exec.dev-full",
        .says = "/dev/full is the character device 1:7 and can be used.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(), a write that gives ENOSPC",
        .remedy = "mknod(\"/dev/full\", S_IFCHR|0666, makedev(1, 7)) in the container's /dev, or bind mount the host's "
                  "node where mknod() is refused; mount without nodev, and let the device filter allow \"c 1:7 rwm\".",
        .judge = judge_node<full_node>,
    },
    {
        .id = "exec.dev-random",
        .says = "/dev/random is the character device 1:8 and can be opened.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(O_RDONLY|O_NONBLOCK)",
        .remedy = "mknod(\"/dev/random\", S_IFCHR|0666, makedev(1, 8)) in the container's /dev, or bind mount the "
                  "host's node where mknod() is refused; mount without nodev, and let the device filter allow "
                  "\"c 1:8 rwm\".",
        .judge = judge_node<random_node>,
    },
    {
        .id = "exec.dev-urandom",
        .says = "/dev/urandom is the character device 1:9 and can be used.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(), one read",
        .remedy = "mknod(\"/dev/urandom\", S_IFCHR|0666, makedev(1, 9)) in the container's /dev, or bind mount the "
                  "host's node where mknod() is refused; mount without nodev, and let the device filter allow "
                  "\"c 1:9 rwm\".",
        .judge = judge_node<urandom_node>,
    },
    {
        .id = "exec.dev-tty",
        .says = "/dev/tty is the character device 5:0 and nothing keeps the container from opening it.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(); ENXIO is right for a process without a controlling terminal",
        .remedy = "mknod(\"/dev/tty\", S_IFCHR|0666, makedev(5, 0)) in the container's /dev, or bind mount the host's "
                  "node where mknod() is refused; mount without nodev, and let the device filter allow \"c 5:0 rwm\".",
        .judge = judge_tty,
    },
    {
        .id = "exec.dev-ptmx",
        .says = "/dev/ptmx is the character device 5:2, or a link to pts/ptmx, and gives ptys of the container's own "
                "/dev/pts.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "3"},
        .since = "2012 wiki",
        .observe = "stat() through links, open(), TIOCGPTN, TIOCSPTLCK, and a look for the new slave in /dev/pts",
        .remedy = "Mount devpts on /dev/pts with newinstance,ptmxmode=0666,mode=0620,gid=5 and make /dev/ptmx a link "
                  "to pts/ptmx; let the device filter allow \"c 5:2 rwm\" and \"c 136:* rwm\".",
        .judge = judge_ptmx,
    },
};

}  // namespace

Section exec_devices() { return clauses; }

}  // namespace conformance::checks
