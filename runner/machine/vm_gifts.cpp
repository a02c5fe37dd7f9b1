// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/vm_gifts.h"

#include "runner/machine/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::machine {
namespace {

std::string base64(const std::string& bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char byte : bytes) {
    group = (group << 8 | static_cast<unsigned char>(byte)) & 0xffffff;
    for (bits += 8; bits >= 6; bits -= 6) text += digits[group >> (bits - 6) & 63];
  }
  if (bits > 0) text += digits[group << (6 - bits) & 63];
  while (text.size() % 4 != 0) text += '=';
  return text;
}

bool is_text(const std::string& bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::vector<Credential> vm_credentials_for(const std::string& nonce) {
  return {{"cf.text", "conformance " + nonce + ",comma=equals:colon;\"quoted\" 'twice' %s {braces} \\n ,,end"},
          {"cf.number", "0"},
          {"cf.binary", every_byte() + "\n\n"},
          {"cf.long", std::string(3000, 'x') + nonce}};
}

std::vector<SmbiosString> smbios_strings_for(const std::string& nonce) {
  return {{"plain", "conformance:" + nonce + "=a,b:c " + std::string(300, 'x') + ",end"},
          {"stub", "io.systemd.stub.kernel-cmdline-extra=conformance.stub=" + nonce + ",a"},
          {"boot", "io.systemd.boot.kernel-cmdline-extra=conformance.boot=" + nonce},
          {"entry", "io.systemd.boot.entries-extra:conformance=title Conformance\nlinux /vmlinuz\n"},
          {"loglevel", "io.systemd.boot.loglevel=info"},
          {"timeout", "io.systemd.boot.timeout=3"}};
}

SmbiosString smbios_string_of(const Credential& credential) {
  const auto& [name, bytes] = credential;
  if (is_text(bytes)) return {name, "io.systemd.credential:" + name + "=" + bytes};
  return {name, "io.systemd.credential.binary:" + name + "=" + base64(bytes)};
}

}  // namespace conformance::machine
