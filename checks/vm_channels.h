// SPDX-License-Identifier: Apache-2.0
// What a manager gave its virtual machine through the firmware: credentials, strings, the way to send notifications.
#pragma once

#include "checks/finding.h"
#include "evidence/evidence.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

enum class Channel { smbios_text, smbios_binary, fw_cfg, command_line };

/// A credential as it stands in a channel.
struct Arrived {
  Channel channel;
  std::string name;
  std::optional<std::string> content;  ///< its bytes; nullopt when they cannot be decoded
};

/// There is an SMBIOS table. Throws evidence::Absent where the guest could not read the one that its DMI strings are
/// of.
bool has_smbios(const evidence::Evidence& evidence);

/// The strings of type 11. Throws evidence::Absent when the table could not be read to its end.
std::vector<std::string> strings_of_firmware(const evidence::Evidence& evidence);

/// The credentials of one channel.
std::vector<Arrived> fw_cfg_credentials(const evidence::Evidence& evidence);
std::vector<Arrived> command_line_credentials(const evidence::Evidence& evidence);

/// Every credential, from every channel, in the order in which an init takes them. Throws evidence::Absent.
std::vector<Arrived> arrived_credentials(const evidence::Evidence& evidence);

/// Throws evidence::Absent where there is a fw_cfg device that the guest could not read: something may have come that
/// way.
void require_fw_cfg(const evidence::Evidence& evidence);

/// The credential of that name, as an init takes it: the first that can be decoded.
std::optional<std::string> credential_value(const evidence::Evidence& evidence, std::string_view name);

/// "SMBIOS", "fw_cfg", "the kernel command line"
std::string_view channel_name(Channel channel);

/// The machine has a way to send and receive over vsock.
bool has_vsock(const evidence::Vsock& vsock);

/// Why the machine has no vsock: blocked where the host or the guest's kernel lacks something, not applicable where the
/// manager offers none.
Finding without_vsock(const evidence::Evidence& evidence);

/// "vsock-stream:2:1234" taken apart.
struct VsockAddress {
  std::string kind;  ///< "", "stream", "seqpacket", "dgram"
  std::uint64_t cid = 0;
  std::uint64_t port = 0;
};

/// nullopt for what is none, or leaves the context id out.
std::optional<VsockAddress> parse_vsock_address(std::string_view text);

}  // namespace conformance::checks
