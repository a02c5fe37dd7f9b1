// SPDX-License-Identifier: Apache-2.0
#include "checks/vm_channels.h"

#include "checks/env_facts.h"
#include "checks/smbios.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace conformance::checks {

namespace {

constexpr std::string_view text_key = "io.systemd.credential:";
constexpr std::string_view binary_key = "io.systemd.credential.binary:";
constexpr std::string_view set_text = "systemd.set_credential=";
constexpr std::string_view set_binary = "systemd.set_credential_binary=";

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char digit : text) {
    const std::size_t value = digits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  return bits < 6 ? std::optional(bytes) : std::nullopt;
}

/// "NAME" and what stands behind the separator.
void add_assignment(std::vector<Arrived>& found, Channel channel, std::string_view text, char separator, bool binary) {
  const std::size_t at = text.find(separator);
  const std::string_view value = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  found.push_back({channel, std::string(text.substr(0, at)),
                   binary ? decode_base64(value) : std::optional<std::string>(std::string(value))});
}

void add_smbios(std::vector<Arrived>& found, const std::vector<std::string>& strings) {
  for (const std::string_view text : strings) {
    if (text.starts_with(text_key))
      add_assignment(found, Channel::smbios_text, text.substr(text_key.size()), '=', false);
    if (text.starts_with(binary_key))
      add_assignment(found, Channel::smbios_binary, text.substr(binary_key.size()), '=', true);
  }
}

void add_command_line(std::vector<Arrived>& found, std::string_view line) {
  for (const std::string_view word : words_of(line)) {
    if (word.starts_with(set_text))
      add_assignment(found, Channel::command_line, word.substr(set_text.size()), ':', false);
    if (word.starts_with(set_binary))
      add_assignment(found, Channel::command_line, word.substr(set_binary.size()), ':', true);
  }
}

bool is_vsock_device(const std::string& id) {
  // virtio-vsock, as a transitional and as a modern device, and VMware's VMCI.
  return id == "1af4:1012" || id == "1af4:1053" || id == "15ad:0740";
}

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool has_smbios(const evidence::Evidence& evidence) {
  const auto& firmware = *evidence.guest.firmware;
  if (firmware.smbios_hex.empty() && !firmware.dmi.empty())
    throw evidence::Absent("the guest has DMI, but could not read its SMBIOS table");
  return !firmware.smbios_hex.empty();
}

std::vector<std::string> strings_of_firmware(const evidence::Evidence& evidence) {
  if (!has_smbios(evidence)) return {};
  auto strings = oem_strings(evidence.guest.firmware->smbios_hex);
  if (!strings) throw evidence::Absent("the SMBIOS table the guest read is cut or broken");
  return *std::move(strings);
}

std::vector<Arrived> fw_cfg_credentials(const evidence::Evidence& evidence) {
  std::vector<Arrived> found;
  for (const auto& file : evidence.guest.firmware->fw_cfg) {
    const auto bytes = bytes_of(file.hex);
    found.push_back(
        {Channel::fw_cfg, file.name, bytes ? std::optional(std::string(bytes->begin(), bytes->end())) : std::nullopt});
  }
  return found;
}

std::vector<Arrived> command_line_credentials(const evidence::Evidence& evidence) {
  std::vector<Arrived> found;
  add_command_line(found, evidence.guest.virtualization->kernel_command_line);
  return found;
}

std::vector<Arrived> arrived_credentials(const evidence::Evidence& evidence) {
  auto found = fw_cfg_credentials(evidence);
  add_smbios(found, strings_of_firmware(evidence));
  std::ranges::move(command_line_credentials(evidence), std::back_inserter(found));
  return found;
}

void require_fw_cfg(const evidence::Evidence& evidence) {
  const auto& firmware = *evidence.guest.firmware;
  if (firmware.fw_cfg_device && !firmware.fw_cfg_error.empty())
    throw evidence::Absent(
        "the guest's kernel does not use the fw_cfg device: give it one with the module qemu_fw_cfg, which is looked "
        "for in lib/modules beside the kernel's directory");
}

std::optional<std::string> credential_value(const evidence::Evidence& evidence, std::string_view name) {
  for (auto& credential : arrived_credentials(evidence))
    if (credential.name == name && credential.content) return credential.content;
  return std::nullopt;
}

std::string_view channel_name(Channel channel) {
  if (channel == Channel::fw_cfg) return "fw_cfg";
  return channel == Channel::command_line ? "the kernel command line" : "SMBIOS";
}

bool has_vsock(const evidence::Vsock& vsock) {
  constexpr std::uint64_t loopback = 1;  // what a guest has without a device
  constexpr std::uint64_t host = 2;      // what it has when it could start virtual machines itself
  constexpr std::uint64_t none = 0xffffffff;
  return vsock.open_error.empty() && vsock.cid_error.empty() && vsock.cid != loopback && vsock.cid != host &&
         vsock.cid != none;
}

Finding without_vsock(const evidence::Evidence& evidence) {
  if (const auto reason = claimed_missing(evidence, "vsock")) return not_applicable(*reason);
  const auto& devices = evidence.guest.virtualization->pci_devices;
  const auto device = std::ranges::find_if(devices, is_vsock_device);
  if (device != devices.end())
    return blocked("the machine has the vsock device " + *device +
                   ", but its kernel does not use it: give it one with the module "
                   "vmw_vsock_virtio_transport, which is looked for in lib/modules beside the kernel's directory");
  if (!evidence.host.identity->vhost_vsock)
    return blocked("the host has no /dev/vhost-vsock to give to a machine: load the kernel module vhost_vsock");
  if (devices.empty()) return unknown("the machine has no PCI bus on which a vsock device could be seen");
  return not_applicable("not offered: the machine has no vsock device");
}

std::optional<VsockAddress> parse_vsock_address(std::string_view text) {
  constexpr std::string_view prefix = "vsock";
  constexpr std::uint64_t any = 0xffffffff;
  const auto parts = parts_of(text, ':');
  if (parts.size() != 3 || !parts[0].starts_with(prefix)) return std::nullopt;
  VsockAddress address;
  address.kind = parts[0].substr(prefix.size());
  for (const std::string_view kind : {"", "-stream", "-seqpacket", "-dgram"}) {
    if (address.kind != kind) continue;
    if (!parse(parts[1], address.cid) || !parse(parts[2], address.port)) return std::nullopt;
    if (address.cid >= any || address.port == 0 || address.port >= any) return std::nullopt;
    if (!kind.empty()) address.kind = kind.substr(1);
    return address;
  }
  return std::nullopt;
}

}  // namespace conformance::checks
