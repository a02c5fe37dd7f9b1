// SPDX-License-Identifier: Apache-2.0
// Whether QEMU can use KVM here.
#pragma once

#include "runner/machine/kvm.h"
#include "runner/machine/loop.h"

namespace conformance::lab {

/// Beyond a guest of one instruction (machine::try_kvm): where that one runs, QEMU may still abort at a register it
/// cannot set, or hang in the firmware. It gets five seconds to boot a sector that ends it.
machine::Kvm try_qemu_with_kvm(machine::Loop& loop);

}  // namespace conformance::lab
