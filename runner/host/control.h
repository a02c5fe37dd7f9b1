// SPDX-License-Identifier: Apache-2.0
// How a registered VM can be reached beside D-Bus: its control socket, and the key to log in.
#pragma once

#include "evidence/host.h"

#include <string>

namespace conformance::runner::host {

inline constexpr const char* machined_socket = "/run/systemd/machine/io.systemd.Machine";

/// The controlAddress machined (listening at `machined`) knows of the machine, and what implements that socket. Absent
/// when machined did not answer.
evidence::Group<evidence::Control> control_of(const std::string& machined, const std::string& machine);

/// Kind and mode of the file itself; an empty kind when it is not there.
evidence::Node key_file(const std::string& path);

}  // namespace conformance::runner::host
