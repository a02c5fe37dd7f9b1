// SPDX-License-Identifier: Apache-2.0
#include "runner/host/roles.h"

#include "runner/host/leader.h"

#include <fmt/format.h>

namespace conformance::runner::host {

namespace {

using Parents = std::map<pid_t, const Entry*>;

/// The process and those above it, without the kernel's ends of the chain. Bounded by the number of processes.
std::vector<pid_t> chain(const Parents& parents, pid_t pid) {
  std::vector<pid_t> above;
  for (auto found = parents.find(pid); found != parents.end() && pid > 1 && above.size() <= parents.size();
       found = parents.find(pid)) {
    above.push_back(pid);
    pid = found->second->parent;
  }
  return above;
}

/// Between the leader and the program, or the service manager that adopted it: what keeps the machine running.
std::set<pid_t> supervisors(const Parents& parents, const Cast& cast) {
  const auto ours = chain(parents, cast.self);
  std::set<pid_t> found;
  const auto above = chain(parents, cast.leader);
  for (std::size_t i = 1; i < above.size(); ++i) {
    const bool stop = std::find(ours.begin(), ours.end(), above[i]) != ours.end() ||
                      parents.at(above[i])->name == "systemd" || is_shell(parents.at(above[i])->name);
    if (stop) break;
    found.insert(above[i]);
  }
  return found;
}

std::string role_of(const Entry& entry, const Parents& parents, const Cast& cast, const std::set<pid_t>& above_leader) {
  const bool vm = cast.subject == "vm";
  if (entry.pid == cast.self) return "";
  if (entry.name == cast.exec_name) return "exec";
  if (entry.pid == cast.leader || (!vm && cast.in_guest(entry))) return "payload";
  if (above_leader.contains(entry.pid) || entry.pid == cast.manager) return "manager";
  const auto above = chain(parents, entry.pid);
  const auto below = [&](pid_t pid) { return pid > 0 && std::find(above.begin(), above.end(), pid) != above.end(); };
  if (vm && (below(cast.leader) || below(cast.manager) || cast.named.contains(entry.pid))) return "helper";
  // Kernel threads that serve a VM's devices are named after their owner on kernels before 6.4.
  if (vm && entry.name == fmt::format("vhost-{}", cast.leader)) return "helper";
  return below(cast.manager) ? "manager" : "";
}

}  // namespace

std::map<pid_t, std::string> roles(const std::vector<Entry>& entries, const Cast& cast) {
  Parents parents;
  for (const Entry& entry : entries) parents[entry.pid] = &entry;
  const std::set<pid_t> above_leader = supervisors(parents, cast);
  std::map<pid_t, std::string> found;
  for (const Entry& entry : entries)
    if (std::string role = role_of(entry, parents, cast, above_leader); !role.empty())
      found[entry.pid] = std::move(role);
  return found;
}

}  // namespace conformance::runner::host
