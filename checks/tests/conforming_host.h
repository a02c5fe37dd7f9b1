// SPDX-License-Identifier: Apache-2.0
// The conforming guest on a host with systemd and machined, and a conforming virtual machine. Tests start from these
// and alter one thing.
#pragma once

#include "checks/tests/conforming_guest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks::testing {

inline constexpr const char* host_machine_id = "0f9e8d7c6b5a49383726150413223140";
inline constexpr const char* host_product_uuid = "4c4c4544-0042-3510-8058-b2c04f4d5631";
inline constexpr const char* scope = "/machine.slice/machine-first.scope";
inline constexpr std::int64_t leader_pid = 4711;
inline constexpr std::int64_t manager_pid = 4600;
inline constexpr std::int64_t exec_pid = 4800;
inline constexpr std::uint64_t pty_device = 104;
inline constexpr std::uint64_t devpts_type = 0x1cd1;
inline constexpr std::uint64_t started_us = 1'700'000'000'000'000;

/// The group of that name in the machine's unit.
std::string below_scope(std::string_view child);

std::vector<evidence::CgroupPath> in_group(std::string path);
evidence::Process a_process(std::int64_t pid, std::string name, std::string role, std::string group);
evidence::Terminal a_pty(std::uint64_t number);
evidence::Descriptor a_socket(std::int64_t number, std::uint64_t inode);

/// What the run handed to the manager: two sockets, as a service manager would, and a machine to make.
void fill_run(evidence::Run& run);

/// What the init of the container is told.
void fill_guest(evidence::Guest& guest);
evidence::Machine a_machine();
evidence::Registration a_registration();
/// An OS was booted in it.
void fill_payload(Evidence& evidence);
void fill_units(evidence::Host& host);
void fill_host(evidence::Host& host);

/// The conforming container on a host with systemd and machined.
Evidence conforming_machine();

/// A virtual machine that keeps every clause: registered, in a scope, with a product UUID, vsock and credentials.
Evidence conforming_vm();

/// An SMBIOS table with a structure of type 11 for each list of strings, as hexadecimal digits.
std::string smbios_with(const std::vector<std::vector<std::string>>& structures);
std::string hex_of(std::string_view bytes);

/// What the conforming VM was asked for and was given.
inline constexpr std::uint64_t vsock_cid = 4711;
std::vector<evidence::AskedCredential> vm_credentials_asked();
std::vector<std::string> vm_strings_asked();
/// The strings of type 11 that carry the credentials of the conforming VM, as SMBIOS has them.
std::vector<std::string> vm_credential_strings();

// What tests alter.

template <class Facts>
void forget(evidence::Group<Facts>& group) {
  group = evidence::Group<Facts>::absent("nobody could look");
}

void set_variable(Evidence& evidence, const std::string& name, const std::string& value);
void unset_variable(Evidence& evidence, std::string_view name);
evidence::Machine& machine_of(Evidence& evidence);
evidence::Control& control_of(Evidence& evidence);
void unregister(Evidence& evidence);

/// A scope that the user's service manager made, as a manager without root gets it.
inline constexpr const char* users_scope = "/user.slice/user-1000.slice/user@1000.service/user.slice/box.scope";
void be_a_users(Evidence& evidence, const std::string& below = "/user.slice/box.scope/payload");

/// The manager found itself in the unit the tool runs in, and the machine with it.
void start_in_the_same_unit(Evidence& evidence);

/// systemd finds no unit but the root slice for the leader.
void leave_units(Evidence& evidence);
evidence::Process& process_with(Evidence& evidence, std::string_view role);
void move_process(Evidence& evidence, std::string_view role, std::string group);

}  // namespace conformance::checks::testing
