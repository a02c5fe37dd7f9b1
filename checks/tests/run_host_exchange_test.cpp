// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void have_nothing(Evidence& evidence) { evidence.guest.run_host.edit().clear(); }

evidence::Node& inaccessible(Evidence& evidence, const std::string& name) {
  return entry_where(evidence.guest.run_host.edit(),
                     [&](auto& node) { return node.path == "/run/host/inaccessible/" + name; });
}

void remove_inaccessible(Evidence& evidence, const std::string& name) {
  std::erase_if(evidence.guest.run_host.edit(),
                [&](auto& node) { return node.path == "/run/host/inaccessible/" + name; });
}

evidence::Request& request_of(Evidence& evidence, std::string_view action) {
  return entry_where(evidence.run.requests, [&](auto& made) { return made.action == action; });
}

void ask_for_no_socket(Evidence& evidence) {
  std::erase_if(evidence.run.requests, [](auto& made) { return made.action == "export-socket"; });
}

evidence::Directory& directory_of(Evidence& evidence, std::string_view path) {
  return entry_where(evidence.guest.directories.edit(), [&](auto& entry) { return entry.path == path; });
}

void refuse_binds(Evidence& evidence, const std::string& error) {
  evidence.host.registration.edit().bind_mount = evidence::Call{error, ""};
}

void see_no_export(Evidence& evidence) { evidence.host.unix_export.edit().point.clear(); }

}  // namespace

std::vector<Case> run_host_exchange_cases() {
  return {
      {"runhost.incoming-slave", "it is one", pass, nothing},
      {"runhost.incoming-slave", "it is shared, too", pass,
       [](Evidence& e) {
         mount_of(e, "/run/host/incoming").propagation = {"shared:7", "master:8"};
       }},
      {"runhost.incoming-slave", "it is shared only", fail,
       [](Evidence& e) { mount_of(e, "/run/host/incoming").propagation = {"shared:7"}; }},
      {"runhost.incoming-slave", "it is private", fail,
       [](Evidence& e) { mount_of(e, "/run/host/incoming").propagation.clear(); }},
      {"runhost.incoming-slave", "it is no mount", fail, [](Evidence& e) { remove_mount(e, "/run/host/incoming"); }},
      {"runhost.incoming-slave", "there is none", not_applicable, have_nothing},
      {"runhost.incoming-slave", "nobody saw the mounts", blocked, [](Evidence& e) { forget(e.guest.mounts); }},

      {"runhost.incoming-not-writable", "it is not", pass, nothing},
      {"runhost.incoming-not-writable", "it is", fail,
       [](Evidence& e) {
         file_system_of(e, "/run/host/incoming").read_only = false;
         directory_of(e, "/run/host/incoming").create_error = "";
       }},
      {"runhost.incoming-not-writable", "it is not for the container's root", pass,
       [](Evidence& e) {
         file_system_of(e, "/run/host/incoming").read_only = false;
         directory_of(e, "/run/host/incoming").create_error = "EACCES";
       }},
      {"runhost.incoming-not-writable", "there is none", not_applicable, have_nothing},

      {"runhost.machinectl-bind", "it does", pass, nothing},
      {"runhost.machinectl-bind", "it does not", fail,
       [](Evidence& e) { refuse_binds(e, "org.freedesktop.DBus.Error.FileNotFound"); }},
      {"runhost.machinectl-bind", "it says so, but the guest does not see it", fail,
       [](Evidence& e) {
         e.host.registration.edit().bind_mount = evidence::Call{"", "not seen"};
       }},
      {"runhost.machinectl-bind", "machined did not answer", unknown,
       [](Evidence& e) { refuse_binds(e, "org.freedesktop.DBus.Error.NoReply"); }},
      {"runhost.machinectl-bind", "machined takes it for a VM", not_applicable,
       [](Evidence& e) { machine_of(e).machine_class = "vm"; }},
      {"runhost.machinectl-bind", "machined knows another leader", not_applicable,
       [](Evidence& e) { machine_of(e).leader = exec_pid; }},
      {"runhost.machinectl-bind", "there is a user namespace", not_applicable,
       [](Evidence& e) { use_user_namespace(e, 655'360); }},
      {"runhost.machinectl-bind", "it is not registered", not_applicable, unregister},
      {"runhost.machinectl-bind", "nobody asked", blocked,
       [](Evidence& e) { forget(e.host.registration.edit().bind_mount); }},

      {"runhost.unix-export-writable", "a socket was bound", pass, nothing},
      {"runhost.unix-export-writable", "no socket could be bound", fail,
       [](Evidence& e) { request_of(e, "export-socket").detail = "EROFS"; }},
      {"runhost.unix-export-writable", "a file can be made", pass, ask_for_no_socket},
      {"runhost.unix-export-writable", "no file can be made", fail,
       [](Evidence& e) {
         ask_for_no_socket(e);
         directory_of(e, "/run/host/unix-export").create_error = "EROFS";
       }},
      {"runhost.unix-export-writable", "it is full", unknown,
       [](Evidence& e) {
         ask_for_no_socket(e);
         directory_of(e, "/run/host/unix-export").create_error = "ENOSPC";
       }},
      {"runhost.unix-export-writable", "there is none", not_applicable, have_nothing},

      {"runhost.unix-export-on-host", "it can be connected to", pass, nothing},
      {"runhost.unix-export-on-host", "it is not found", fail, see_no_export},
      {"runhost.unix-export-on-host", "it cannot be connected to", fail,
       [](Evidence& e) { e.host.unix_export.edit().connect_error = "ENOENT"; }},
      {"runhost.unix-export-on-host", "there is no socket to connect to", pass,
       [](Evidence& e) {
         e.host.unix_export.edit().connect_error = "ENOENT";
         request_of(e, "export-socket").detail = "EROFS";
       }},
      {"runhost.unix-export-on-host", "there is none", not_applicable, have_nothing},
      {"runhost.unix-export-on-host", "nobody looked", blocked, [](Evidence& e) { forget(e.host.unix_export); }},

      {"runhost.unix-export-host-read-only", "it is", pass, nothing},
      {"runhost.unix-export-host-read-only", "it is not", fail,
       [](Evidence& e) { e.host.unix_export.edit().read_only = false; }},
      {"runhost.unix-export-host-read-only", "it is not found", not_applicable, see_no_export},
      {"runhost.unix-export-host-read-only", "there is none", not_applicable, have_nothing},

      {"runhost.inaccessible-reg", "it is", pass, nothing},
      {"runhost.inaccessible-reg", "it can be read", fail, [](Evidence& e) { inaccessible(e, "reg").mode = 0444; }},
      {"runhost.inaccessible-reg", "it is a directory", fail,
       [](Evidence& e) { inaccessible(e, "reg").kind = "directory"; }},
      {"runhost.inaccessible-reg", "it is missing", fail, [](Evidence& e) { remove_inaccessible(e, "reg"); }},
      {"runhost.inaccessible-reg", "there is no directory", not_applicable, have_nothing},
      {"runhost.inaccessible-dir", "it is", pass, nothing},
      {"runhost.inaccessible-dir", "it has the sticky bit", fail,
       [](Evidence& e) { inaccessible(e, "dir").mode = 01000; }},
      {"runhost.inaccessible-dir", "there is no directory", not_applicable, have_nothing},
      {"runhost.inaccessible-fifo", "it is", pass, nothing},
      {"runhost.inaccessible-fifo", "it is missing", fail, [](Evidence& e) { remove_inaccessible(e, "fifo"); }},
      {"runhost.inaccessible-fifo", "there is no directory", not_applicable, have_nothing},
      {"runhost.inaccessible-sock", "it is", pass, nothing},
      {"runhost.inaccessible-sock", "it is a file", fail, [](Evidence& e) { inaccessible(e, "sock").kind = "file"; }},
      {"runhost.inaccessible-sock", "there is no directory", not_applicable, have_nothing},
      {"runhost.inaccessible-chr", "it is", pass, nothing},
      {"runhost.inaccessible-chr", "it is the null device", fail,
       [](Evidence& e) {
         inaccessible(e, "chr").major = 1;
         inaccessible(e, "chr").minor = 3;
       }},
      {"runhost.inaccessible-chr", "it is missing", fail, [](Evidence& e) { remove_inaccessible(e, "chr"); }},
      {"runhost.inaccessible-chr", "there is no directory", not_applicable, have_nothing},
      {"runhost.inaccessible-blk", "it is", pass, nothing},
      {"runhost.inaccessible-blk", "it is missing", fail, [](Evidence& e) { remove_inaccessible(e, "blk"); }},
      {"runhost.inaccessible-blk", "it is missing in a user namespace", not_applicable,
       [](Evidence& e) {
         remove_inaccessible(e, "blk");
         use_user_namespace(e, 655'360);
       }},
      {"runhost.inaccessible-blk", "it is missing where the unit forbids it", not_applicable,
       [](Evidence& e) {
         remove_inaccessible(e, "blk");
         e.host.unit.edit().device_policy = "closed";
       }},
      {"runhost.inaccessible-blk", "it is missing, and there is no systemd to ask", unknown,
       [](Evidence& e) {
         remove_inaccessible(e, "blk");
         e.host.identity.edit().service_manager = false;
       }},
      {"runhost.inaccessible-blk", "there is no directory", not_applicable, have_nothing},
  };
}

}  // namespace conformance::checks::testing
