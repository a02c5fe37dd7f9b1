// SPDX-License-Identifier: Apache-2.0
// The init process and its host name.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

Finding judge_init_is_pid1(const Evidence& evidence) {
  const std::int64_t pid = evidence.guest.start->pid;
  if (pid != 1) return fail(fmt::format("getpid() of the init says {}", pid));
  const auto& pids = evidence.host.leader->namespace_pids;
  if (!pids.empty() && pids.back() != 1) return fail(fmt::format("NSpid of the leader ends in {}", pids.back()));
  const bool own = has_own_namespace(evidence, "pid");
  return pass_if(own, own ? "getpid() says 1, in a PID namespace of its own"
                          : "the leader is in the PID namespace of the process that started the manager");
}

Finding judge_hostname_preset(const Evidence& evidence) {
  const auto& asked = evidence.run.asked.hostname;
  if (const auto reason = claimed_missing(evidence, "hostname")) return not_applicable(*reason);
  if (!has_own_namespace(evidence, "uts")) return not_applicable("the UTS namespace is shared with the host");
  const std::string& seen = evidence.guest.start->hostname;
  return pass_if(seen == *asked, fmt::format("uname() says \"{}\", asked for was \"{}\"", seen, *asked));
}

constexpr Clause clauses[] = {
    {
        .id = "exec.init-is-pid1",
        .says = "The container's init runs as PID 1 of a PID namespace of its own; under any other PID a system-mode "
                "systemd is not supported.",
        .subject = container,
        .source = {"systemd(1)", "Options", "--system"},
        .preconditions = "the machine has an init at all; sandboxes for single applications are out of scope",
        .observe = "getpid() in the probe; NSpid and ns/pid of the leader on the host",
        .remedy = "Create the container with clone(CLONE_NEWPID) and exec the payload's init directly as the first "
                  "process: no shell, tini or stub in front of it (nspawn: not --as-pid2; podman: no --init, no "
                  "--pid=host).",
        .judge = judge_init_is_pid1,
    },
    {
        .id = "exec.hostname-preset",
        .says = "A manager that wants to choose the host name sets it in the kernel before it executes the init.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "1"},
        .since = "2012 wiki",
        .preconditions = "the manager was asked for a host name and gives the container a UTS namespace",
        .observe = "uname().nodename at the first instruction of PID 1, against the name the profile asked for",
        .remedy = "Call sethostname() inside the new UTS namespace (CLONE_NEWUTS) before execve() of the init (LXC: "
                  "lxc.uts.name; nspawn and podman: --hostname=).",
        .judge = judge_hostname_preset,
    },
};

}  // namespace

Section exec_process() { return clauses; }

}  // namespace conformance::checks
