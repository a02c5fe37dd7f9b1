// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Directory& directory_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.directories.edit(), [&](auto& entry) { return entry.path == path; });
}

void empty_etc(Evidence& evidence) { directory_of(evidence, "/etc").entries = 0; }

}  // namespace

std::vector<Case> file_system_cases() {
  return {
      {"fs.usr-etc-available-at-exec", "both are there", pass, nothing},
      {"fs.usr-etc-available-at-exec", "etc is empty", fail, empty_etc},
      {"fs.usr-etc-available-at-exec", "usr is missing", fail,
       [](Evidence& e) { directory_of(e, "/usr").error = "ENOENT"; }},
      {"fs.usr-etc-available-at-exec", "the OS fills its root", not_applicable,
       [](Evidence& e) {
         empty_etc(e);
         mount_of(e, "/").type = "tmpfs";
       }},
      {"fs.usr-etc-available-at-exec", "the root is a tmpfs that is full already", pass,
       [](Evidence& e) { mount_of(e, "/").type = "tmpfs"; }},
      {"fs.usr-etc-available-at-exec", "it is a VM", not_applicable, [](Evidence& e) { e.run.subject = "vm"; }},
      {"fs.usr-etc-available-at-exec", "nobody looked", blocked, [](Evidence& e) { forget(e.guest.directories); }},

      {"fs.var-writable", "it is", pass, nothing},
      {"fs.var-writable", "its owner is mapped to nobody", fail,
       [](Evidence& e) { directory_of(e, "/var").create_error = "EOVERFLOW"; }},
      {"fs.var-writable", "only the directory for temporary files is refused", fail,
       [](Evidence& e) { directory_of(e, "/var/tmp").create_error = "EPERM"; }},
      {"fs.var-writable", "it is read-only for now", unknown,
       [](Evidence& e) { file_system_of(e, "/var").read_only = true; }},
      {"fs.var-writable", "it is full", unknown, [](Evidence& e) { directory_of(e, "/var").create_error = "ENOSPC"; }},
      {"fs.var-writable", "files without a name are unknown to it", pass,
       [](Evidence& e) { directory_of(e, "/var").create_error = "EOPNOTSUPP"; }},
      {"fs.var-writable", "it is not there yet", unknown,
       [](Evidence& e) { directory_of(e, "/var/tmp").error = "ENOENT"; }},
      {"fs.var-writable", "it is a VM", not_applicable, [](Evidence& e) { e.run.subject = "vm"; }},

      {"fs.tmp-writable", "it is", pass, nothing},
      {"fs.tmp-writable", "it is refused", fail, [](Evidence& e) { directory_of(e, "/tmp").create_error = "EACCES"; }},
      {"fs.tmp-writable", "it is read-only for now", unknown,
       [](Evidence& e) { directory_of(e, "/tmp").create_error = "EROFS"; }},
      {"fs.tmp-writable", "it is a VM", not_applicable, [](Evidence& e) { e.run.subject = "vm"; }},
  };
}

}  // namespace conformance::checks::testing
