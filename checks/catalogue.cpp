// SPDX-License-Identifier: Apache-2.0
#include "checks/catalogue.h"

#include "checks/sections.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace conformance::checks {

namespace {

using SectionFunction = Section (*)();

/// Every section; order within an area is the order here.
constexpr SectionFunction sections[] = {
    exec_process,
    exec_mounts,
    exec_proc_sys,
    exec_devices,
    exec_device_policy,
    exec_console,
    exec_cgroups,
    caps,
    dont,
    fs,
    env,
    env_identity,
    env_terminals,
    env_host_fields,
    cred,
    notify,
    listen,
    listen_activation,
    life_stop,
    life_end,
    life_restart,
    several_machines,
    several_networks,
    fdstore,
    run_host,
    run_host_nodes,
    run_host_exchange,
    run_host_users,
    adv,
    net,
    userns,
    host_registration,
    host_machine,
    host_operations,
    host_units,
    host_cgroups,
    host_changes,
    host_end,
    host_stacked,
    host_unchanged,
    virtual_machine,
    vm_credentials,
    vm_notify,
    vm_vsock,
    vm_devices,
    payload_guest,
    payload_identity,
    payload_services,
};

/// The areas in the order of the documents.
constexpr std::array<std::string_view, 16> areas = {"exec",   "fs",      "env",  "cred", "notify", "life",
                                                    "listen", "fdstore", "adv",  "net",  "userns", "caps",
                                                    "dont",   "runhost", "host", "vm"};

std::size_t rank(const Clause* clause) {
  return static_cast<std::size_t>(std::find(areas.begin(), areas.end(), clause->area()) - areas.begin());
}

std::vector<const Clause*> collect() {
  std::vector<const Clause*> clauses;
  for (const SectionFunction section : sections)
    for (const Clause& clause : section()) clauses.push_back(&clause);
  std::stable_sort(clauses.begin(), clauses.end(), [](auto* a, auto* b) { return rank(a) < rank(b); });
  return clauses;
}

/// How many letters have to be changed, added or taken away (Levenshtein).
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

/// Small is alike. A word that is a part of the id, or its name without the area, is alike too.
std::size_t unlikeness(std::string_view word, std::string_view id) {
  const std::string_view name = id.substr(id.find('.') + 1);
  const std::size_t edits = std::min(distance(word, id), distance(word, name) + 1);
  return word.size() >= 3 && id.find(word) != std::string_view::npos ? std::min<std::size_t>(edits, 2) : edits;
}

}  // namespace

const std::vector<const Clause*>& catalogue() {
  static const std::vector<const Clause*> clauses = collect();
  return clauses;
}

const Clause* find_clause(std::string_view id) {
  for (const Clause* clause : catalogue())
    if (clause->id == id) return clause;
  return nullptr;
}

std::vector<std::string_view> similar_ids(std::string_view word) {
  constexpr std::size_t longest_word = 100;  // no id is half as long
  if (word.empty() || word.size() > longest_word) return {};
  std::vector<std::pair<std::size_t, std::string_view>> candidates;
  for (const Clause* clause : catalogue()) {
    const std::size_t edits = unlikeness(word, clause->id);
    if (edits <= std::max<std::size_t>(2, word.size() / 3)) candidates.emplace_back(edits, clause->id);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](auto& a, auto& b) { return a.first < b.first; });
  std::vector<std::string_view> best;
  for (std::size_t i = 0; i < candidates.size() && i < 3; ++i) best.push_back(candidates[i].second);
  return best;
}

std::string_view catalogue_version() { return "262.8"; }

}  // namespace conformance::checks
