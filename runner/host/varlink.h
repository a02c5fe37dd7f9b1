// SPDX-License-Identifier: Apache-2.0
// One varlink call: a question and its answer over a UNIX socket, each a JSON object ended by a NUL byte
// (https://varlink.org). Whoever answers is not trusted: what it may send and how long it may take are bounded.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

namespace conformance::runner::host {

struct VarlinkReply {
  /// An errno name when nobody could be asked, "EPROTO" when the answer is no varlink, else the error's name; empty on
  /// success.
  std::string error;
  nlohmann::json parameters = nlohmann::json::object();
};

VarlinkReply varlink_call(const std::string& socket, const std::string& method, const nlohmann::json& parameters,
                          std::chrono::milliseconds patience);

}  // namespace conformance::runner::host
