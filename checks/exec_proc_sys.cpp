// SPDX-License-Identifier: Apache-2.0
// /proc/sys: read-only, with the exceptions that namespaces allow.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::FileSystem;

/// Of the five namespaces that allow a writable /proc/sys, those the container shares with the host.
std::vector<std::string> shared_namespaces(const Evidence& evidence) {
  std::vector<std::string> shared;
  for (const char* name : {"net", "user", "ipc", "uts", "pid"})
    if (!has_own_namespace(evidence, name)) shared.emplace_back(name);
  return shared;
}

std::string writable(std::string_view path) { return fmt::format("statfs(\"{}\"): not read-only", path); }
std::string read_only(std::string_view path) { return fmt::format("statfs(\"{}\"): read-only", path); }

Finding own_settings(const Evidence& evidence, std::string_view path) {
  return not_applicable(fmt::format("{}; they are the settings of a kernel of the container's own ({})", writable(path),
                                    evidence.guest.start->kernel));
}

Finding judge_proc_sys_read_only(const Evidence& evidence) {
  const FileSystem& tree = file_system(evidence, "/proc/sys");
  if (!tree.error.empty()) return unknown("statfs(\"/proc/sys\"): " + tree.error);
  if (tree.read_only) return pass(read_only("/proc/sys"));
  if (has_own_kernel(evidence)) return own_settings(evidence, "/proc/sys");
  const auto shared = shared_namespaces(evidence);
  if (!shared.empty())
    return fail(fmt::format("{}; namespaces shared with the host: {}", writable("/proc/sys"), listing(shared, 5)));
  const auto user = host_user_of_root(evidence);
  if (!user) return unknown(writable("/proc/sys") + "; the uid map of the leader does not cover root");
  return pass_if(*user != 0, fmt::format("{}; net, user, ipc, uts and pid namespaces are private; root is user {} of "
                                         "the host",
                                         writable("/proc/sys"), *user));
}

Finding judge_proc_sys_net(const Evidence& evidence) {
  const FileSystem& tree = file_system(evidence, "/proc/sys/net");
  if (!tree.error.empty()) return unknown("statfs(\"/proc/sys/net\"): " + tree.error);
  if (tree.read_only) return pass(read_only("/proc/sys/net"));
  if (has_own_kernel(evidence)) return own_settings(evidence, "/proc/sys/net");
  const bool own = has_own_namespace(evidence, "net");
  return pass_if(own, fmt::format("{}; the network namespace is {}", writable("/proc/sys/net"),
                                  own ? "private" : "shared with the host"));
}

Finding judge_all_namespaces(const Evidence& evidence) {
  const FileSystem& tree = file_system(evidence, "/proc/sys");
  if (!tree.error.empty()) return unknown("statfs(\"/proc/sys\"): " + tree.error);
  if (tree.read_only) return not_applicable(read_only("/proc/sys"));
  if (has_own_kernel(evidence)) return own_settings(evidence, "/proc/sys");
  const auto shared = shared_namespaces(evidence);
  return pass_if(shared.empty(), fmt::format("{}; of net, user, ipc, uts and pid shared with the host: {}",
                                             writable("/proc/sys"), listing(shared, 5)));
}

Finding judge_unprivileged_root(const Evidence& evidence) {
  const FileSystem& tree = file_system(evidence, "/proc/sys");
  if (!tree.error.empty()) return unknown("statfs(\"/proc/sys\"): " + tree.error);
  if (tree.read_only) return not_applicable(read_only("/proc/sys"));
  if (has_own_kernel(evidence)) return own_settings(evidence, "/proc/sys");
  const auto user = host_user_of_root(evidence);
  if (!user) return unknown(writable("/proc/sys") + "; the uid map of the leader does not cover root");
  return pass_if(*user != 0,
                 fmt::format("{}; root of the container is user {} of the host", writable("/proc/sys"), *user));
}

constexpr Clause clauses[] = {
    {
        .id = "exec.proc-sys-read-only",
        .says = "/proc/sys is read-only, unless net, user, ipc, uts and pid namespaces are all private and the "
                "container's root is an unprivileged user of the host.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "2012 wiki; the exception by v252",
        .observe = "statfs(\"/proc/sys\") & ST_RDONLY; if clear, the leader's namespaces and uid_map on the host",
        .remedy = "Bind /proc/sys onto itself and remount it with MS_BIND|MS_REMOUNT|MS_RDONLY before execve() (LXC: "
                  "lxc.mount.auto = proc:mixed; podman: no --privileged, no unmask).",
        .judge = judge_proc_sys_read_only,
    },
    {
        .id = "exec.proc-sys-net-writable-requires-netns",
        .says = "/proc/sys/net is writable only in a container with a network namespace of its own.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "by v246",
        .observe = "statfs(\"/proc/sys/net\") & ST_RDONLY; ns/net of the leader against that of the manager's "
                   "launcher",
        .remedy = "Leave /proc/sys/net under the read-only /proc/sys when the container uses the host's network; bind "
                  "it writable only together with CLONE_NEWNET (LXC: proc:ro instead of proc:mixed with "
                  "lxc.net.0.type = none).",
        .judge = judge_proc_sys_net,
    },
    {
        .id = "exec.proc-sys-writable-requires-all-ns",
        .says = "All of /proc/sys may be writable only with private network, user, ipc, uts and pid namespaces "
                "together.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "by v252",
        .preconditions = "/proc/sys is writable",
        .observe = "the five namespaces of the leader against those of the manager's launcher, on the host",
        .remedy = "Remount /proc/sys with MS_BIND|MS_REMOUNT|MS_RDONLY, or create the container with "
                  "CLONE_NEWNET|CLONE_NEWUSER|CLONE_NEWIPC|CLONE_NEWUTS|CLONE_NEWPID.",
        .judge = judge_all_namespaces,
    },
    {
        .id = "exec.proc-sys-writable-requires-unpriv-root",
        .says = "Where /proc/sys is left writable, root of the container is not root of the host.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "v262 text",
        .preconditions = "/proc/sys is writable",
        .observe = "the line for user 0 in uid_map of the leader, read on the host",
        .remedy = "Map user 0 of the container to an unprivileged user in uid_map (nspawn: --private-users=pick, not "
                  "identity; LXC: lxc.idmap = u 0 100000 65536), or make /proc/sys read-only.",
        .judge = judge_unprivileged_root,
    },
};

}  // namespace

Section exec_proc_sys() { return clauses; }

}  // namespace conformance::checks
