// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Environment Variables 5: credentials for the container's init.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::AskedCredential;
using evidence::Credential;

constexpr Source item_5 = {"CONTAINER_INTERFACE", "Environment Variables", "5"};
constexpr std::string_view exported = "credentials were asked for, and $CREDENTIALS_DIRECTORY is set";
constexpr std::uint64_t most_bytes = 1024 * 1024;
constexpr std::uint64_t ramfs_magic = 0x858458f6;
constexpr std::uint64_t tmpfs_magic = 0x01021994;
constexpr std::string_view suggested_path = "/run/host/credentials";

const Credential* find_credential(const Evidence& evidence, std::string_view name) {
  for (const Credential& one : *evidence.guest.credentials)
    if (one.name == name) return &one;
  return nullptr;
}

/// The clauses after the first bind once there is a directory: check(evidence, path).
template <auto check>
Finding for_directory(const Evidence& evidence) {
  if (evidence.run.asked.credentials->empty()) return not_applicable("no credentials were asked for");
  const auto path = guest_variable(evidence, "CREDENTIALS_DIRECTORY");
  if (!path) return not_applicable("$CREDENTIALS_DIRECTORY is not set, see cred.dir-exported");
  const auto& error = file_system(evidence, *path).error;
  if (!error.empty()) return not_applicable("there is no " + *path + " (" + error + "), see cred.dir-exported");
  return check(evidence, *path);
}

Finding judge_exported(const Evidence& evidence) {
  const auto& asked = *evidence.run.asked.credentials;
  if (asked.empty()) return not_applicable("no credentials were asked for");
  const auto path = guest_variable(evidence, "CREDENTIALS_DIRECTORY");
  if (!path) return fail("credentials were asked for, but $CREDENTIALS_DIRECTORY is not set");
  const auto& error = file_system(evidence, *path).error;
  if (!error.empty()) return fail("CREDENTIALS_DIRECTORY=" + *path + ": " + error);
  std::vector<std::string> missing;
  for (const auto& one : asked)
    if (find_credential(evidence, one.name) == nullptr) missing.push_back(one.name);
  if (!missing.empty()) return fail("not in " + *path + ": " + listing(missing));
  return pass(counted(asked.size(), "credential", "credentials") + " in " + *path);
}

/// As systemd tests it: absolute, and without "//", "." and "..".
bool is_normalized(std::string_view path) {
  if (!path.starts_with('/') || path.find("//") != std::string_view::npos) return false;
  return !has_component(path, ".") && !has_component(path, "..");
}

/// The probe reports the first 64 KiB of a file.
bool has_content(const Credential& credential, const AskedCredential& asked) {
  return credential.size == asked.hex.size() / 2 && !credential.hex.empty() == !asked.hex.empty() &&
         asked.hex.starts_with(credential.hex);
}

Finding judge_content(const Evidence& evidence, const std::string&) {
  std::size_t arrived = 0;
  for (const AskedCredential& asked : *evidence.run.asked.credentials) {
    const Credential* found = find_credential(evidence, asked.name);
    if (found == nullptr) continue;  // the business of cred.dir-exported
    if (found->kind != "file") return fail(asked.name + " is no regular file but a " + found->kind);
    if (!has_content(*found, asked))
      return fail(asked.name + " has other bytes: " + std::to_string(found->size) + ", asked for were " +
                  std::to_string(asked.hex.size() / 2));
    ++arrived;
  }
  if (arrived == 0) return not_applicable("no credential that was asked for arrived, see cred.dir-exported");
  return pass("byte for byte the same: " + counted(arrived, "credential", "credentials"));
}

Finding judge_names(const Evidence& evidence, const std::string&) {
  std::uint64_t total = 0;
  for (const Credential& one : *evidence.guest.credentials) {
    if (one.kind != "file") return fail(one.name + " is no regular file but a " + one.kind);
    if (!is_credential_name(one.name)) return fail("no name of a credential: " + one.name);
    if (one.size > most_bytes) return fail(one.name + " has " + std::to_string(one.size) + " bytes");
    total += one.size;
  }
  return pass_if(total <= most_bytes, counted(evidence.guest.credentials->size(), "credential", "credentials") + ", " +
                                          std::to_string(total) + " bytes in all");
}

/// The mount a path lies in: the one with the longest mount point.
const evidence::Mount* mount_holding(const Evidence& evidence, std::string_view path) {
  const evidence::Mount* holding = nullptr;
  for (const auto* mount : reachable_mounts(*evidence.guest.mounts))
    if ((mount->point == path || is_below(path, mount->point)) &&
        (holding == nullptr || mount->point.size() > holding->point.size()))
      holding = mount;
  return holding;
}

Finding judge_swappable(const Evidence& evidence, const std::string& path) {
  const auto type = file_system(evidence, path).type;
  if (type == ramfs_magic) return pass(path + " is on a ramfs");
  const auto* mount = mount_holding(evidence, path);
  if (mount == nullptr) return unknown("no mount that holds " + path + " is visible");
  if (type != tmpfs_magic) return fail(path + " is on a file system that is stored: " + describe(*mount));
  return pass_if(has_super_option(*mount, "noswap"),
                 path + " is on a tmpfs " + (has_super_option(*mount, "noswap") ? "with" : "without") + " noswap");
}

/// Whoever cannot search the directory, or open the files, does not get at the data.
Finding judge_access(const Evidence& evidence, const std::string& path) {
  const auto user = evidence.guest.start->uid;
  if (user != 0) return not_applicable("the init runs as user " + std::to_string(user) + ", not as root");
  const auto& paths = *evidence.guest.announced_paths;
  const auto directory = std::ranges::find(paths, path, &evidence::Node::path);
  if (directory == paths.end()) return unknown("the probe did not report the mode of " + path);
  constexpr std::uint64_t others = 077;
  const auto closed = [](std::uint64_t mode, std::int64_t owner) { return (mode & others) == 0 && owner == 0; };
  if (closed(directory->mode, directory->uid)) return pass(path + " is for root only");
  for (const Credential& one : *evidence.guest.credentials)
    if (!closed(one.mode, one.uid)) return fail("others than root can read " + path + "/" + one.name);
  return pass("the files in " + path + " are for root only");
}

constexpr Clause clauses[] = {
    {
        .id = "cred.dir-exported",
        .says = "Credentials for the container are placed in one directory whose path is exported to PID 1 as "
                "$CREDENTIALS_DIRECTORY.",
        .level = optional,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = "credentials were asked for",
        .observe = "$CREDENTIALS_DIRECTORY of PID 1, and the names in that directory",
        .remedy = "Put each credential into one directory inside the container and set CREDENTIALS_DIRECTORY to its "
                  "path before you execute the init.",
        .scenario = "credentials",
        .judge = judge_exported,
    },
    {
        .id = "cred.dir-path-valid",
        .says = "The path in $CREDENTIALS_DIRECTORY is absolute and normalized, otherwise PID 1 rejects it.",
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = "$CREDENTIALS_DIRECTORY is set",
        .observe = "the value begins with a slash and has no \"//\", \".\" or \"..\"",
        .remedy = "Set CREDENTIALS_DIRECTORY to the plain absolute path, /run/host/credentials best.",
        .scenario = "credentials",
        .judge =
            [](const Evidence& evidence) {
              const auto path = guest_variable(evidence, "CREDENTIALS_DIRECTORY");
              if (!path) return not_applicable("$CREDENTIALS_DIRECTORY is not set");
              return pass_if(is_normalized(*path), "CREDENTIALS_DIRECTORY=" + *path);
            },
    },
    {
        .id = "cred.content-intact",
        .says =
            "Each credential arrives as a regular file with byte-identical content, including NUL bytes and newlines.",
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = exported,
        .observe = "the bytes of each file against those that were asked for, a text and binary data",
        .remedy = "Write the bytes as they are: no line end at the end, no end at a NUL, no other encoding.",
        .scenario = "credentials",
        .judge = for_directory<judge_content>,
    },
    {
        .id = "cred.names-and-size",
        .says = "Names of credentials must be valid file and fd names (<=255 bytes, no \"/\" and no \":\"); one "
                "credential and the total stay within 1 MiB.",
        .level = recommended,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = exported,
        .observe = "the entries of $CREDENTIALS_DIRECTORY: kinds, names and sizes",
        .remedy = "Put regular files there only, and refuse bad names and more than 1 MiB when you are asked for them.",
        .scenario = "credentials",
        .judge = for_directory<judge_names>,
    },
    {
        .id = "cred.dir-read-only",
        .says = "The credential directory should be on a read-only mount.",
        .level = recommended,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = exported,
        .observe = "statfs() of $CREDENTIALS_DIRECTORY",
        .remedy = "Remount the directory read-only once the files are in it.",
        .scenario = "credentials",
        .judge = for_directory<[](const Evidence& evidence, const std::string& path) {
          const bool read_only = file_system(evidence, path).read_only;
          return pass_if(read_only, path + " is on a " + (read_only ? "read-only" : "writable") + " mount");
        }>,
    },
    {
        .id = "cred.dir-not-swappable",
        .says =
            "The file system behind the credential directory should not be swappable (ramfs, or tmpfs with noswap).",
        .level = recommended,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = exported,
        .observe = "the type of the file system behind $CREDENTIALS_DIRECTORY, and the options of a tmpfs",
        .remedy = "Use a ramfs of its own for the credentials, or a tmpfs with the option noswap (Linux 6.4).",
        .scenario = "credentials",
        .judge = for_directory<judge_swappable>,
    },
    {
        .id = "cred.restricted-access",
        .says = "Only root of the container may read the credentials.",
        .level = recommended,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = "credentials arrived, and the init runs as root",
        .observe = "owner and mode of $CREDENTIALS_DIRECTORY and of the files in it",
        .remedy = "Give the directory the mode 0500 and the files 0400, owned by the container's root.",
        .scenario = "credentials",
        .judge = for_directory<judge_access>,
    },
    {
        .id = "cred.path-run-host",
        .says = "/run/host/credentials is the suggested location of the credential directory.",
        .level = optional,
        .subject = container,
        .source = item_5,
        .since = "v247",
        .preconditions = exported,
        .observe = "$CREDENTIALS_DIRECTORY of PID 1",
        .remedy = "Put the credentials into /run/host/credentials.",
        .scenario = "credentials",
        .judge = for_directory<[](const Evidence&, const std::string& path) {
          std::string_view plain = path;
          if (plain.ends_with('/')) plain.remove_suffix(1);
          return pass_if(plain == suggested_path, "CREDENTIALS_DIRECTORY=" + path);
        }>,
    },
};

}  // namespace

Section cred() { return clauses; }

}  // namespace conformance::checks
