// SPDX-License-Identifier: Apache-2.0
// The place of the guest's journal on the host.
#pragma once

#include "evidence/host.h"

#include <sys/types.h>

#include <string>

namespace conformance::runner::host {

/// `tree` is the guest's root directory on the host or empty, `leader` its init or 0.
evidence::Group<evidence::JournalLink> journal_link(const std::string& machine_id, const std::string& tree,
                                                    pid_t leader, const std::string& journals = "/var/log/journal");

}  // namespace conformance::runner::host
