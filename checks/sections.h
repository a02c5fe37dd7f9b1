// SPDX-License-Identifier: Apache-2.0
// The sections of the catalogue: one file each, one function each. A new section gets a line here and one in
// catalogue.cpp.
#pragma once

#include "checks/clause.h"

#include <span>

namespace conformance::checks {

using Section = std::span<const Clause>;

// What the machine finds when its init starts.
Section exec_mounts();
Section exec_proc_sys();
Section exec_devices();
Section exec_device_policy();
Section exec_console();
Section exec_cgroups();
Section exec_process();
Section caps();
Section dont();
Section fs();

// What its init is told.
Section env();
Section env_identity();
Section env_terminals();
Section env_host_fields();
Section cred();
Section notify();
Section listen();
Section listen_activation();

// How it ends and begins again.
Section life_stop();
Section life_end();
Section life_restart();
Section several_machines();
Section several_networks();
Section fdstore();

// What it finds of the host.
Section run_host();
Section run_host_nodes();
Section run_host_exchange();
Section run_host_users();

// What the host gets to see.
Section adv();
Section net();
Section userns();
Section host_registration();
Section host_machine();
Section host_operations();
Section host_units();
Section host_cgroups();
Section host_changes();
Section host_end();
Section host_stacked();
Section host_unchanged();
Section virtual_machine();
Section vm_credentials();
Section vm_notify();
Section vm_vsock();
Section vm_devices();

// What a real OS makes of the machine.
Section payload_guest();
Section payload_identity();
Section payload_services();

}  // namespace conformance::checks
