// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, The /run/host/ Hierarchy: the hierarchy itself, and the files in it.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/run_host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::File;
using evidence::Node;

constexpr const char* hierarchy = "The /run/host/ Hierarchy";
constexpr Source whole = {"CONTAINER_INTERFACE", hierarchy, ""};
constexpr const char* os_release_path = "/run/host/os-release";
constexpr const char* manager_path = "/run/host/container-manager";
constexpr const char* uuid_path = "/run/host/container-uuid";

/// check(evidence, file) where the manager provides the file.
template <auto check, const char* const& path>
Finding for_file(const Evidence& evidence) {
  const File& file = file_at(evidence, path);
  if (file.error == "ENOENT" || file.error == "ENOTDIR") return not_applicable("there is no " + file.path);
  if (!file.error.empty()) return unknown(file.path + ": " + file.error);
  return check(evidence, file);
}

Finding judge_top(const Evidence& evidence) {
  if (run_host_node(evidence, "/run/host") == nullptr) return not_applicable("there is no /run/host");
  return judge_not_writable(evidence, "/run/host");
}

Finding judge_os_release(const Evidence& evidence, const File& file) {
  const auto& host = evidence.host.identity->os_release_text;
  if (host.empty()) return unknown("the os-release of the host could not be read");
  return pass_if(file.content == host, file.path + (file.content == host ? " is" : " is not") + " the host's");
}

/// What a reader of one line takes from it.
std::string first_line(const File& file) { return file.content.substr(0, file.content.find('\n')); }

Finding judge_manager(const Evidence& evidence, const File& file) {
  const auto value = guest_variable(evidence, "container");
  if (!value || value->empty()) return not_applicable("$container is not set, see env.container");
  return pass_if(first_line(file) == *value, file.path + " says " + first_line(file) + ", container=" + *value);
}

Finding judge_uuid(const Evidence& evidence, const File& file) {
  const auto value = guest_variable(evidence, "container_uuid");
  if (!value) return not_applicable("$container_uuid is not set, see env.container-uuid");
  const auto identity = identity_of(first_line(file));
  return pass_if(identity && identity == identity_of(*value),
                 file.path + " says " + first_line(file) + ", container_uuid=" + *value);
}

Finding judge_newline(const Evidence&, const File& file) {
  const auto lines = std::ranges::count(file.content, '\n');
  return pass_if(lines == 1 && file.content.ends_with('\n'),
                 file.path + " has " + counted(static_cast<std::size_t>(lines), "line end", "line ends") +
                     (file.content.ends_with('\n') ? ", at its end" : ", and none at its end"));
}

/// Everybody may read it, and get there.
Finding judge_readable(const Evidence& evidence, const File& file) {
  constexpr std::uint64_t readable = 0444;
  constexpr std::uint64_t searchable = 0001;
  const Node* node = run_host_node(evidence, file.path);
  const Node* top = run_host_node(evidence, "/run/host");
  if (node == nullptr || top == nullptr) return unknown("the probe did not report the mode of " + file.path);
  if ((top->mode & searchable) == 0) return fail("/run/host is not for everybody");
  const auto mode = node->resolved ? node->resolved->mode : node->mode;
  return pass_if((mode & readable) == readable,
                 file.path + ((mode & readable) == readable ? " is" : " is not") + " readable for everybody");
}

Finding judge_host_root(const Evidence& evidence) {
  if (const auto reason = claimed_missing(evidence, "isolation")) return not_applicable(*reason);
  const Node* root = run_host_node(evidence, "/run/host/root");
  if (root == nullptr) return pass("there is no /run/host/root");
  const auto* mount = mount_at(*evidence.guest.mounts, "/run/host/root");
  if (mount != nullptr) return fail("something is mounted there: " + describe(*mount));
  const bool link = root->kind == "symlink";
  if (link && root->resolved) return fail("/run/host/root is a link to " + root->target);
  return pass("nothing is mounted on /run/host/root");
}

/// The names of the document, and what stands behind each.
const std::map<std::string_view, std::string_view>& reserved_names() {
  static const std::map<std::string_view, std::string_view> names{
      {"incoming", "directory"},    {"inaccessible", "directory"}, {"notify", "socket"},
      {"os-release", "file"},       {"container-manager", "file"}, {"container-uuid", "file"},
      {"credentials", "directory"}, {"unix-export", "directory"},  {"userdb", "directory"},
      {"home", "directory"},        {"root", "directory"}};
  return names;
}

Finding judge_names(const Evidence& evidence) {
  constexpr std::string_view above = "/run/host/";
  if (run_host_node(evidence, "/run/host") == nullptr) return not_applicable("there is no /run/host");
  std::vector<std::string> own;
  for (const Node& node : *evidence.guest.run_host) {
    const auto name = std::string_view(node.path).substr(std::min(above.size(), node.path.size()));
    if (name.empty() || name.find('/') != std::string_view::npos) continue;
    const auto reserved = reserved_names().find(name);
    if (reserved == reserved_names().end())
      own.emplace_back(name);
    else if (kind_behind(node) != reserved->second)
      return fail(node.path + " is no " + std::string(reserved->second) + " but a " + std::string(kind_behind(node)));
  }
  return pass("no reserved name is used for something else; names of its own: " + listing(own));
}

constexpr Clause clauses[] = {
    {
        .id = "runhost.top-read-only",
        .says = "If /run/host is provided its top level must be read-only to the payload.",
        .level = recommended,
        .subject = container,
        .source = whole,
        .since = "v247",
        .preconditions = "there is a /run/host",
        .observe = "statfs() of /run/host, and whether a file can be made in it",
        .remedy = "Remount /run/host read-only once everything is in it.",
        .judge = judge_top,
    },
    {
        .id = "runhost.os-release",
        .says = "/run/host/os-release is a copy/bind of the HOST's os-release.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "4"},
        .since = "v246",
        .preconditions = "there is a /run/host/os-release",
        .observe = "its content compared with /etc/os-release of the host, or /usr/lib/os-release",
        .remedy = "Take the file from the host, not from the tree of the container.",
        .judge = for_file<judge_os_release, os_release_path>,
    },
    {
        .id = "runhost.os-release-read-only",
        .says = "/run/host/os-release is not writable from inside.",
        .level = recommended,
        .subject = container,
        .source = whole,
        .since = "v246",
        .preconditions = "there is a /run/host/os-release",
        .observe = "opening it for writing, without writing",
        .remedy = "Bind the file read-only: a writable bind mount lets the container change the host.",
        .judge = for_file<[](const Evidence&, const File& file) {
          if (file.write_error.empty()) return fail(file.path + " can be opened for writing");
          return pass(file.path + " cannot be opened for writing: " + file.write_error);
        },
                          os_release_path>,
    },
    {
        .id = "runhost.container-manager",
        .says = "/run/host/container-manager repeats $container.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "5"},
        .since = "v247",
        .preconditions = "there is a /run/host/container-manager, and $container is set",
        .observe = "its first line compared with $container of PID 1; systemd takes the file before the variable",
        .remedy = "Write the same word into the file that you set $container to.",
        .judge = for_file<judge_manager, manager_path>,
    },
    {
        .id = "runhost.container-manager-newline",
        .says = "/run/host/container-manager ends with a newline.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "5"},
        .since = "v247",
        .preconditions = "there is a /run/host/container-manager",
        .observe = "its content is one line that has its end",
        .remedy = "Write a newline after the word, and nothing else.",
        .judge = for_file<judge_newline, manager_path>,
    },
    {
        .id = "runhost.container-manager-world-readable",
        .says = "Unprivileged code of the payload can read /run/host/container-manager.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "5"},
        .since = "v247",
        .preconditions = "there is a /run/host/container-manager",
        .observe = "the modes of the file and of /run/host",
        .remedy = "Give the file the mode 0444 and /run/host 0755, whatever your umask is.",
        .judge = for_file<judge_readable, manager_path>,
    },
    {
        .id = "runhost.container-uuid",
        .says = "/run/host/container-uuid repeats $container_uuid.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "6"},
        .since = "v247",
        .preconditions = "there is a /run/host/container-uuid, and $container_uuid is set",
        .observe = "its first line compared with $container_uuid as a 128-bit value",
        .remedy = "Write the same UUID into the file that you set $container_uuid to.",
        .judge = for_file<judge_uuid, uuid_path>,
    },
    {
        .id = "runhost.container-uuid-newline",
        .says = "/run/host/container-uuid ends with a newline.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "6"},
        .since = "v247",
        .preconditions = "there is a /run/host/container-uuid",
        .observe = "its content is one line that has its end",
        .remedy = "Write a newline after the UUID, and nothing else.",
        .judge = for_file<judge_newline, uuid_path>,
    },
    {
        .id = "runhost.no-host-root",
        .says =
            "/run/host/root is the reserved place for the host root fs; managers that claim a security boundary must "
            "not use it.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", hierarchy, "12"},
        .since = "v262 doc",
        .preconditions = "the profile does not say that the manager keeps no boundary (isolation = \"no\")",
        .observe = "whether there is a /run/host/root, and what is mounted on it",
        .remedy = "Do not mount the root of the host into the container; hand out the directories that are needed.",
        .judge = judge_host_root,
    },
    {
        .id = "runhost.no-name-conflicts",
        .says = "A manager's own additions below /run/host do not collide with the names the interface reserves there.",
        .level = recommended,
        .subject = container,
        .source = whole,
        .since = "v247",
        .preconditions = "there is a /run/host",
        .observe = "the entries of /run/host: those with a reserved name are what the document says",
        .remedy = "Give what is your own a name that has yours in it.",
        .judge = judge_names,
    },
};

}  // namespace

Section run_host() { return clauses; }

}  // namespace conformance::checks
