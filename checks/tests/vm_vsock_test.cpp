// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void lose_vsock(Evidence& evidence) {
  evidence.guest.vsock.edit() = {.open_error = "ENOENT"};
  std::erase(evidence.guest.virtualization.edit().pci_devices, "1af4:1012");
}

void lose_vsock_and_host(Evidence& evidence) {
  lose_vsock(evidence);
  evidence.host.identity.edit().vhost_vsock = false;
}

/// The device is there, and the kernel of the guest has no driver for it.
void lose_driver(Evidence& evidence) { evidence.guest.vsock.edit() = {.cid = 0xffffffff}; }

void claim_vsock(Evidence& evidence) { evidence.run.claims["vsock"] = {.value = "yes", .reason = ""}; }

void set_cid(Evidence& evidence, std::uint64_t cid) { evidence.guest.vsock.edit().cid = cid; }

constexpr const char* other_uuid = "00112233-4455-4677-8899-aabbccddeeff";

void set_uuid(Evidence& evidence, const std::string& uuid) {
  evidence.guest.firmware.edit().dmi["product_uuid"] = uuid;
}

void drop_uuid(Evidence& evidence) { evidence.guest.firmware.edit().dmi.erase("product_uuid"); }

void set_notify(Evidence& evidence, const std::string& address) {
  auto strings = vm_credential_strings();
  strings.front() = "io.systemd.credential:vmm.notify_socket=" + address;
  evidence.guest.firmware.edit().smbios_hex = smbios_with({strings});
}

void drop_notify(Evidence& evidence) { evidence.guest.firmware.edit().smbios_hex = smbios_with({{"other"}}); }

void set_sent(Evidence& evidence, const std::vector<std::string>& results) {
  std::erase_if(evidence.run.events, [](auto& event) { return event.kind == "notify-sent"; });
  std::int64_t number = 0;
  for (const auto& result : results)
    evidence.run.events.push_back({.kind = "notify-sent", .number = ++number, .detail = result});
}

void be_ready_at(Evidence& evidence, std::int64_t at_us) { evidence.run.notifications.front().at_us = at_us; }

/// 0.1 s before the stop was asked for the guest began to run, as its power button tells.
void be_stopped(Evidence& evidence) {
  end_by(evidence, "stop");
  evidence.run.end.edit().asked_us = 2'000'000;
  evidence.run.reported_us = evidence.run.started_us + 1'980'000;
  evidence.run.events.push_back({.kind = "power-button", .at_us = 100'000});
}

}  // namespace

std::vector<Case> vm_vsock_cases() {
  return {
      {"vm.vsock-device", "it works", pass, nothing},
      {"vm.vsock-device", "its context id is 0", unknown, [](Evidence& e) { set_cid(e, 0); }},
      {"vm.vsock-device", "it is not offered", not_applicable, lose_vsock},
      {"vm.vsock-device", "it is promised and not there", fail,
       [](Evidence& e) {
         lose_vsock(e);
         claim_vsock(e);
       }},
      {"vm.vsock-device", "the profile says there is none", not_applicable,
       [](Evidence& e) {
         lose_vsock_and_host(e);
         e.run.claims["vsock"] = {.value = "no", .reason = "nobody wrote it"};
       }},
      {"vm.vsock-device", "the host has none to give", blocked,
       [](Evidence& e) {
         lose_vsock_and_host(e);
         claim_vsock(e);
       }},
      {"vm.vsock-device", "the kernel has no driver", blocked, lose_driver},
      {"vm.vsock-device", "there is no PCI bus", unknown,
       [](Evidence& e) {
         lose_vsock(e);
         e.guest.virtualization.edit().pci_devices.clear();
       }},
      {"vm.vsock-cid-regular", "it is", pass, nothing},
      {"vm.vsock-cid-regular", "it is the first", pass, [](Evidence& e) { set_cid(e, 3); }},
      {"vm.vsock-cid-regular", "it is 0", fail, [](Evidence& e) { set_cid(e, 0); }},
      {"vm.vsock-cid-regular", "there is no vsock", not_applicable, lose_vsock},
      {"vm.vsock-cid-regular", "the host has none to give", blocked, lose_vsock_and_host},
      {"vm.vsock-cid-registered", "it is", pass, nothing},
      {"vm.vsock-cid-registered", "it is another", fail, [](Evidence& e) { machine_of(e).vsock_cid = 5; }},
      {"vm.vsock-cid-registered", "it is unknown", fail, [](Evidence& e) { machine_of(e).vsock_cid = 0xffffffff; }},
      {"vm.vsock-cid-registered", "machined is older", not_applicable,
       [](Evidence& e) { machine_of(e).vsock_cid.reset(); }},
      {"vm.vsock-cid-registered", "it is not registered", not_applicable, unregister},
      {"vm.vsock-cid-registered", "the host has none to give", blocked, lose_vsock_and_host},
      {"vm.ssh-address-registered", "it is", pass, nothing},
      {"vm.ssh-address-registered", "it is a name", pass,
       [](Evidence& e) { machine_of(e).ssh_address = "root@first"; }},
      {"vm.ssh-address-registered", "it is empty", fail, [](Evidence& e) { machine_of(e).ssh_address = ""; }},
      {"vm.ssh-address-registered", "it would be an option", fail,
       [](Evidence& e) { machine_of(e).ssh_address = "-oProxyCommand=x"; }},
      {"vm.ssh-address-registered", "it is another machine's", fail,
       [](Evidence& e) { machine_of(e).ssh_address = "vsock/5"; }},
      {"vm.ssh-address-registered", "machined is older", not_applicable,
       [](Evidence& e) { machine_of(e).ssh_address.reset(); }},
      {"vm.ssh-address-registered", "machined is older, and there is no vsock either", not_applicable,
       [](Evidence& e) {
         machine_of(e).vsock_cid.reset();
         lose_vsock_and_host(e);
       }},
      {"vm.ssh-key-registered", "it is", pass, nothing},
      {"vm.ssh-key-registered", "there is none", not_applicable,
       [](Evidence& e) { machine_of(e).ssh_private_key_path = ""; }},
      {"vm.ssh-key-registered", "everybody can read it", fail,
       [](Evidence& e) { e.host.registration.edit().ssh_key.edit().mode = 0644; }},
      {"vm.ssh-key-registered", "it is not there", fail,
       [](Evidence& e) { e.host.registration.edit().ssh_key.edit().kind = ""; }},
      {"vm.ssh-key-registered", "no public key was passed", fail, drop_notify},
      {"vm.control-address", "it implements the interface", pass, nothing},
      {"vm.control-address", "it implements another", fail,
       [](Evidence& e) { control_of(e).interfaces = {"org.varlink.service"}; }},
      {"vm.control-address", "nobody listens", fail, [](Evidence& e) { control_of(e).error = "ECONNREFUSED"; }},
      {"vm.control-address", "nobody answers", unknown, [](Evidence& e) { control_of(e).error = "ETIMEDOUT"; }},
      {"vm.control-address", "it is of another kind", unknown,
       [](Evidence& e) { control_of(e).error = "EAFNOSUPPORT"; }},
      {"vm.control-address", "we may not", blocked, [](Evidence& e) { control_of(e).error = "EACCES"; }},
      {"vm.control-address", "there is none", not_applicable, [](Evidence& e) { control_of(e).address = ""; }},
      {"vm.control-address", "it is not registered", not_applicable, unregister},
      {"vm.control-address", "machined did not answer", blocked,
       [](Evidence& e) { forget(e.host.registration.edit().control); }},
      {"vm.ssh-key-registered", "nobody looked at it", blocked,
       [](Evidence& e) { forget(e.host.registration.edit().ssh_key); }},
  };
}

std::vector<Case> vm_twin_cases() {
  return {
      {"vm.product-uuid-unique", "they differ", pass, nothing},
      {"vm.product-uuid-unique", "they are equal", fail, [](Evidence& e) { set_uuid(e, machine_uuid); }},
      {"vm.product-uuid-unique", "the second has none", not_applicable, drop_uuid},
      {"vm.product-uuid-unique", "the first was not looked at", blocked, nothing,
       [](Evidence& e) { forget(e.guest.firmware); }},
      {"vm.product-uuid-stable", "they are equal", pass, nothing},
      {"vm.product-uuid-stable", "they differ", fail, [](Evidence& e) { set_uuid(e, other_uuid); }},
      {"vm.product-uuid-stable", "none was asked for", blocked, [](Evidence& e) { set_uuid(e, other_uuid); },
       [](Evidence& e) { forget(e.run.asked.uuid); }},
      {"vm.product-uuid-stable", "the manager takes none", not_applicable,
       [](Evidence& e) {
         set_uuid(e, other_uuid);
         e.run.claims["uuid"] = {"no", "it makes one at each start"};
       }},
      {"vm.product-uuid-stable", "another was asked for", blocked,
       [](Evidence& e) {
         e.run.asked.uuid = std::string("00112233445546778899aabbccddeeff");
         set_uuid(e, other_uuid);
       }},
      {"vm.vsock-cid-unique", "they differ", pass, nothing},
      {"vm.vsock-cid-unique", "they are equal", fail, [](Evidence& e) { set_cid(e, vsock_cid); }},
      {"vm.vsock-cid-unique", "the second has none", not_applicable, lose_vsock},
      {"vm.vsock-cid-unique", "the host has none to give", blocked, nothing, lose_vsock_and_host},
  };
}

std::vector<Case> vm_notify_cases() {
  return {
      {"vm.notify-credential", "it is complete", pass, nothing},
      {"vm.notify-credential", "it leaves the host out", fail,
       [](Evidence& e) { set_notify(e, "vsock-stream::1234"); }},
      {"vm.notify-credential", "it is a path of the host", fail, [](Evidence& e) { set_notify(e, "/run/notify"); }},
      {"vm.notify-credential", "it leaves the kind open", pass, [](Evidence& e) { set_notify(e, "vsock:2:1234"); }},
      {"vm.notify-credential", "it is not offered", not_applicable, drop_notify},
      {"vm.notify-credential", "the host has no vsock", blocked,
       [](Evidence& e) {
         drop_notify(e);
         lose_vsock_and_host(e);
       }},
      {"vm.notify-listener", "it takes messages", pass, nothing},
      {"vm.notify-listener", "nobody listens", fail, [](Evidence& e) { set_sent(e, {"ECONNRESET"}); }},
      {"vm.notify-listener", "the guest has no transport", blocked, [](Evidence& e) { set_sent(e, {"ENODEV"}); }},
      {"vm.notify-listener", "nothing was sent", blocked, [](Evidence& e) { set_sent(e, {}); }},
      {"vm.notify-listener", "it is not offered", not_applicable, drop_notify},
      {"vm.notify-closes-connection", "it does", pass, nothing},
      {"vm.notify-closes-connection", "it answers", fail,
       [](Evidence& e) {
         set_sent(e, {"EPROTO", "ok"});
       }},
      {"vm.notify-closes-connection", "it stays open", fail,
       [](Evidence& e) {
         set_sent(e, {"ok", "ETIME"});
       }},
      {"vm.notify-closes-connection", "they are datagrams", not_applicable,
       [](Evidence& e) { set_notify(e, "vsock-dgram:2:1234"); }},
      {"vm.notify-closes-connection", "nobody listens", not_applicable,
       [](Evidence& e) { set_sent(e, {"ECONNRESET"}); }},
      {"vm.notify-many-messages", "all are taken", pass, nothing},
      {"vm.notify-many-messages", "it stops", fail,
       [](Evidence& e) {
         set_sent(e, {"ok", "ok", "ECONNRESET"});
       }},
      {"vm.notify-many-messages", "nobody listens", not_applicable,
       [](Evidence& e) {
         set_sent(e, {"ECONNRESET", "ECONNRESET"});
       }},
      {"vm.notify-many-messages", "there was only one", unknown, [](Evidence& e) { set_sent(e, {"ok"}); }},
      {"vm.notify-ready", "it is passed on", pass, nothing},
      {"vm.notify-ready", "another field follows it", pass,
       [](Evidence& e) { e.run.notifications = {{.at_us = 90'000, .message = "READY=1 STATUS=up"}}; }},
      {"vm.notify-ready", "it is not passed on", fail,
       [](Evidence& e) { e.run.notifications = {{.message = "STATUS=NOTREADY=1"}}; }},
      {"vm.notify-ready", "nobody listens", not_applicable, [](Evidence& e) { set_sent(e, {"ECONNRESET"}); }},
      {"vm.notify-ready", "it comes before the report, whose age nobody knows", unknown,
       [](Evidence& e) { be_ready_at(e, 70'000); }},
      {"vm.notify-ready", "nobody knows when the report came", unknown, [](Evidence& e) { e.run.reported_us = 0; }},
      {"vm.notify-ready", "it comes before the guest runs", fail,
       [](Evidence& e) {
         be_stopped(e);
         be_ready_at(e, 10);
       }},
      {"vm.notify-ready", "it comes before the guest runs, and again later", fail,
       [](Evidence& e) {
         be_stopped(e);
         e.run.notifications.insert(e.run.notifications.begin(), {.at_us = 10, .message = "READY=1"});
       }},
      {"vm.notify-ready", "it overtakes the report", pass,
       [](Evidence& e) {
         be_stopped(e);
         be_ready_at(e, 1'950'000);
       }},
      {"vm.notify-ready", "the clock of the guest is slow", pass,
       [](Evidence& e) {
         be_stopped(e);
         be_ready_at(e, 1'895'000);
       }},
      {"vm.notify-ready", "the button was pressed before the stop was asked for", unknown,
       [](Evidence& e) {
         be_stopped(e);
         e.run.end.edit().how = "exit";
         be_ready_at(e, 10);
       }},
      {"vm.notify-exit-status", "it is the exit code", pass, nothing},
      {"vm.notify-exit-status", "it is lost", fail, [](Evidence& e) { e.run.end.edit().manager_exit_code = 0; }},
      {"vm.notify-exit-status", "the manager did not end", blocked,
       [](Evidence& e) { e.run.end.edit().manager_gone_us = 0; }},
      {"vm.notify-exit-status", "the guest was stopped", unknown, [](Evidence& e) { e.run.end.edit().how = "stop"; }},
      {"vm.notify-exit-status", "it is not offered", not_applicable, drop_notify},
  };
}

std::vector<Case> vm_device_cases() {
  return {
      {"vm.virtio-rng", "the kernel has it", pass, nothing},
      {"vm.virtio-rng", "the kernel has no driver for it", pass,
       [](Evidence& e) { e.guest.virtualization.edit().random_sources.clear(); }},
      {"vm.virtio-rng", "there is none", fail,
       [](Evidence& e) {
         e.guest.virtualization.edit().random_sources = "tpm-rng-0";
         e.guest.virtualization.edit().pci_devices = {"8086:29c0"};
       }},
      {"vm.virtio-rng", "there is no PCI bus", unknown,
       [](Evidence& e) {
         e.guest.virtualization.edit().random_sources.clear();
         e.guest.virtualization.edit().pci_devices.clear();
       }},
      {"vm.helpers-in-unit", "they are", pass, nothing},
      {"vm.helpers-in-unit", "one is below the unit", pass,
       [](Evidence& e) { move_process(e, "helper", below_scope("helpers")); }},
      {"vm.helpers-in-unit", "one is elsewhere", fail,
       [](Evidence& e) { move_process(e, "helper", "/system.slice/vmm.service"); }},
      {"vm.helpers-in-unit", "there is none", not_applicable,
       [](Evidence& e) {
         std::erase_if(e.host.processes.edit(), [](auto& process) { return process.role == "helper"; });
       }},
      {"vm.helpers-in-unit", "there is no unit", not_applicable, leave_units},
      {"net.vm-tap-prefix", "it has it", pass, nothing},
      {"net.vm-tap-prefix", "it has another", fail,
       [](Evidence& e) { e.host.changes.edit().links_during.front().name = "tap0"; }},
      {"net.vm-tap-prefix", "there is no tap", not_applicable,
       [](Evidence& e) { e.host.changes.edit().links_during.clear(); }},
  };
}

}  // namespace conformance::checks::testing
