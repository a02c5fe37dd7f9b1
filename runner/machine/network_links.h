// SPDX-License-Identifier: Apache-2.0
// Network interfaces of the host that carry the machine's name, as veth pairs of managers do (ve-NAME, vb-NAME).
#pragma once

#include <string>
#include <vector>

namespace conformance::machine {

/// Interfaces whose name contains `part`; none when it is empty.
std::vector<std::string> links_named(const std::string& part);

/// RTM_DELLINK; true when the interface is gone.
bool delete_link(const std::string& name);

}  // namespace conformance::machine
