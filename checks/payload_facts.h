// SPDX-License-Identifier: Apache-2.0
// Look-ups in what a booted payload made of its machine.
#pragma once

#include "evidence/evidence.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// nullptr when systemd in the payload did not report the unit.
const evidence::PayloadUnit* payload_unit(const evidence::Evidence& evidence, std::string_view name);

/// Loaded from the image, and neither absent nor masked there.
bool is_usable(const evidence::PayloadUnit* unit);
bool is_active(const evidence::PayloadUnit* unit);

/// "console-getty.service: active", "…: not found"
std::string describe(const evidence::PayloadUnit* unit, std::string_view name);

/// Gettys on virtual terminals, "getty@tty1.service", that were started, with or without success.
std::vector<std::string> started_vt_gettys(const evidence::Evidence& evidence);

/// The major version of the systemd that runs in the payload; 0 when it cannot be read.
std::int64_t payload_systemd(const evidence::Evidence& evidence);

/// The switch of systemd's generators on PID 1's command line ("systemd.getty_auto") or in its environment
/// ("SYSTEMD_GETTY_AUTO") is set to a word for "no".
bool switched_off(const evidence::Evidence& evidence, std::string_view argument, std::string_view variable);

/// The word systemd has for the container it is in; empty: it takes it for none.
std::string detected_container(const evidence::Evidence& evidence);

/// systemd in the payload has a system credential of that name.
bool has_system_credential(const evidence::Evidence& evidence, std::string_view name);

/// Passed credentials that systemd in the payload does not have, or not with the same bytes.
std::vector<std::string> missing_credentials(const evidence::Evidence& evidence,
                                             const std::vector<evidence::Credential>& passed);

}  // namespace conformance::checks
