// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

#include <algorithm>

namespace conformance::checks::testing {

using enum Outcome;

namespace {

evidence::Payload& payload_of(Evidence& evidence) { return evidence.guest.payload.edit(); }
evidence::PayloadUse& use_of(Evidence& evidence) { return evidence.host.payload_use.edit(); }

evidence::PayloadUnit& unit_of(Evidence& evidence, std::string_view name) {
  return entry_where(payload_of(evidence).units, [&](auto& unit) { return unit.name == name; });
}

void lose_unit(Evidence& evidence, std::string_view name) {
  std::erase_if(payload_of(evidence).units, [&](auto& unit) { return unit.name == name; });
}

void set_systemd(Evidence& evidence, std::string version) { payload_of(evidence).systemd_version = std::move(version); }

void empty_machine_id(Evidence& evidence) {
  entry_where(evidence.guest.files.edit(), [](auto& file) { return file.path == "/etc/machine-id"; }).content.clear();
}

void pass_credential(Evidence& evidence, const std::string& name, const std::string& hex) {
  evidence.guest.credentials.edit().push_back({.name = name, .kind = "file", .size = hex.size() / 2, .hex = hex});
  payload_of(evidence).credentials.push_back({name, hex});
}

}  // namespace

std::vector<Case> payload_guest_cases() {
  return {
      {"exec.hostname-survives-boot", "it is the same", pass, nothing},
      {"exec.hostname-survives-boot", "it is localhost", pass,
       [](Evidence& e) { e.guest.start.edit().hostname = payload_of(e).hostname = "localhost"; }},
      {"exec.hostname-survives-boot", "systemd falls back to localhost", fail,
       [](Evidence& e) { payload_of(e).hostname = "localhost"; }},
      {"exec.hostname-survives-boot", "somebody gave it another name", unknown,
       [](Evidence& e) { payload_of(e).hostname = "from-dhcp"; }},
      {"exec.hostname-survives-boot", "none was set", not_applicable,
       [](Evidence& e) { e.guest.start.edit().hostname = "(none)"; }},
      {"exec.hostname-survives-boot", "the manager wrote /etc/hostname", not_applicable,
       [](Evidence& e) { payload_of(e).hostname_file = payload_of(e).hostname = "other"; }},
      {"exec.hostname-survives-boot", "there is an argument", not_applicable,
       [](Evidence& e) {
         e.guest.start.edit().arguments = {"/sbin/init", "systemd.hostname=other"};
       }},
      {"exec.hostname-survives-boot", "there is a credential", not_applicable,
       [](Evidence& e) { pass_credential(e, "system.hostname", "6f74686572"); }},
      {"exec.hostname-survives-boot", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"exec.cgroup-unified-for-new-guests", "cgroup2 is mounted", pass, nothing},
      {"exec.cgroup-unified-for-new-guests", "it did not boot, but cgroup2 is mounted", pass,
       [](Evidence& e) { forget(e.guest.payload); }},
      {"exec.cgroup-unified-for-new-guests", "a tmpfs is mounted, and it did not boot", fail,
       [](Evidence& e) {
         mount_of(e, "/sys/fs/cgroup").type = "tmpfs";
         forget(e.guest.payload);
       }},
      {"exec.cgroup-unified-for-new-guests", "nothing is mounted, the host is unified", pass,
       [](Evidence& e) { remove_mount(e, "/sys/fs/cgroup"); }},
      {"exec.cgroup-unified-for-new-guests", "nothing is mounted, the host is not unified", unknown,
       [](Evidence& e) {
         remove_mount(e, "/sys/fs/cgroup");
         e.host.identity.edit().cgroup_mode = "hybrid";
       }},
      {"exec.cgroup-unified-for-new-guests", "an older guest with v1", not_applicable,
       [](Evidence& e) {
         e.host.payload_tree.edit().systemd = 257;
         mount_of(e, "/sys/fs/cgroup").type = "tmpfs";
       }},
      {"exec.cgroup-unified-for-new-guests", "the version is not known", unknown,
       [](Evidence& e) { e.host.payload_tree.edit().systemd = 0; }},
      {"exec.cgroup-unified-for-new-guests", "nothing was booted", blocked,
       [](Evidence& e) { forget(e.host.payload_tree); }},

      {"exec.udevd-stays-off", "its condition does not hold", pass, nothing},
      {"exec.udevd-stays-off", "it runs", fail,
       [](Evidence& e) { unit_of(e, "systemd-udevd.service").active_state = "active"; }},
      {"exec.udevd-stays-off", "it was started and failed", fail,
       [](Evidence& e) { unit_of(e, "systemd-udevd.service").active_state = "failed"; }},
      {"exec.udevd-stays-off", "it runs outside its unit", fail,
       [](Evidence& e) { payload_of(e).processes.push_back("systemd-udevd"); }},
      {"exec.udevd-stays-off", "it runs, and its unit is masked", fail,
       [](Evidence& e) {
         unit_of(e, "systemd-udevd.service").load_state = "masked";
         payload_of(e).processes.push_back("systemd-udevd");
       }},
      {"exec.udevd-stays-off", "it runs, and no units were listed", fail,
       [](Evidence& e) {
         payload_of(e).units.clear();
         payload_of(e).processes.push_back("systemd-udevd");
       }},
      {"exec.udevd-stays-off", "no units were listed", unknown, [](Evidence& e) { payload_of(e).units.clear(); }},
      {"exec.udevd-stays-off", "it is over, though its condition held", unknown,
       [](Evidence& e) { unit_of(e, "systemd-udevd.service").condition = true; }},
      {"exec.udevd-stays-off", "the image has none", not_applicable,
       [](Evidence& e) { payload_of(e).has_udevd = false; }},
      {"exec.udevd-stays-off", "the image masks it", not_applicable,
       [](Evidence& e) { unit_of(e, "systemd-udevd.service").load_state = "masked"; }},
      {"exec.udevd-stays-off", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"exec.console-getty-started", "it is active", pass, nothing},
      {"exec.console-getty-started", "it is started again and again", fail,
       [](Evidence& e) { unit_of(e, "console-getty.service").active_state = "activating"; }},
      {"exec.console-getty-started", "there is one on a virtual terminal", fail,
       [](Evidence& e) {
         payload_of(e).units.push_back({"getty@tty1.service", "loaded", "active", "running", true});
       }},
      {"exec.console-getty-started", "one on a virtual terminal was not wanted", pass,
       [](Evidence& e) {
         payload_of(e).units.push_back({"getty@tty1.service", "loaded", "inactive", "dead", false});
       }},
      {"exec.console-getty-started", "the image has no agetty", not_applicable,
       [](Evidence& e) { payload_of(e).has_agetty = false; }},
      {"exec.console-getty-started", "the image masks it", not_applicable,
       [](Evidence& e) { unit_of(e, "console-getty.service").load_state = "masked"; }},
      {"exec.console-getty-started", "gettys are switched off", not_applicable,
       [](Evidence& e) {
         e.guest.start.edit().arguments = {"/sbin/init", "systemd.getty_auto=no"};
         unit_of(e, "console-getty.service").active_state = "inactive";
       }},
      {"exec.console-getty-started", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"env.container-detected", "systemd says container-other", pass, nothing},
      {"env.container-detected", "only the manager object could be asked", pass,
       [](Evidence& e) { payload_of(e).detected.clear(); }},
      {"env.container-detected", "systemd says none", fail, [](Evidence& e) { payload_of(e).detected = "none"; }},
      {"env.container-detected", "systemd sees the VM around it", fail,
       [](Evidence& e) {
         payload_of(e).detected.clear();
         payload_of(e).virtualization = "kvm";
       }},
      {"env.container-detected", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"env.container-ttys-gettys", "each has its own", pass, nothing},
      {"env.container-ttys-gettys", "with /dev in front", pass,
       [](Evidence& e) { set_variable(e, "container_ttys", "/dev/pts/1"); }},
      {"env.container-ttys-gettys", "one has none", fail,
       [](Evidence& e) { lose_unit(e, "container-getty@2.service"); }},
      {"env.container-ttys-gettys", "one is not active", fail,
       [](Evidence& e) { unit_of(e, "container-getty@2.service").active_state = "failed"; }},
      {"env.container-ttys-gettys", "none is announced", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_ttys"); }},
      {"env.container-ttys-gettys", "no pty is announced", not_applicable,
       [](Evidence& e) { set_variable(e, "container_ttys", "tty1 console"); }},
      {"env.container-ttys-gettys", "gettys are switched off", not_applicable,
       [](Evidence& e) { set_variable(e, "SYSTEMD_GETTY_AUTO", "0"); }},
      {"env.container-ttys-gettys", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},
  };
}

std::vector<Case> payload_identity_cases() {
  return {
      {"env.container-uuid-in-sync", "all are equal", pass, nothing},
      {"env.container-uuid-in-sync", "the guest has another one", fail,
       [](Evidence& e) { payload_of(e).machine_id = host_machine_id; }},
      {"env.container-uuid-in-sync", "machined has another one", fail,
       [](Evidence& e) { machine_of(e).id = host_machine_id; }},
      {"env.container-uuid-in-sync", "it is not registered", pass, unregister},
      {"env.container-uuid-in-sync", "it is registered without one", pass,
       [](Evidence& e) { machine_of(e).id = std::string(32, '0'); }},
      {"env.container-uuid-in-sync", "none is used outside", not_applicable,
       [](Evidence& e) {
         unset_variable(e, "container_uuid");
         unregister(e);
       }},
      {"env.container-uuid-in-sync", "the guest has none", not_applicable,
       [](Evidence& e) { payload_of(e).machine_id = "uninitialized"; }},
      {"env.container-uuid-in-sync", "machined could not be asked", blocked,
       [](Evidence& e) { forget(e.host.registration); }},
      {"env.container-uuid-in-sync", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"env.machine-id-initialized-from-uuid", "it was taken", pass, empty_machine_id},
      {"env.machine-id-initialized-from-uuid", "another one was made", fail,
       [](Evidence& e) {
         empty_machine_id(e);
         payload_of(e).machine_id = host_machine_id;
       }},
      {"env.machine-id-initialized-from-uuid", "it stayed uninitialized", fail,
       [](Evidence& e) {
         empty_machine_id(e);
         payload_of(e).machine_id = "uninitialized";
       }},
      {"env.machine-id-initialized-from-uuid", "the manager filled the file", not_applicable, nothing},
      {"env.machine-id-initialized-from-uuid", "no uuid is passed", not_applicable,
       [](Evidence& e) { unset_variable(e, "container_uuid"); }},
      {"env.machine-id-initialized-from-uuid", "no container is detected", not_applicable,
       [](Evidence& e) {
         empty_machine_id(e);
         payload_of(e).detected = "none";
         payload_of(e).machine_id = host_machine_id;
       }},
      {"env.machine-id-initialized-from-uuid", "there is a credential", not_applicable,
       [](Evidence& e) {
         empty_machine_id(e);
         pass_credential(e, "system.machine_id", "61");
       }},
      {"env.machine-id-initialized-from-uuid", "it did not boot", blocked,
       [](Evidence& e) { forget(e.guest.payload); }},

      {"vm.machine-id-from-product-uuid", "it was taken", pass, nothing},
      {"vm.machine-id-from-product-uuid", "another one was made", fail,
       [](Evidence& e) { payload_of(e).machine_id = host_machine_id; }},
      {"vm.machine-id-from-product-uuid", "the machine has none", not_applicable,
       [](Evidence& e) { e.guest.firmware.edit().dmi.erase("product_uuid"); }},
      {"vm.machine-id-from-product-uuid", "systemd does not look there for this hypervisor", not_applicable,
       [](Evidence& e) {
         payload_of(e).virtualization = "vmware";
         payload_of(e).machine_id = host_machine_id;
       }},
      {"vm.machine-id-from-product-uuid", "there is a credential", not_applicable,
       [](Evidence& e) {
         payload_of(e).credentials.push_back({"system.machine_id", "61"});
       }},
      {"vm.machine-id-from-product-uuid", "it is told another one", not_applicable,
       [](Evidence& e) { e.guest.virtualization.edit().kernel_command_line += " systemd.machine_id=1f2e"; }},
      {"vm.machine-id-from-product-uuid", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},
  };
}

std::vector<Case> payload_service_cases() {
  return {
      {"cred.visible-in-guest", "all are there", pass, nothing},
      {"cred.visible-in-guest", "the version of systemd is not known", unknown,
       [](Evidence& e) { set_systemd(e, ""); }},
      {"cred.visible-in-guest", "one has other bytes", fail,
       [](Evidence& e) { payload_of(e).credentials.back().hex = "00"; }},
      {"cred.visible-in-guest", "one is missing", fail,
       [](Evidence& e) {
         payload_of(e).credentials.clear();
         payload_of(e).credentials_error = "ENOENT";
       }},
      {"cred.visible-in-guest", "none is passed", not_applicable,
       [](Evidence& e) { e.guest.credentials.edit().clear(); }},
      {"cred.visible-in-guest", "the guest is too old to list them", not_applicable,
       [](Evidence& e) {
         payload_of(e).credentials.clear();
         set_systemd(e, "247.3-7+deb11u4");
       }},
      {"cred.visible-in-guest", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"adv.journal-merged-readable", "there is an entry", pass, nothing},
      {"adv.journal-merged-readable", "there is none", fail,
       [](Evidence& e) {
         use_of(e).journal = evidence::Call{"", ""};
       }},
      {"adv.journal-merged-readable", "journalctl failed", unknown,
       [](Evidence& e) {
         use_of(e).journal = evidence::Call{"exit code 1", "Failed to open files"};
       }},
      {"adv.journal-merged-readable", "it is not linked", not_applicable,
       [](Evidence& e) { e.host.journal.edit().same_directory = false; }},
      {"adv.journal-merged-readable", "the guest took another machine id", not_applicable,
       [](Evidence& e) { payload_of(e).machine_id = host_machine_id; }},
      {"adv.journal-merged-readable", "the guest runs no journald", not_applicable,
       [](Evidence& e) { unit_of(e, "systemd-journald.service").active_state = "failed"; }},
      {"adv.journal-merged-readable", "the host has no journalctl", blocked,
       [](Evidence& e) { forget(use_of(e).journal); }},
      {"adv.journal-merged-readable", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"net.autoconfig", "host0 has an address", pass, nothing},
      {"net.autoconfig", "there are link-local ones only", fail,
       [](Evidence& e) {
         payload_of(e).addresses = {{"host0", "inet", "169.254.7.8"}, {"host0", "inet6", "fe80::1"}};
       }},
      {"net.autoconfig", "another interface has one", fail,
       [](Evidence& e) { payload_of(e).addresses.front().interface = "eth0"; }},
      {"net.autoconfig", "there is no host0", not_applicable,
       [](Evidence& e) { e.guest.network = std::vector<evidence::Link>{{.index = 1, .name = "lo"}}; }},
      {"net.autoconfig", "no networkd in the guest", not_applicable,
       [](Evidence& e) { unit_of(e, "systemd-networkd.service").active_state = "inactive"; }},
      {"net.autoconfig", "no networkd on the host", not_applicable, [](Evidence& e) { use_of(e).networkd = false; }},
      {"net.autoconfig", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"runhost.unix-export-ssh", "ssh answers", pass, nothing},
      {"runhost.unix-export-ssh", "the version of systemd is not known", unknown,
       [](Evidence& e) { set_systemd(e, ""); }},
      {"runhost.unix-export-ssh", "something else answers", fail,
       [](Evidence& e) {
         use_of(e).ssh_unix = evidence::Call{"", "220 mail"};
       }},
      {"runhost.unix-export-ssh", "the host does not see it", fail,
       [](Evidence& e) {
         use_of(e).ssh_unix = evidence::Call{"the host sees no such directory", ""};
       }},
      {"runhost.unix-export-ssh", "there is no socket", fail,
       [](Evidence& e) { payload_of(e).ssh_socket_kind.clear(); }},
      {"runhost.unix-export-ssh", "there is no unix-export", not_applicable,
       [](Evidence& e) {
         std::erase_if(e.guest.run_host.edit(), [](auto& node) { return node.path == "/run/host/unix-export"; });
       }},
      {"runhost.unix-export-ssh", "the guest is too old", not_applicable, [](Evidence& e) { set_systemd(e, "255.4"); }},
      {"runhost.unix-export-ssh", "the image has no sshd", not_applicable,
       [](Evidence& e) { payload_of(e).has_sshd = false; }},
      {"runhost.unix-export-ssh", "it is switched off", not_applicable,
       [](Evidence& e) {
         e.guest.start.edit().arguments = {"/sbin/init", "systemd.ssh_auto=false"};
       }},
      {"runhost.unix-export-ssh", "nobody could connect", blocked, [](Evidence& e) { forget(use_of(e).ssh_unix); }},

      {"host.dash-m-works", "it answers", pass, nothing},
      {"host.dash-m-works", "the host itself answers", fail,
       [](Evidence& e) {
         use_of(e).unit_state = evidence::Call{"", "inactive"};
       }},
      {"host.dash-m-works", "the namespaces cannot be entered", fail,
       [](Evidence& e) {
         use_of(e).unit_state = evidence::Call{"exit code 1", "Failed to connect to bus"};
       }},
      {"host.dash-m-works", "it is not registered", not_applicable, unregister},
      {"host.dash-m-works", "it is registered as a VM", not_applicable,
       [](Evidence& e) { machine_of(e).machine_class = "vm"; }},
      {"host.dash-m-works", "the guest runs no D-Bus", not_applicable,
       [](Evidence& e) { unit_of(e, "dbus.socket").load_state = unit_of(e, "dbus.socket").active_state = "inactive"; }},
      {"host.dash-m-works", "the host has no systemctl", blocked, [](Evidence& e) { forget(use_of(e).unit_state); }},
      {"host.dash-m-works", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},

      {"vm.ssh-vsock", "ssh answers", pass, nothing},
      {"vm.ssh-vsock", "the version of systemd is not known", unknown, [](Evidence& e) { set_systemd(e, ""); }},
      {"vm.ssh-vsock", "nobody answers", fail,
       [](Evidence& e) {
         use_of(e).ssh_vsock = evidence::Call{"ECONNRESET", ""};
       }},
      {"vm.ssh-vsock", "the image has no sshd", not_applicable, [](Evidence& e) { payload_of(e).has_sshd = false; }},
      {"vm.ssh-vsock", "it is switched off", not_applicable,
       [](Evidence& e) { e.guest.virtualization.edit().kernel_command_line += " systemd.ssh_auto=no"; }},
      {"vm.ssh-vsock", "there is no vsock here", blocked, [](Evidence& e) { forget(use_of(e).ssh_vsock); }},

      {"vm.journal-forward", "somebody listens", pass,
       [](Evidence& e) {
         payload_of(e).credentials = {{"journal.forward_to_socket", "61"}};
       }},
      {"vm.journal-forward", "the version of systemd is not known", unknown, [](Evidence& e) { set_systemd(e, ""); }},
      {"vm.journal-forward", "nobody listens", fail,
       [](Evidence& e) {
         payload_of(e).credentials = {{"journal.forward_to_socket", "61"}};
         payload_of(e).journal_socket_error = "ECONNRESET";
       }},
      {"vm.journal-forward", "it is not a vsock", not_applicable,
       [](Evidence& e) {
         payload_of(e).credentials = {{"journal.forward_to_socket", "61"}};
         payload_of(e).journal_socket_error = "ENOENT";
       }},
      {"vm.journal-forward", "it is not asked for", not_applicable, nothing},
      {"vm.journal-forward", "the guest is too old", not_applicable,
       [](Evidence& e) {
         payload_of(e).credentials = {{"journal.forward_to_socket", "61"}};
         set_systemd(e, "255");
       }},
      {"vm.journal-forward", "it did not boot", blocked, [](Evidence& e) { forget(e.guest.payload); }},
  };
}

}  // namespace conformance::checks::testing
