// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Credential& credential_of(Evidence& evidence, std::string_view name) {
  return entry_where(evidence.guest.credentials.edit(), [&](auto& one) { return one.name == name; });
}

evidence::Node& directory_of_credentials(Evidence& evidence) {
  return entry_where(evidence.guest.announced_paths.edit(), [](auto& node) { return node.kind == "directory"; });
}

void pass_none(Evidence& evidence) {
  unset_variable(evidence, "CREDENTIALS_DIRECTORY");
  evidence.guest.credentials.edit().clear();
}

void ask_for_none(Evidence& evidence) { evidence.run.asked.credentials.edit().clear(); }

void lose_directory(Evidence& evidence) {
  file_system_of(evidence, "/run/host/credentials").error = "ENOENT";
  forget(evidence.guest.credentials);
}

void open_directory(Evidence& evidence) { directory_of_credentials(evidence).mode = 0755; }

/// Text and binary data are on that file system instead.
void lie_on(Evidence& evidence, std::uint64_t magic, const std::string& type, const std::string& option) {
  file_system_of(evidence, "/run/host/credentials").type = magic;
  mount_of(evidence, "/run/host/credentials").type = type;
  mount_of(evidence, "/run/host/credentials").super_options = {"rw", option};
}

/// Somewhere else, and still a directory.
void name_it(Evidence& evidence, const std::string& path) {
  set_variable(evidence, "CREDENTIALS_DIRECTORY", path);
  file_system_of(evidence, "/run/host/credentials").path = path;
}

}  // namespace

std::vector<Case> credential_cases() {
  return {
      {"cred.dir-exported", "all are there", pass, nothing},
      {"cred.dir-exported", "the variable is not set", fail, pass_none},
      {"cred.dir-exported", "there is no such directory", fail, lose_directory},
      {"cred.dir-exported", "one is missing", fail, [](Evidence& e) { e.guest.credentials.edit().pop_back(); }},
      {"cred.dir-exported", "none was asked for", not_applicable, ask_for_none},
      {"cred.dir-exported", "the profile does not ask", blocked, [](Evidence& e) { forget(e.run.asked.credentials); }},
      {"cred.dir-exported", "nobody saw the environment", blocked, [](Evidence& e) { forget(e.guest.environment); }},

      {"cred.dir-path-valid", "it is", pass, nothing},
      {"cred.dir-path-valid", "it ends in a slash", pass, [](Evidence& e) { name_it(e, "/run/host/credentials/"); }},
      {"cred.dir-path-valid", "it is relative", fail, [](Evidence& e) { name_it(e, "run/host/credentials"); }},
      {"cred.dir-path-valid", "it goes up", fail, [](Evidence& e) { name_it(e, "/run/host/../credentials"); }},
      {"cred.dir-path-valid", "it has two slashes", fail, [](Evidence& e) { name_it(e, "/run//host/credentials"); }},
      {"cred.dir-path-valid", "a name begins with a dot", pass, [](Evidence& e) { name_it(e, "/run/.credentials"); }},
      {"cred.dir-path-valid", "it is not set", not_applicable, pass_none},

      {"cred.content-intact", "it is the same", pass, nothing},
      {"cred.content-intact", "a line end was added", fail,
       [](Evidence& e) {
         credential_of(e, "conformance.text").hex += "0a";
         ++credential_of(e, "conformance.text").size;
       }},
      {"cred.content-intact", "it ends at the first zero", fail,
       [](Evidence& e) {
         credential_of(e, "conformance.binary").hex = "ff";
         credential_of(e, "conformance.binary").size = 1;
       }},
      {"cred.content-intact", "it is empty", fail,
       [](Evidence& e) {
         credential_of(e, "conformance.binary").hex = "";
         credential_of(e, "conformance.binary").size = 0;
       }},
      {"cred.content-intact", "one byte is another", fail,
       [](Evidence& e) { credential_of(e, "conformance.binary").hex = "ff000b"; }},
      {"cred.content-intact", "it is a link", fail,
       [](Evidence& e) { credential_of(e, "conformance.text").kind = "symlink"; }},
      {"cred.content-intact", "an empty one arrives empty", pass,
       [](Evidence& e) {
         e.run.asked.credentials.edit().push_back({"empty", ""});
         e.guest.credentials.edit().push_back({.name = "empty", .kind = "file", .mode = 0400});
       }},
      {"cred.content-intact", "others are there, too", pass,
       [](Evidence& e) { e.guest.credentials.edit().push_back({.name = "system.hostname", .kind = "file"}); }},
      {"cred.content-intact", "none arrived", not_applicable, [](Evidence& e) { e.guest.credentials.edit().clear(); }},
      {"cred.content-intact", "the variable is not set", not_applicable, pass_none},
      {"cred.content-intact", "the directory could not be read", blocked,
       [](Evidence& e) { forget(e.guest.credentials); }},

      {"cred.names-and-size", "all are good", pass, nothing},
      {"cred.names-and-size", "one has a colon", fail,
       [](Evidence& e) { e.guest.credentials.edit().push_back({.name = "a:b", .kind = "file"}); }},
      {"cred.names-and-size", "one has a control character", fail,
       [](Evidence& e) { e.guest.credentials.edit().push_back({.name = "a\tb", .kind = "file"}); }},
      {"cred.names-and-size", "one is a directory", fail,
       [](Evidence& e) { e.guest.credentials.edit().push_back({.name = "more", .kind = "directory"}); }},
      {"cred.names-and-size", "one is too large", fail,
       [](Evidence& e) { credential_of(e, "conformance.text").size = 1024 * 1024 + 1; }},
      {"cred.names-and-size", "one has just the size", fail,
       [](Evidence& e) { credential_of(e, "conformance.text").size = 1024 * 1024; }},
      {"cred.names-and-size", "none was asked for", not_applicable, ask_for_none},

      {"cred.dir-read-only", "it is", pass, nothing},
      {"cred.dir-read-only", "it is not", fail,
       [](Evidence& e) { file_system_of(e, "/run/host/credentials").read_only = false; }},
      {"cred.dir-read-only", "there is none", not_applicable, lose_directory},

      {"cred.dir-not-swappable", "it is a ramfs", pass, nothing},
      {"cred.dir-not-swappable", "it is a tmpfs without swap", pass,
       [](Evidence& e) { lie_on(e, tmpfs_magic, "tmpfs", "noswap"); }},
      {"cred.dir-not-swappable", "it is a tmpfs", fail,
       [](Evidence& e) { lie_on(e, tmpfs_magic, "tmpfs", "size=1m"); }},
      {"cred.dir-not-swappable", "it is a disk", fail, [](Evidence& e) { lie_on(e, ext4_magic, "ext4", "discard"); }},
      {"cred.dir-not-swappable", "it is not set", not_applicable, pass_none},

      {"cred.restricted-access", "directory and files are closed", pass, nothing},
      {"cred.restricted-access", "the files are, and that is enough", pass, open_directory},
      {"cred.restricted-access", "the directory is, and that is enough", pass,
       [](Evidence& e) { credential_of(e, "conformance.text").mode = 0444; }},
      {"cred.restricted-access", "neither is", fail,
       [](Evidence& e) {
         open_directory(e);
         credential_of(e, "conformance.text").mode = 0444;
       }},
      {"cred.restricted-access", "they are another user's", fail,
       [](Evidence& e) {
         directory_of_credentials(e).uid = 65534;
         credential_of(e, "conformance.text").uid = 65534;
       }},
      {"cred.restricted-access", "the init is no root", not_applicable,
       [](Evidence& e) { e.guest.start.edit().uid = 1000; }},
      {"cred.restricted-access", "the mode of the directory is not known", unknown,
       [](Evidence& e) { e.guest.announced_paths.edit().clear(); }},

      {"cred.path-run-host", "it is that", pass, nothing},
      {"cred.path-run-host", "it is another", fail, [](Evidence& e) { name_it(e, "/run/credentials"); }},
      {"cred.path-run-host", "it is not set", not_applicable, pass_none},
  };
}

}  // namespace conformance::checks::testing
