// SPDX-License-Identifier: Apache-2.0
// What a real OS booted by the manager made of its machine, as a service inside saw it after the boot.
// Present only where a payload was booted (scenario "payload").
#pragma once

#include "evidence/describe.h"

#include <cstdint>
#include <string>
#include <vector>

namespace conformance::evidence {

/// A unit of the systemd inside, by its properties.
struct PayloadUnit {
  std::string name;
  std::string load_state;    ///< "loaded", "not-found", "masked", …
  std::string active_state;  ///< "active", "inactive", "failed", …
  std::string sub_state;
  bool condition = false;  ///< ConditionResult: the conditions of the last start held
  EVIDENCE_FIELDS(PayloadUnit, name, load_state, active_state, sub_state, condition)
};

struct PayloadAddress {
  std::string interface;
  std::string family;  ///< "inet" or "inet6"
  std::string address;
  EVIDENCE_FIELDS(PayloadAddress, interface, family, address)
};

struct PayloadCredential {
  std::string name;
  std::string hex;  ///< at most 64 KiB of it
  EVIDENCE_FIELDS(PayloadCredential, name, hex)
};

/// From inside, as a service of the payload.
struct Payload {
  std::string systemd_version;  ///< Version of org.freedesktop.systemd1.Manager in the guest: "252.39-1~deb12u1"
  std::string system_state;     ///< SystemState: "running", "degraded", …
  std::string virtualization;   ///< its Virtualization; empty: none
  std::string detected;         ///< systemd-detect-virt --container: a word, "none", or empty where it cannot be asked
  std::string hostname;         ///< uname().nodename
  std::string machine_id;       ///< /etc/machine-id without its line end
  std::string hostname_file;    ///< "" where there is no /etc/hostname, else its first line
  std::string journal_socket_error;  ///< of connecting where the credential journal.forward_to_socket says
  std::string ssh_socket_kind;       ///< of the inode /run/host/unix-export/ssh; empty: there is none
  bool has_agetty = false;
  bool has_sshd = false;
  bool has_udevd = false;
  std::string credentials_error;  ///< of opening /run/credentials/@system
  std::vector<PayloadCredential> credentials;
  std::vector<PayloadUnit> units;
  std::vector<PayloadAddress> addresses;
  std::vector<std::string> processes;  ///< comm of each
  EVIDENCE_FIELDS(Payload, systemd_version, system_state, virtualization, detected, hostname, machine_id, hostname_file,
                  journal_socket_error, ssh_socket_kind, has_agetty, has_sshd, has_udevd, credentials_error,
                  credentials, units, addresses, processes)
};

}  // namespace conformance::evidence
