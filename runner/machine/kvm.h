// SPDX-License-Identifier: Apache-2.0
// Whether KVM works, not just whether there is a node for it: a /dev/kvm that does not work hangs a VM for ever.
#pragma once

#include <string>

namespace conformance::machine {

struct Kvm {
  bool present = false;  ///< /dev/kvm can be opened
  bool proven = false;   ///< a guest of one instruction ran and ended
  std::string problem;   ///< why not
};

/// Takes at most two seconds.
Kvm try_kvm();

}  // namespace conformance::machine
