// SPDX-License-Identifier: Apache-2.0
// Calls a function whenever a descriptor is readable.
#pragma once

#include "runner/machine/descriptor.h"
#include "runner/machine/loop.h"

#include <functional>
#include <memory>

namespace conformance::machine {

/// Owns the descriptor (made non-blocking). `ready` reads what there is, but not for ever, and returns false when
/// nothing more can come. It may destroy its Watch.
class Watch {
 public:
  Watch() = default;
  Watch(Loop& loop, Descriptor descriptor, std::function<bool()> ready);
  ~Watch();
  Watch(Watch&&) noexcept = default;
  Watch& operator=(Watch&& other) noexcept;

  /// -1 when there is none.
  int get() const;
  /// False once `ready` said that nothing more can come.
  bool open() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace conformance::machine
