// SPDX-License-Identifier: Apache-2.0
// What a virtual machine is given through its firmware, as files a manager can be pointed to.
#pragma once

#include "runner/machine/plan.h"

#include <string>
#include <vector>

namespace conformance::machine {

/// A text that is easily cut, one that is easily taken for a number, every byte, and one too large for a firmware
/// table.
std::vector<Credential> vm_credentials_for(const std::string& nonce);

/// A string of SMBIOS type 11, in a file of that name below {smbios}.
struct SmbiosString {
  std::string name;
  std::string text;
};

/// An arbitrary one, and those that boot loaders of systemd read.
std::vector<SmbiosString> smbios_strings_for(const std::string& nonce);

/// The string that carries a credential: as it is where it is a text, else in base64.
SmbiosString smbios_string_of(const Credential& credential);

}  // namespace conformance::machine
