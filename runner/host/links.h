// SPDX-License-Identifier: Apache-2.0
// The network interfaces of the host, from rtnetlink.
#pragma once

#include "evidence/group.h"
#include "evidence/guest.h"

#include <chrono>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// All interfaces of the program's network namespace, by index.
evidence::Group<std::vector<evidence::Link>> links();

/// What `now` has and `before` had not; an interface that was renamed or came back under another number is new. Pure.
std::vector<evidence::Link> new_links(const std::vector<evidence::Link>& before,
                                      const std::vector<evidence::Link>& now);

/// The links, once those that came since `before` are gone, or at the deadline: the kernel removes what was in a
/// network namespace a little after its last process. Waits for its messages.
evidence::Group<std::vector<evidence::Link>> settled_links(const std::vector<evidence::Link>& before,
                                                           std::chrono::milliseconds deadline);

/// Links from RTM_NEWLINK messages; `done` is set at the end of the dump. Pure, and strict about lengths.
std::vector<evidence::Link> parse_links(std::string_view messages, bool& done);

/// Gives names to the masters, which the kernel has as "#INDEX" after parse_links().
void name_masters(std::vector<evidence::Link>& links);

}  // namespace conformance::runner::host
