// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/exec_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

constexpr const char* own = "/machine.slice/first.scope/payload";

evidence::CgroupMembership& unified(Evidence& evidence) { return evidence.guest.cgroups.edit().front(); }

void mount_nothing(Evidence& evidence) {
  remove_mount(evidence, "/sys/fs/cgroup");
  unified(evidence).mount_point = "";
  unified(evidence).mount_root = "";
  unified(evidence).detached = true;
}

/// The whole tree, read-only but for the own control group, as without a cgroup namespace.
void show_whole_tree(Evidence& evidence) {
  share_namespace(evidence, "cgroup");
  unified(evidence).path = own;
  for (const char* path : {"/machine.slice/first.scope", "/machine.slice", "/"})
    unified(evidence).ancestors.push_back({.path = path, .read_only = true, .open_error = "EROFS"});
  // Two steps, as g++ 12 takes the sum in one for an access out of bounds.
  std::string point = "/sys/fs/cgroup";
  point += own;
  add_mount(evidence, a_mount(120, 109, point, "cgroup2", {"rw"}, own));
}

/// The own control group in the place of the root, without a cgroup namespace.
void show_bare_subtree(Evidence& evidence) {
  share_namespace(evidence, "cgroup");
  mount_of(evidence, "/sys/fs/cgroup").root = own;
  unified(evidence) = {.path = own,
                       .mount_point = "/sys/fs/cgroup",
                       .mount_root = own,
                       .directory_error = "ENOENT",
                       .create_error = "not tried",
                       .enter_error = "not tried"};
}

void add_hierarchy(Evidence& evidence, std::int64_t id, std::string controller, std::string directory, bool writable) {
  evidence::Mount mount = a_mount(120 + id, 109, "/sys/fs/cgroup/" + directory, "cgroup", {writable ? "rw" : "ro"});
  mount.super_options.push_back(controller);
  evidence.guest.cgroups.edit().push_back({.hierarchy = id,
                                           .controllers = {std::move(controller)},
                                           .path = "/",
                                           .mount_point = mount.point,
                                           .mount_root = "/",
                                           .lists_self = true});
  add_mount(evidence, std::move(mount), !writable);
}

/// A host with v1 controllers, name=systemd and the unified hierarchy beside them.
void use_hybrid(Evidence& evidence) {
  evidence.host.identity.edit().cgroup_mode = "hybrid";
  mount_of(evidence, "/sys/fs/cgroup").type = "tmpfs";
  file_system_of(evidence, "/sys/fs/cgroup").type = tmpfs_magic;
  unified(evidence).mount_point = "/sys/fs/cgroup/unified";
  add_mount(evidence, a_mount(120, 109, "/sys/fs/cgroup/unified", "cgroup2", {"rw"}));
  add_hierarchy(evidence, 1, "name=systemd", "systemd", true);
  add_hierarchy(evidence, 2, "memory", "memory", false);
}

evidence::CgroupMembership& named(Evidence& evidence) { return evidence.guest.cgroups.edit()[1]; }

}  // namespace

std::vector<Case> cgroup_cases() {
  return {
      {"exec.cgroup-mount-complete-or-absent", "in a cgroup namespace", pass, nothing},
      {"exec.cgroup-mount-complete-or-absent", "nothing is mounted", pass, mount_nothing},
      {"exec.cgroup-mount-complete-or-absent", "the own group is bound in its place", pass, show_whole_tree},
      {"exec.cgroup-mount-complete-or-absent", "a tmpfs replaces the upper parts", pass,
       [](Evidence& e) {
         use_hybrid(e);
         add_mount(e, a_mount(130, 109, "/sys/fs/cgroup/pids/lxc/first", "cgroup", {"rw"}, "/lxc/first"));
       }},
      {"exec.cgroup-mount-complete-or-absent", "a sub-tree poses as the root", fail, show_bare_subtree},
      {"exec.cgroup-mount-complete-or-absent", "a v1 sub-tree poses as the root", fail,
       [](Evidence& e) {
         use_hybrid(e);
         mount_of(e, "/sys/fs/cgroup/memory").root = "/docker/first";
       }},
      {"exec.cgroup-mount-complete-or-absent", "a mount from outside the namespace", fail,
       [](Evidence& e) { mount_of(e, "/sys/fs/cgroup").root = "/../../.."; }},

      {"exec.cgroup-path-consistent", "in a cgroup namespace", pass, nothing},
      {"exec.cgroup-path-consistent", "the whole tree is shown", pass, show_whole_tree},
      {"exec.cgroup-path-consistent", "a sub-tree poses as the root", fail, show_bare_subtree},
      {"exec.cgroup-path-consistent", "the directory lists others", fail,
       [](Evidence& e) { unified(e).lists_self = false; }},
      {"exec.cgroup-path-consistent", "the directory cannot be entered", unknown,
       [](Evidence& e) { unified(e).directory_error = "EACCES"; }},
      {"exec.cgroup-path-consistent", "only the sub-tree is there, in its place", unknown,
       [](Evidence& e) {
         unified(e).path = own;
         unified(e).mount_root = own;
         unified(e).mount_point += own;
         unified(e).directory_error = "ENOENT";
       }},
      {"exec.cgroup-path-consistent", "nothing is mounted", not_applicable, mount_nothing},

      {"exec.cgroup-own-subtree-writable", "it is", pass, nothing},
      {"exec.cgroup-own-subtree-writable", "the guest has to mount it", pass, mount_nothing},
      {"exec.cgroup-own-subtree-writable", "it is in name=systemd", pass, use_hybrid},
      {"exec.cgroup-own-subtree-writable", "it is read-only", fail,
       [](Evidence& e) {
         unified(e).create_error = "EROFS";
         unified(e).enter_error = "not tried";
       }},
      {"exec.cgroup-own-subtree-writable", "processes cannot be moved", fail,
       [](Evidence& e) { unified(e).enter_error = "EACCES"; }},
      {"exec.cgroup-own-subtree-writable", "name=systemd is read-only", fail,
       [](Evidence& e) {
         use_hybrid(e);
         named(e).create_error = "EROFS";
         named(e).enter_error = "not tried";
       }},
      {"exec.cgroup-own-subtree-writable", "the guest of a hybrid host has to mount it", pass,
       [](Evidence& e) {
         use_hybrid(e);
         named(e).mount_point = "";
         named(e).create_error = "not tried";
         unified(e).mount_point = "";
         unified(e).detached = true;
       }},
      {"exec.cgroup-own-subtree-writable", "the own group is not in sight", unknown, show_bare_subtree},
      {"exec.cgroup-own-subtree-writable", "the guest may not mount it", fail,
       [](Evidence& e) {
         mount_nothing(e);
         unified(e).detached = false;
         unified(e).directory_error = "EPERM";
       }},
      {"exec.cgroup-own-subtree-writable", "it could not be mounted", unknown,
       [](Evidence& e) {
         mount_nothing(e);
         unified(e).detached = false;
         unified(e).directory_error = "EBUSY";
       }},
      {"exec.cgroup-own-subtree-writable", "there is no hierarchy", unknown,
       [](Evidence& e) { e.guest.cgroups.edit().clear(); }},

      {"exec.cgroup-rest-read-only", "in a cgroup namespace", pass, nothing},
      {"exec.cgroup-rest-read-only", "the upper parts are read-only", pass, show_whole_tree},
      {"exec.cgroup-rest-read-only", "a group above is writable", fail,
       [](Evidence& e) {
         show_whole_tree(e);
         unified(e).ancestors[1] = {.path = "/machine.slice"};
       }},
      {"exec.cgroup-rest-read-only", "a mount from outside the namespace", unknown,
       [](Evidence& e) { unified(e).mount_root = "/.."; }},
      {"exec.cgroup-rest-read-only", "the machine is in the root", not_applicable,
       [](Evidence& e) { share_namespace(e, "cgroup"); }},
      {"exec.cgroup-rest-read-only", "nothing is mounted", not_applicable, mount_nothing},

      {"exec.cgroup-v1-controllers-read-only", "the host is unified", not_applicable, nothing},
      {"exec.cgroup-v1-controllers-read-only", "they are", pass, use_hybrid},
      {"exec.cgroup-v1-controllers-read-only", "one is writable", fail,
       [](Evidence& e) {
         use_hybrid(e);
         file_system_of(e, "/sys/fs/cgroup/memory").read_only = false;
       }},
      {"exec.cgroup-v1-controllers-read-only", "none is mounted", not_applicable,
       [](Evidence& e) {
         use_hybrid(e);
         remove_mount(e, "/sys/fs/cgroup/memory");
       }},

      {"exec.cgroup-v1-systemd-hierarchy", "the host is unified", not_applicable, nothing},
      {"exec.cgroup-v1-systemd-hierarchy", "both are there", pass, use_hybrid},
      {"exec.cgroup-v1-systemd-hierarchy", "it is read-only", fail,
       [](Evidence& e) {
         use_hybrid(e);
         named(e).create_error = "EROFS";
       }},
      {"exec.cgroup-v1-systemd-hierarchy", "it lies elsewhere", fail,
       [](Evidence& e) {
         use_hybrid(e);
         named(e).mount_point = "/sys/fs/cgroup/other";
       }},
      {"exec.cgroup-v1-systemd-hierarchy", "the unified one is read-only", fail,
       [](Evidence& e) {
         use_hybrid(e);
         unified(e).create_error = "EROFS";
       }},
      {"exec.cgroup-v1-systemd-hierarchy", "it is not mounted", unknown,
       [](Evidence& e) {
         use_hybrid(e);
         named(e).mount_point = "";
       }},
      {"exec.cgroup-v1-systemd-hierarchy", "the guest gets the unified layout", not_applicable,
       [](Evidence& e) { e.host.identity.edit().cgroup_mode = "hybrid"; }},
      {"exec.cgroup-v1-systemd-hierarchy", "the host has none", not_applicable,
       [](Evidence& e) {
         use_hybrid(e);
         e.guest.cgroups.edit().erase(e.guest.cgroups.edit().begin() + 1);
       }},

      {"exec.cgroup-statfs-detectable", "it is cgroup2", pass, nothing},
      {"exec.cgroup-statfs-detectable", "it is a tmpfs over v1", pass, use_hybrid},
      {"exec.cgroup-statfs-detectable", "a tmpfs hides cgroup2", fail,
       [](Evidence& e) {
         use_hybrid(e);
         remove_mount(e, "/sys/fs/cgroup/systemd");
         remove_mount(e, "/sys/fs/cgroup/memory");
       }},
      {"exec.cgroup-statfs-detectable", "the tmpfs is empty", unknown,
       [](Evidence& e) {
         mount_of(e, "/sys/fs/cgroup").type = "tmpfs";
         file_system_of(e, "/sys/fs/cgroup").type = tmpfs_magic;
       }},
      {"exec.cgroup-statfs-detectable", "nothing is mounted", not_applicable, mount_nothing},
  };
}

}  // namespace conformance::checks::testing
