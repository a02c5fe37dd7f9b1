// SPDX-License-Identifier: Apache-2.0
// MOUNT_REQUIREMENTS: what has to be mounted when the init of the OS is executed. A container has no initrd, so its
// manager has the duties of one.
#include "checks/facts.h"
#include "checks/sections.h"

#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Subject;
using evidence::Directory;

constexpr Source availability = {"MOUNT_REQUIREMENTS", "", ""};
constexpr const char* vm_reason = "the machine is a VM, whose initrd mounts these, not its manager";

/// The exception of the document: the root begins as an empty tmpfs, and the OS fills it during boot.
bool begins_empty(const Evidence& evidence) {
  const auto* root = mount_at(*evidence.guest.mounts, "/");
  return root != nullptr && (root->type == "tmpfs" || root->type == "ramfs");
}

Finding judge_at_exec(const Evidence& evidence) {
  if (evidence.run.subject == "vm") return not_applicable(vm_reason);
  std::string saw;
  for (const char* path : {"/usr", "/etc"}) {
    const Directory& entry = directory(evidence, path);
    if (entry.error.empty() && entry.entries > 0) {
      saw += (saw.empty() ? "" : ", ") + entry.path + " holds " +
             counted(static_cast<std::size_t>(entry.entries), "entry", "entries");
      continue;
    }
    if (begins_empty(evidence)) return not_applicable("the root is a tmpfs that the OS fills, " + entry.path + " too");
    return fail(entry.path + (entry.error.empty() ? " is empty" : ": " + entry.error));
  }
  return pass(saw);
}

/// It says that there is no way to make files without a name, and nothing about writing.
bool cannot_tell(std::string_view error) { return is_one_of(error, {"EOPNOTSUPP", "EISDIR", "ENOSYS", "not tried"}); }

/// The init of the OS may still remount what is read-only, but it cannot help where writing is refused.
Finding judge_writable(const Evidence& evidence, std::string_view path) {
  const Directory& entry = directory(evidence, path);
  const std::string saw(path);
  if (!entry.error.empty()) return unknown(saw + ": " + entry.error + "; the OS may still make it");
  if (file_system(evidence, path).read_only || entry.create_error == "EROFS")
    return unknown(saw + " is read-only when init starts; the OS may still remount it");
  if (entry.create_error.empty()) return pass(saw + " is writable");
  if (cannot_tell(entry.create_error)) return pass(saw + " is mounted writable");
  const bool refused = is_one_of(entry.create_error, {"EACCES", "EPERM", "EOVERFLOW"});
  const std::string problem = saw + " is mounted writable, but making a file fails: " + entry.create_error;
  return refused ? fail(problem) : unknown(problem);
}

Finding judge_var(const Evidence& evidence) {
  if (evidence.run.subject == "vm") return not_applicable(vm_reason);
  const Finding var = judge_writable(evidence, "/var");
  if (var.outcome != Outcome::pass) return var;
  const Finding temporary = judge_writable(evidence, "/var/tmp");
  return temporary.outcome == Outcome::pass ? pass(var.saw + ", " + temporary.saw) : temporary;
}

Finding judge_tmp(const Evidence& evidence) {
  if (evidence.run.subject == "vm") return not_applicable(vm_reason);
  return judge_writable(evidence, "/tmp");
}

constexpr Clause clauses[] = {
    {
        .id = "fs.usr-etc-available-at-exec",
        .says = "Root, /usr and /etc must be mounted by the time the host-OS init is executed.",
        .source = availability,
        .since = "MR doc v252",
        .preconditions = "the machine is a container; its root is no tmpfs that the OS fills during boot",
        .observe = "/usr and /etc are there and not empty when PID 1 is executed",
        .remedy = "Mount the whole tree, with /usr and /etc where they are file systems of their own, before you "
                  "execute the init.",
        .judge = judge_at_exec,
    },
    {
        .id = "fs.var-writable",
        .says = "/var (including /var/tmp) must be writable before local-fs.target is reached.",
        .source = availability,
        .since = "MR doc v252",
        .preconditions = "the machine is a container",
        .observe = "statfs() of /var and /var/tmp, and a file made there; read-only decides nothing, as the OS may "
                   "remount it",
        .remedy = "Mount /var writable, with owners that are mapped in the container's user namespace, or put a "
                  "writable layer over it.",
        .judge = judge_var,
    },
    {
        .id = "fs.tmp-writable",
        .says = "/tmp must be writable before local-fs.target is reached.",
        .source = availability,
        .since = "MR doc v252",
        .preconditions = "the machine is a container",
        .observe = "statfs() of /tmp, and a file made there; read-only decides nothing, as the OS may mount over it",
        .remedy = "Mount a tmpfs on /tmp, or leave the tree's own writable.",
        .judge = judge_tmp,
    },
};

}  // namespace

Section fs() { return clauses; }

}  // namespace conformance::checks
