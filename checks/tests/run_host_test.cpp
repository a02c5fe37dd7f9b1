// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Node& node_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.run_host.edit(), [&](auto& node) { return node.path == path; });
}

void remove_node(Evidence& evidence, std::string_view path) {
  std::erase_if(evidence.guest.run_host.edit(), [&](auto& node) { return node.path == path; });
}

evidence::File& file_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.files.edit(), [&](auto& file) { return file.path == path; });
}

evidence::Directory& directory_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.directories.edit(), [&](auto& entry) { return entry.path == path; });
}

constexpr const char* manager = "/run/host/container-manager";
constexpr const char* uuid = "/run/host/container-uuid";
constexpr const char* os_release = "/run/host/os-release";
constexpr const char* alice = "/run/host/userdb/alice.user";

void have_nothing(Evidence& evidence) {
  evidence.guest.run_host.edit().clear();
  for (auto& file : evidence.guest.files.edit())
    if (file.path.starts_with("/run/host/")) file = {.path = file.path, .error = "ENOENT", .write_error = "ENOENT"};
}

void make_top_writable(Evidence& evidence) {
  file_system_of(evidence, "/run/host").read_only = false;
  directory_of(evidence, "/run/host").create_error = "";
}

void lose(Evidence& evidence, const char* path) {
  file_of(evidence, path) = {.path = path, .error = "ENOENT", .write_error = "ENOENT"};
}

}  // namespace

std::vector<Case> run_host_cases() {
  return {
      {"runhost.top-read-only", "it is", pass, nothing},
      {"runhost.top-read-only", "it is writable", fail, make_top_writable},
      {"runhost.top-read-only", "it is owned by nobody inside", pass,
       [](Evidence& e) {
         make_top_writable(e);
         directory_of(e, "/run/host").create_error = "EACCES";
       }},
      {"runhost.top-read-only", "it is full", unknown,
       [](Evidence& e) {
         make_top_writable(e);
         directory_of(e, "/run/host").create_error = "ENOSPC";
       }},
      {"runhost.top-read-only", "there is none", not_applicable, have_nothing},
      {"runhost.top-read-only", "nobody looked", blocked, [](Evidence& e) { forget(e.guest.run_host); }},

      {"runhost.os-release", "it is the host's", pass, nothing},
      {"runhost.os-release", "it is the container's", fail,
       [](Evidence& e) { file_of(e, os_release).content = "ID=guest\n"; }},
      {"runhost.os-release", "there is none", not_applicable, [](Evidence& e) { lose(e, os_release); }},
      {"runhost.os-release", "it is a directory", unknown,
       [](Evidence& e) { file_of(e, os_release).error = "EISDIR"; }},
      {"runhost.os-release", "the host's is not known", unknown,
       [](Evidence& e) { e.host.identity.edit().os_release_text.clear(); }},

      {"runhost.os-release-read-only", "it is", pass, nothing},
      {"runhost.os-release-read-only", "it may not be written", pass,
       [](Evidence& e) { file_of(e, os_release).write_error = "EACCES"; }},
      {"runhost.os-release-read-only", "it can be written", fail,
       [](Evidence& e) { file_of(e, os_release).write_error = ""; }},
      {"runhost.os-release-read-only", "there is none", not_applicable, [](Evidence& e) { lose(e, os_release); }},

      {"runhost.container-manager", "it is the variable", pass, nothing},
      {"runhost.container-manager", "it is another word", fail,
       [](Evidence& e) { file_of(e, manager).content = "another\n"; }},
      {"runhost.container-manager", "it has no line end", pass,
       [](Evidence& e) { file_of(e, manager).content = "exemplar"; }},
      {"runhost.container-manager", "the variable is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container"); }},
      {"runhost.container-manager", "there is none", not_applicable, have_nothing},

      {"runhost.container-manager-newline", "it has one", pass, nothing},
      {"runhost.container-manager-newline", "it has none", fail,
       [](Evidence& e) { file_of(e, manager).content = "exemplar"; }},
      {"runhost.container-manager-newline", "it is empty", fail, [](Evidence& e) { file_of(e, manager).content = ""; }},
      {"runhost.container-manager-newline", "it has two lines", fail,
       [](Evidence& e) { file_of(e, manager).content = "exemplar\n1.0\n"; }},
      {"runhost.container-manager-newline", "there is none", not_applicable, have_nothing},

      {"runhost.container-manager-world-readable", "it is", pass, nothing},
      {"runhost.container-manager-world-readable", "it is for root", fail,
       [](Evidence& e) { node_of(e, manager).mode = 0440; }},
      {"runhost.container-manager-world-readable", "nobody gets there", fail,
       [](Evidence& e) { node_of(e, "/run/host").mode = 0750; }},
      {"runhost.container-manager-world-readable", "it is a link to what is for everybody", pass,
       [](Evidence& e) {
         node_of(e, manager).kind = "symlink";
         node_of(e, manager).mode = 0777;
         node_of(e, manager).resolved = evidence::Resolved{.kind = "file", .mode = 0644};
       }},
      {"runhost.container-manager-world-readable", "there is none", not_applicable, have_nothing},
      {"runhost.container-manager-world-readable", "its mode is not known", unknown,
       [](Evidence& e) { remove_node(e, manager); }},

      {"runhost.container-uuid", "it is the variable in another spelling", pass, nothing},
      {"runhost.container-uuid", "it is another", fail,
       [](Evidence& e) { file_of(e, uuid).content = std::string(host_machine_id) + "\n"; }},
      {"runhost.container-uuid", "it is none", fail, [](Evidence& e) { file_of(e, uuid).content = "first\n"; }},
      {"runhost.container-uuid", "the variable is not set", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_uuid"); }},
      {"runhost.container-uuid", "there is none", not_applicable, have_nothing},

      {"runhost.container-uuid-newline", "it has one", pass, nothing},
      {"runhost.container-uuid-newline", "it has none", fail,
       [](Evidence& e) { file_of(e, uuid).content = machine_id; }},
      {"runhost.container-uuid-newline", "there is none", not_applicable, have_nothing},

      {"runhost.no-host-root", "there is none", pass, nothing},
      {"runhost.no-host-root", "it is mounted", fail,
       [](Evidence& e) {
         e.guest.run_host.edit().push_back(a_node("/run/host/root", "directory", 0, 0));
         add_mount(e, a_mount(220, 111, "/run/host/root", "ext4", {"rw"}));
       }},
      {"runhost.no-host-root", "it is an empty directory", pass,
       [](Evidence& e) { e.guest.run_host.edit().push_back(a_node("/run/host/root", "directory", 0, 0)); }},
      {"runhost.no-host-root", "it leads somewhere", fail,
       [](Evidence& e) {
         e.guest.run_host.edit().push_back(a_link("/run/host/root", "../../", 0, 0));
         e.guest.run_host.edit().back().resolved->kind = "directory";
       }},
      {"runhost.no-host-root", "no boundary is claimed", not_applicable,
       [](Evidence& e) {
         e.run.claims["isolation"] = {"no", "it is a toolbox"};
       }},

      {"runhost.no-name-conflicts", "there are only names of the document", pass, nothing},
      {"runhost.no-name-conflicts", "it has names of its own", pass,
       [](Evidence& e) { e.guest.run_host.edit().push_back(a_node("/run/host/proc-kmsg", "fifo", 0, 0)); }},
      {"runhost.no-name-conflicts", "a name means something else", fail,
       [](Evidence& e) { node_of(e, "/run/host/notify").kind = "directory"; }},
      {"runhost.no-name-conflicts", "a file is a link to one", pass,
       [](Evidence& e) {
         node_of(e, os_release).kind = "symlink";
         node_of(e, os_release).resolved = evidence::Resolved{.kind = "file", .mode = 0644};
       }},
      {"runhost.no-name-conflicts", "there is no hierarchy", not_applicable, have_nothing},

      {"runhost.userdb", "they are valid", pass, nothing},
      {"runhost.userdb", "one is no JSON", fail, [](Evidence& e) { file_of(e, alice).content = "alice:x:1000"; }},
      {"runhost.userdb", "one has no name", fail, [](Evidence& e) { file_of(e, alice).content = "{\"uid\":60577}"; }},
      {"runhost.userdb", "one has a name for a number", fail,
       [](Evidence& e) { file_of(e, alice).content = "{\"userName\":\"alice\",\"uid\":\"alice\"}"; }},
      {"runhost.userdb", "a link leads nowhere", fail,
       [](Evidence& e) {
         e.guest.run_host.edit().push_back(a_link("/run/host/userdb/1.user", "bob.user", 0, 0));
         e.guest.run_host.edit().back().resolved.reset();
       }},
      {"runhost.userdb", "there is a membership, too", pass,
       [](Evidence& e) {
         e.guest.files.edit().push_back({.path = "/run/host/userdb/alice:wheel.membership", .content = ""});
       }},
      {"runhost.userdb", "there are no records", not_applicable,
       [](Evidence& e) {
         std::erase_if(e.guest.files.edit(), [](auto& file) { return file.path.starts_with("/run/host/userdb/"); });
       }},
      {"runhost.userdb", "there is none", not_applicable, have_nothing},

      {"runhost.home", "it is mounted and recorded", pass, nothing},
      {"runhost.home", "it is a copy", fail, [](Evidence& e) { remove_mount(e, "/run/host/home/alice"); }},
      {"runhost.home", "no record names it", fail,
       [](Evidence& e) { file_of(e, alice).content = "{\"userName\":\"alice\",\"homeDirectory\":\"/home/alice\"}"; }},
      {"runhost.home", "there is none", not_applicable, have_nothing},
  };
}

}  // namespace conformance::checks::testing
