// SPDX-License-Identifier: Apache-2.0
// Whether QEMU can use KVM here.
#pragma once

#include "runner/machine/kvm.h"
#include "runner/machine/loop.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::lab {

/// A VM with nothing but a kernel, which ends with whoever started it, and where its kernel would start again. Hosts of
/// the lab are made of it, and so is the trial of KVM: what is tried is what is used.
struct BareVm {
  std::filesystem::path kernel;
  std::string words;  ///< the kernel's command line
  unsigned processors = 1;
  unsigned megabytes = 512;
  bool kvm = false;
};
std::vector<std::string> bare_vm_command(const BareVm& vm);

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
