// SPDX-License-Identifier: Apache-2.0
// What must not be there: consoles posing as kernel logs, virtual terminals, devices.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Node;
using evidence::Terminal;

/// Majors of terminals: virtual and serial ones, /dev/tty and consoles, ptys, and the common serial drivers.
bool is_terminal(DeviceNumber number) {
  const bool controlling = number == DeviceNumber{5, 0} || number == DeviceNumber{5, 1};
  return controlling || is_pty(number) || number.major == 4 || number.major == 204 || number.major == 229;
}

std::string describe(const Node& node) {
  std::string saw = node.path;
  if (node.kind == "symlink") saw += " -> " + node.target;
  const auto number = device_number(node);
  return number ? fmt::format("{} {}", saw, describe(*number)) : fmt::format("{} ({})", saw, node.kind);
}

bool is_same_inode(const Node& node, const Terminal& console) {
  const std::uint64_t file_system = node.resolved ? node.resolved->device : node.device;
  const std::uint64_t inode = node.resolved ? node.resolved->inode : node.inode;
  return inode != 0 && inode == console.inode && file_system == console.device;
}

Finding judge_kmsg(const Evidence& evidence) {
  const Node* kmsg = device(evidence, "/dev/kmsg");
  if (kmsg == nullptr) return pass("there is no /dev/kmsg");
  const Terminal& console = *evidence.guest.console;
  const bool there = console.stat_error.empty();
  const auto number = device_number(*kmsg);
  const std::string saw =
      fmt::format("{}; /dev/console {}", describe(*kmsg),
                  there ? fmt::format("{}:{}", console.major, console.minor) : "stat: " + console.stat_error);
  const bool same_device = there && number && *number == DeviceNumber{console.major, console.minor};
  const bool linked = kmsg->kind == "symlink" && is_one_of(kmsg->target, {"console", "./console", "/dev/console"});
  const bool alias = linked || same_device || (there && is_same_inode(*kmsg, console));
  return pass_if(!alias && !(number && is_terminal(*number)), saw);
}

/// Entries of /dev itself whose name begins with `prefix`, for "tty" followed by a digit.
std::vector<const Node*> entries(const Evidence& evidence, std::string_view prefix, bool digit) {
  std::vector<const Node*> found;
  for (const Node& node : *evidence.guest.devices) {
    const std::string_view path = node.path;
    if (!path.starts_with(prefix) || path.find('/', prefix.size()) != std::string_view::npos) continue;
    const bool has_digit = path.size() > prefix.size() && path[prefix.size()] >= '0' && path[prefix.size()] <= '9';
    if (!digit || has_digit) found.push_back(&node);
  }
  return found;
}

Finding none_or_list(std::vector<std::string> found, std::string_view what) {
  std::sort(found.begin(), found.end());
  return found.empty() ? pass(fmt::format("no {}", what)) : fail(listing(found));
}

Finding judge_vt_nodes(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const Node* node : entries(evidence, "/dev/tty", true)) {
    const auto number = device_number(*node);
    if (number && is_virtual_terminal(*number)) found.push_back(describe(*node));
  }
  return none_or_list(std::move(found), "/dev/tty[0-9]* is a virtual terminal");
}

Finding judge_pty_as_vt(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const Node* node : entries(evidence, "/dev/tty", true)) {
    const auto number = device_number(*node);
    const bool link = node->kind == "symlink" && has_component(node->target, "pts");
    if (link || (number && is_pty(*number))) found.push_back(describe(*node));
  }
  return none_or_list(std::move(found), "/dev/tty[0-9]* is a pty");
}

Finding judge_vcs(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const Node* node : entries(evidence, "/dev/vcs", false)) found.push_back(describe(*node));
  return none_or_list(std::move(found), "/dev/vcs*");
}

Finding judge_vt_sysfs(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const Node& node : *evidence.guest.virtual_terminals) found.push_back(node.path);
  return none_or_list(std::move(found), "virtual terminal in /sys/class");
}

Finding judge_block_devices(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const Node& node : *evidence.guest.devices) {
    const bool masked = node.major == 0 && node.minor == 0;  // leads to no device; used to cover other nodes
    if (node.kind == "block" && !masked) found.push_back(describe(node));
  }
  return none_or_list(std::move(found), "block device below /dev");
}

/// The seven standard nodes, wherever they lie: a /dev/kmsg that is really /dev/null is no extra device.
bool is_standard(DeviceNumber number) {
  constexpr DeviceNumber standard[] = {{1, 3}, {1, 5}, {1, 7}, {1, 8}, {1, 9}, {5, 0}, {5, 2}};
  return std::find(std::begin(standard), std::end(standard), number) != std::end(standard);
}

Finding judge_extra_devices(const Evidence& evidence) {
  std::vector<std::string> found;
  bool common_only = true;
  for (const Node& node : *evidence.guest.devices) {
    const DeviceNumber number{node.major, node.minor};
    if (node.kind != "character" || node.path == "/dev/console" || number == DeviceNumber{0, 0}) continue;
    if (is_standard(number) || is_pty(number)) continue;
    found.push_back(describe(node));
    common_only = common_only && is_one_of(node.path, {"/dev/net/tun", "/dev/fuse"});
  }
  if (found.empty()) return pass("no device nodes but the standard ones and ptys");
  return fail(listing(found) + (common_only ? "; widely passed, and still more than the document allows" : ""));
}

constexpr std::string_view shouldnt = "What You Shouldn't Do";

constexpr Clause clauses[] = {
    {
        .id = "dont.kmsg-not-console",
        .says = "/dev/kmsg is not another name of /dev/console.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "3"},
        .since = "2014-08 wiki",
        .observe = "/dev/kmsg, if it is there, against /dev/console: device number, inode, and whether it is a "
                   "terminal",
        .remedy = "Leave /dev/kmsg out, neither linked nor bound to /dev/console (LXC: lxc.kmsg = 0 on old versions, "
                  "no lxc.mount.entry for it).",
        .judge = judge_kmsg,
    },
    {
        .id = "dont.no-vt-nodes",
        .says = "No virtual terminals of the kernel are offered as /dev/tty0, /dev/tty1 and so on.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "4"},
        .since = "2014-08 wiki",
        .observe = "/dev/tty[0-9]*, links followed: major 4, minor 0 to 63",
        .remedy = "Do not create or bind /dev/tty0 to /dev/tty63 in the container's /dev; offer further terminals as "
                  "ptys named in $container_ttys.",
        .judge = judge_vt_nodes,
    },
    {
        .id = "dont.no-pty-as-vt",
        .says = "No pty stands in the place of /dev/tty1, /dev/tty2 and so on.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "4"},
        .since = "2014-08 wiki",
        .observe = "/dev/tty[0-9]*, links followed: majors 136 to 143, or a link into pts",
        .remedy = "Leave the ptys in /dev/pts and name them in $container_ttys (\"pts/1 pts/2\") instead of mounting "
                  "or linking them to /dev/ttyN (LXC: lxc.tty.max = 0).",
        .judge = judge_pty_as_vt,
    },
    {
        .id = "dont.no-vcs",
        .says = "The screen memory of virtual terminals is not offered as /dev/vcs* nodes.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "4"},
        .since = "2014-08 wiki",
        .observe = "/dev/vcs*, with vcsa* and vcsu*",
        .remedy = "Do not create or bind /dev/vcs, /dev/vcsa and /dev/vcsu nodes; fill a fresh tmpfs with the seven "
                  "standard nodes instead of binding the host's /dev.",
        .judge = judge_vcs,
    },
    {
        .id = "dont.no-vt-sysfs",
        .says = "Virtual terminals are not visible in sysfs either.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "4"},
        .since = "2014-08 wiki",
        .observe = "/sys/class/tty/tty0 and /sys/class/vc",
        .remedy = "Put a read-only tmpfs on /sys and bind into it only what the payload needs, or cover "
                  "/sys/class/tty, /sys/class/vc and /sys/devices/virtual/tty.",
        .judge = judge_vt_sysfs,
    },
    {
        .id = "dont.no-block-devices",
        .says = "No block device nodes are passed to the container.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "5"},
        .since = "2014-08 wiki",
        .observe = "every inode below /dev that is a block device",
        .remedy = "Mount the file system on the host and pass the directory (nspawn: --bind=; LXC: lxc.mount.entry) "
                  "instead of the node; remove block nodes from the container's /dev.",
        .judge = judge_block_devices,
    },
    {
        .id = "dont.no-extra-devices",
        .says = "/dev holds no device nodes beyond the seven standard ones, the console and ptys.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "5"},
        .since = "2014",
        .observe = "every character device below /dev, links not followed; /dev/pts, /dev/shm and /dev/mqueue left "
                   "out",
        .remedy = "Create only null, zero, full, random, urandom, tty, ptmx and console; pass /dev/net/tun, /dev/fuse "
                  "and the like only when somebody asks for them.",
        .judge = judge_extra_devices,
    },
};

}  // namespace

Section dont() { return clauses; }

}  // namespace conformance::checks
