// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, The /run/host/ Hierarchy 10 and 11: users of the host in the container.
#include "checks/facts.h"
#include "checks/run_host_facts.h"
#include "checks/sections.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::File;
using evidence::Node;
using Json = nlohmann::json;

constexpr const char* records = "/run/host/userdb";
constexpr const char* homes = "/run/host/home";

std::string_view name_in(std::string_view path, std::string_view directory) {
  return is_below(path, directory) ? path.substr(directory.size() + 1) : std::string_view();
}

/// The kind of record a file name stands for: "user", "group"; empty for memberships and privileged parts.
std::string_view kind_of_record(std::string_view name) {
  for (const std::string_view kind : {"user", "group"})
    if (name.ends_with("." + std::string(kind)) && name.find(':') == std::string_view::npos) return kind;
  return {};
}

/// What is wrong with a record; empty: nothing. A symlink by UID leads to a record that is looked at by its own name.
std::string problem_of(const File& file, std::string_view kind) {
  if (!file.error.empty()) return file.error;
  const auto record = Json::parse(file.content, nullptr, false);
  if (!record.is_object()) return "no JSON object";
  const std::string field = std::string(kind) + "Name";
  if (!record.contains(field) || !record[field].is_string()) return "no " + field;
  const std::string number = kind == "user" ? "uid" : "gid";
  if (record.contains(number) && !record[number].is_number_unsigned()) return number + " is no number";
  return {};
}

Finding judge_records(const Evidence& evidence) {
  if (!is_directory(evidence, records)) return not_applicable(fmt::format("there is no directory {}", records));
  std::size_t good = 0;
  for (const File& file : *evidence.guest.files) {
    const auto kind = kind_of_record(name_in(file.path, records));
    if (kind.empty()) continue;
    if (const auto problem = problem_of(file, kind); !problem.empty()) return fail(file.path + ": " + problem);
    ++good;
  }
  for (const Node& node : *evidence.guest.run_host)
    if (node.kind == "symlink" && !kind_of_record(name_in(node.path, records)).empty() && !node.resolved)
      return fail(node.path + " leads nowhere: " + node.target);
  if (good == 0) return not_applicable(fmt::format("there are no records in {}", records));
  return pass("valid: " + counted(good, "record", "records"));
}

/// homeDirectory of every user record that can be read.
std::vector<std::string> recorded_homes(const Evidence& evidence) {
  std::vector<std::string> found;
  for (const File& file : *evidence.guest.files) {
    if (kind_of_record(name_in(file.path, records)) != "user") continue;
    const auto record = Json::parse(file.content, nullptr, false);
    if (record.is_object() && record.contains("homeDirectory") && record["homeDirectory"].is_string())
      found.push_back(record["homeDirectory"]);
  }
  return found;
}

Finding judge_homes(const Evidence& evidence) {
  std::vector<std::string> shown;
  const auto recorded = recorded_homes(evidence);
  for (const Node& node : *evidence.guest.run_host) {
    const auto name = name_in(node.path, homes);
    if (node.kind != "directory" || name.empty() || name.find('/') != std::string_view::npos) continue;
    if (mount_at(*evidence.guest.mounts, node.path) == nullptr) return fail(node.path + " is no mount point");
    if (std::ranges::count(recorded, node.path) == 0) return fail("no user record names the home " + node.path);
    shown.emplace_back(name);
  }
  if (shown.empty()) return not_applicable(fmt::format("there are no homes in {}", homes));
  return pass("mounted, and named by a record: " + listing(shown));
}

constexpr Clause clauses[] = {
    {
        .id = "runhost.userdb",
        .says =
            "Files in /run/host/userdb are valid JSON user/group records (NAME.user, NAME.group, uid/gid symlinks).",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "10"},
        .since = "v249",
        .preconditions = "there are records in /run/host/userdb",
        .observe = "the files NAME.user and NAME.group as JSON, and where the links lead to",
        .remedy = "Write one JSON user or group record to each file, as userdbctl(1) shows them, and a link by number "
                  "to each.",
        .judge = judge_records,
    },
    {
        .id = "runhost.home",
        .says = "/run/host/home holds bind-mounted home directories of the host that match the records in "
                "/run/host/userdb.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "11"},
        .since = "v249",
        .preconditions = "there are directories in /run/host/home",
        .observe = "the mount table, and homeDirectory in the user records",
        .remedy = "Bind each home to /run/host/home/NAME and name that path in the user's record.",
        .judge = judge_homes,
    },
};

}  // namespace

Section run_host_users() { return clauses; }

}  // namespace conformance::checks
