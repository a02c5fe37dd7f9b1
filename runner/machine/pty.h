// SPDX-License-Identifier: Apache-2.0
// A pseudo terminal: the console a person would have in front of the manager.
#pragma once

#include "runner/machine/descriptor.h"

namespace conformance::machine {

/// 80 columns, 24 lines, raw (no echo, no line discipline). The program keeps both ends: with the terminal's own end
/// open nobody's close looks like the end of the console.
struct Pty {
  Descriptor controller;
  Descriptor terminal;

  static Pty open();
};

}  // namespace conformance::machine
