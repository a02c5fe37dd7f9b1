// SPDX-License-Identifier: Apache-2.0
// What answers on a socket of the machine.
#pragma once

#include "evidence/host.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace conformance::runner::host {

/// The first line that comes on a connection to the socket `name` in a directory; at most 256 bytes of it.
evidence::Call unix_banner(const std::string& directory, const std::string& name, std::chrono::milliseconds patience);
evidence::Call vsock_banner(std::uint64_t cid, unsigned port, std::chrono::milliseconds patience);

}  // namespace conformance::runner::host
