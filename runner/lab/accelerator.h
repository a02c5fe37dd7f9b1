// SPDX-License-Identifier: Apache-2.0
// Whether QEMU can use KVM here.
#pragma once

#include "runner/machine/kvm.h"
#include "runner/machine/loop.h"

#include <filesystem>
#include <string_view>

namespace conformance::lab {

/// Beyond a guest of one instruction (machine::try_kvm): where that one runs, QEMU may still abort at a register it
/// cannot set, and a KVM without the processor's help (hosts that are VMs themselves) stop at an instruction it cannot
/// emulate. QEMU has to boot `kernel` to its end, which is a panic for want of a root; a second where KVM works, 20
/// seconds at most.
machine::Kvm try_qemu_with_kvm(machine::Loop& loop, const std::filesystem::path& kernel);

/// Whether a kernel that got no root came as far as to look for it, by what it printed.
bool looked_for_root(std::string_view console);

/// Whether QEMU says on its standard error that KVM cannot go on. The VM is then paused for ever.
bool kvm_gave_up(std::string_view errors);

}  // namespace conformance::lab
