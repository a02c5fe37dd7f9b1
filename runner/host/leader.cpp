// SPDX-License-Identifier: Apache-2.0
#include "runner/host/leader.h"

#include "fixtures/guest/protocol.h"
#include "runner/host/file.h"
#include "runner/host/observer.h"
#include "runner/host/proc.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace conformance::runner::host {

namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_descriptors = 4096;

template <std::size_t N>
bool begins_with_any(std::string_view name, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return name.starts_with(word); });
}

// comm holds 15 bytes, so long names stand here cut.
bool is_vmm(std::string_view name) {
  static constexpr std::array<std::string_view, 12> names = {"qemu-system-", "qemu-kvm",   "kvm",   "cloud-hyperviso",
                                                             "firecracker",  "crosvm",     "lkvm",  "dragonball",
                                                             "VBoxHeadless", "vmware-vmx", "xhyve", "stratovirt"};
  return begins_with_any(name, names);
}

bool is_helper(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names = {"swtpm",       "virtiofsd", "vhost-", "passt", "pasta",
                                                            "slirp4netns", "dnsmasq",   "socat",  "ssh"};
  return begins_with_any(name, names);
}

/// A fork that executed nothing else looks like its parent.
void drop_forks(std::vector<Candidate>& candidates) {
  std::map<pid_t, std::string> lines;
  for (const Candidate& candidate : candidates) lines[candidate.pid] = candidate.command_line;
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const auto parent = lines.find(candidate.parent);
    return parent != lines.end() && parent->second == candidate.command_line;
  });
}

void keep_if_any(std::vector<Candidate>& candidates, bool (*better)(const Candidate&)) {
  if (std::any_of(candidates.begin(), candidates.end(), better))
    std::erase_if(candidates, [&](const Candidate& candidate) { return !better(candidate); });
}

}  // namespace

bool is_shell(std::string_view name) {
  static constexpr std::array<std::string_view, 8> names = {"sh",  "bash",    "dash", "zsh",
                                                            "ksh", "busybox", "fish", "ash"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<pid_t> choose_vm_leader(std::vector<Candidate> candidates) {
  std::erase_if(candidates, [](const Candidate& candidate) { return is_shell(candidate.name); });
  drop_forks(candidates);
  keep_if_any(candidates, [](const Candidate& candidate) { return candidate.runs_guest; });
  keep_if_any(candidates, [](const Candidate& candidate) { return candidate.has_kvm; });
  keep_if_any(candidates, [](const Candidate& candidate) { return is_vmm(candidate.name); });
  keep_if_any(candidates, [](const Candidate& candidate) { return !is_helper(candidate.name); });
  if (candidates.empty()) return std::nullopt;
  const auto above = [&](const Candidate& candidate) {
    return std::count_if(candidates.begin(), candidates.end(), [&](const Candidate& other) {
      return std::find(candidate.ancestors.begin(), candidate.ancestors.end(), other.pid) != candidate.ancestors.end();
    });
  };
  return std::max_element(candidates.begin(), candidates.end(),
                          [&](const Candidate& a, const Candidate& b) {
                            return std::pair(above(a), b.pid) < std::pair(above(b), a.pid);
                          })
      ->pid;
}

namespace {

bool is_init(const Status& status) { return !status.namespace_pids.empty() && status.namespace_pids.back() == 1; }

}  // namespace

std::optional<pid_t> init_beside(pid_t pid) {
  const std::string inside = read_link(proc_path(pid, "ns/pid"));
  if (inside.empty() || inside == read_link("/proc/self/ns/pid")) return std::nullopt;
  for (const pid_t other : list_pids())
    if (read_link(proc_path(other, "ns/pid")) == inside && is_init(status_of(other))) return other;
  return std::nullopt;
}

namespace {

void look_at_descriptors(Candidate& candidate) {
  const std::string directory = proc_path(candidate.pid, "fd");
  std::size_t looked = 0;
  for (const std::string& name : names_in(directory, false)) {
    if (++looked > max_descriptors) return;
    const std::string target = read_link(directory + "/" + name);
    candidate.runs_guest |= target == "anon_inode:kvm-vm";
    candidate.has_kvm |= target == "/dev/kvm";
  }
}

}  // namespace

std::vector<pid_t> ancestors_of(pid_t pid) {
  std::vector<pid_t> ancestors;
  for (pid = status_of(pid).parent; pid > 0 && ancestors.size() < max_depth; pid = status_of(pid).parent)
    ancestors.push_back(pid);
  return ancestors;
}

bool runs_a_vm(pid_t pid) {
  Candidate candidate{.pid = pid, .name = command_name(pid)};
  look_at_descriptors(candidate);
  return candidate.runs_guest || is_vmm(candidate.name);
}

std::vector<Candidate> find_candidates(std::string_view nonce) {
  std::vector<Candidate> candidates;
  if (nonce.empty()) return candidates;
  std::set<pid_t> ours = {::getpid()};
  for (const pid_t ancestor : ancestors_of(::getpid())) ours.insert(ancestor);
  for (const pid_t pid : list_pids()) {
    if (ours.contains(pid)) continue;
    std::string line = command_line(pid);
    if (line.find(nonce) == std::string::npos) continue;
    Candidate candidate{.pid = pid, .name = command_name(pid), .command_line = std::move(line)};
    candidate.ancestors = ancestors_of(pid);
    if (candidate.ancestors.empty()) continue;  // gone
    candidate.parent = candidate.ancestors.front();
    look_at_descriptors(candidate);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

}  // namespace conformance::runner::host

namespace conformance::runner {

std::optional<pid_t> find_leader(const std::string& nonce, const std::string& subject) {
  if (nonce.empty()) return std::nullopt;
  if (subject == "vm") return host::choose_vm_leader(host::find_candidates(nonce));
  const std::string name = guest::probe_comm(nonce);
  const std::string look = guest::look_comm(nonce);
  std::optional<pid_t> not_first;
  for (const pid_t pid : host::list_pids()) {
    const std::string found = host::command_name(pid);
    if (found == look)
      if (const auto init = host::init_beside(pid)) return init;
    if (found != name) continue;
    const auto status = host::status_of(pid);
    // An init has PID 1 in its own namespace and another one here (unless it is our own init, which is no guest).
    if (status.namespace_pids.size() > 1 && status.namespace_pids.back() == 1) return pid;
    // Something may stand in front of the init, or it has no PID namespace; its children look like it.
    if (!not_first && host::command_name(status.parent) != name) not_first = pid;
  }
  return not_first;
}

}  // namespace conformance::runner
