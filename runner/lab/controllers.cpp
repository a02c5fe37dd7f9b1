// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/controllers.h"

#include "runner/machine/files.h"

#include <algorithm>
#include <sstream>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t enough = 1u << 16;

std::vector<std::string> words_of(const fs::path& file) {
  std::istringstream text(machine::read_file(file, enough));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

}  // namespace

std::vector<std::string> controllers_lacking(const fs::path& group) {
  auto controllers = words_of(group / "cgroup.controllers");
  const auto passed = words_of(group / "cgroup.subtree_control");
  std::erase_if(controllers, [&](const auto& name) { return std::ranges::find(passed, name) != passed.end(); });
  return controllers;
}

void give_controllers(const fs::path& group) {
  // A group with processes of its own passes none on: nspawn itself goes to the group that it made for such.
  for (const auto& pid : words_of(group / "cgroup.procs"))
    machine::write_attribute(group / "supervisor/cgroup.procs", pid);
  // One by one: what the kernel does not give is no reason to lack the others.
  for (const auto& place : {group.parent_path(), group})
    for (const auto& controller : controllers_lacking(place))
      machine::write_attribute(place / "cgroup.subtree_control", "+" + controller);
}

}  // namespace conformance::lab
