// SPDX-License-Identifier: Apache-2.0
#include "checks/inside.h"

#include <algorithm>

namespace conformance::checks {

namespace {

// By what they judge: the environment and the capabilities PID 1 was executed with, nodes that only the manager can
// have made, what the manager put below /run/host, the firmware.
constexpr std::string_view ids[] = {
    "env.container",
    "env.container-format",
    "env.container-uuid",
    "env.container-uuid-valid",
    "env.container-ttys-format",
    "notify.path-run-host",
    "caps.mknod-kept",
    "caps.sys-admin-kept",
    "caps.no-audit-control",
    "caps.no-audit-read",
    "caps.no-audit-write",
    "exec.sys-read-only",
    "exec.dev-null",
    "exec.dev-zero",
    "exec.dev-full",
    "exec.dev-random",
    "exec.dev-urandom",
    "exec.dev-tty",
    "dont.no-vt-nodes",
    "dont.no-pty-as-vt",
    "dont.no-vcs",
    "dont.no-block-devices",
    "dont.no-vt-sysfs",
    "runhost.top-read-only",
    "runhost.os-release-read-only",
    "runhost.container-manager",
    "runhost.container-manager-newline",
    "runhost.container-manager-world-readable",
    "runhost.container-uuid",
    "runhost.container-uuid-newline",
    "runhost.no-host-root",
    "runhost.no-name-conflicts",
    "runhost.inaccessible-reg",
    "runhost.inaccessible-dir",
    "runhost.inaccessible-fifo",
    "runhost.inaccessible-sock",
    "runhost.inaccessible-chr",
    "runhost.inaccessible-blk",
    "runhost.userdb",
    "vm.detected-as-vm",
    "vm.not-container",
    "vm.product-uuid-set",
};

}  // namespace

bool shows_from_inside(std::string_view clause) { return std::ranges::find(ids, clause) != std::end(ids); }

}  // namespace conformance::checks
