// SPDX-License-Identifier: Apache-2.0
// Look-ups of sockets that were handed to the manager.
#pragma once

#include "evidence/evidence.h"

namespace conformance::checks {

/// The descriptor is that socket: by its inode, or where that is not known by its address.
bool is_passed(const evidence::Descriptor& descriptor, const evidence::PassedSocket& socket);

/// Where the container's init has it; nullptr: it did not arrive. Throws Absent when nobody saw the descriptors.
const evidence::Descriptor* find_passed(const evidence::Evidence& evidence, const evidence::PassedSocket& socket);

}  // namespace conformance::checks
