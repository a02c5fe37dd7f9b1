// SPDX-License-Identifier: Apache-2.0
// The tables of cases that start from the conforming machine, those of the area "vm" from the conforming VM; each from
// the starts its clause needs.
#pragma once

#include "checks/tests/conforming_starts.h"
#include "checks/tests/exec_cases.h"

#include <vector>

namespace conformance::checks::testing {

std::vector<Case> env_cases();
std::vector<Case> env_terminal_cases();
std::vector<Case> listen_cases();
std::vector<Case> file_system_cases();
std::vector<Case> credential_cases();
std::vector<Case> notify_cases();
std::vector<Case> run_host_cases();
std::vector<Case> run_host_exchange_cases();
std::vector<Case> network_cases();
std::vector<Case> unchanged_cases();
std::vector<Case> adv_cases();
std::vector<Case> registration_cases();
std::vector<Case> machine_cases();
std::vector<Case> operation_cases();
std::vector<Case> unit_cases();
std::vector<Case> group_cases();
std::vector<Case> change_cases();
std::vector<Case> vm_cases();
std::vector<Case> stop_cases();
std::vector<Case> end_cases();
std::vector<Case> restart_cases();
std::vector<Case> several_machines_cases();
std::vector<Case> several_networks_cases();
std::vector<Case> host_end_cases();
std::vector<Case> stacked_cases();
std::vector<Case> activation_cases();
std::vector<Case> vm_credential_cases();
std::vector<Case> vm_notify_cases();
std::vector<Case> vm_vsock_cases();
std::vector<Case> vm_twin_cases();
std::vector<Case> vm_device_cases();
std::vector<Case> payload_guest_cases();
std::vector<Case> payload_identity_cases();
std::vector<Case> payload_service_cases();

/// All of them.
std::vector<Case> host_cases();

/// What the case is about: the conforming machine or VM with the one thing altered.
Starts starts_of(const Case& one);

}  // namespace conformance::checks::testing
