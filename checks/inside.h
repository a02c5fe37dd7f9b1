// SPDX-License-Identifier: Apache-2.0
// What a look from inside can tell of a machine whose own init has run already.
#pragma once

#include <string_view>

namespace conformance::checks {

/// The fact the clause judges is not one that an init makes up for, mends or hides. Whatever is not known to be so is
/// not judged from inside: systemd mounts what a manager forgot.
bool shows_from_inside(std::string_view clause);

}  // namespace conformance::checks
