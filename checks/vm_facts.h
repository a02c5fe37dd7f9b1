// SPDX-License-Identifier: Apache-2.0
// How a guest tells that it is a virtual machine.
#pragma once

#include "evidence/evidence.h"

#include <string>

namespace conformance::checks {

/// The DMI string that names a hypervisor, as "sys_vendor QEMU"; empty: none does.
std::string hypervisor_in_dmi(const evidence::Firmware& firmware);

/// Everything that shows a hypervisor, in one line; empty: nothing does. Absent groups show nothing.
std::string signs_of_hypervisor(const evidence::Guest& guest);

}  // namespace conformance::checks
