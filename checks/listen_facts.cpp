// SPDX-License-Identifier: Apache-2.0
#include "checks/listen_facts.h"

namespace conformance::checks {

bool is_passed(const evidence::Descriptor& descriptor, const evidence::PassedSocket& socket) {
  if (socket.inode != 0) return descriptor.kind == "socket" && descriptor.inode == socket.inode;
  return descriptor.socket && !socket.address.empty() && descriptor.socket->address == socket.address;
}

const evidence::Descriptor* find_passed(const evidence::Evidence& evidence, const evidence::PassedSocket& socket) {
  for (const auto& descriptor : *evidence.guest.descriptors)
    if (is_passed(descriptor, socket)) return &descriptor;
  return nullptr;
}

}  // namespace conformance::checks
