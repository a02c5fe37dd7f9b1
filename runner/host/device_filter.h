// SPDX-License-Identifier: Apache-2.0
// What keeps the leader from device nodes: BPF programs on its control group, or the v1 devices controller.
#pragma once

#include "evidence/host.h"
#include "runner/host/cgroups.h"

#include <string>
#include <vector>

namespace conformance::runner::host {

/// A hybrid host may have both; a filter in either counts.
evidence::Group<evidence::DeviceFilter> device_filter(const std::vector<Hierarchy>& all,
                                                      const std::vector<evidence::CgroupPath>& leader);

}  // namespace conformance::runner::host
