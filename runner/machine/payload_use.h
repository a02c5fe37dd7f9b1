// SPDX-License-Identifier: Apache-2.0
// What the host gets from a booted payload, asked with the programs people would use.
#pragma once

#include "evidence/evidence.h"
#include "runner/machine/loop.h"

#include <filesystem>
#include <string>

namespace conformance::machine {

/// Whether systemd-networkd runs on the host, and does not wait for a udevd that is not there.
bool host_runs_networkd(Loop& loop);

/// `machine` is the name to be registered under where nobody else knows a better one. Needs what was observed of the
/// machine before; never throws for something the host lacks.
evidence::PayloadUse use_payload(Loop& loop, const evidence::Evidence& seen, const std::string& machine);

/// What the tree says of itself.
evidence::PayloadTree read_payload_tree(const std::filesystem::path& tree);

}  // namespace conformance::machine
