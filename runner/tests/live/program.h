// SPDX-License-Identifier: Apache-2.0
// Runs the program that lies beside the test, as a user would.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace conformance::live {

using Outcomes = std::map<std::string, std::string>;  ///< clause to outcome

/// A program of the same build directory.
std::filesystem::path beside(const char* program);

struct Output {
  int exit_code = -1;
  std::string text;  ///< standard output and error
};

/// Words are passed through a shell: none of the tests has any that it would change.
Output execute(const std::string& command);

struct Finished {
  int exit_code = -1;
  nlohmann::json result;  ///< null if none was written
  std::string text;
};

/// `conformance run` with these words and a result file.
Finished run(const std::string& words);

Outcomes outcomes(const nlohmann::json& result);

/// The ids of the clauses with this outcome.
std::vector<std::string> with_outcome(const Finished& finished, const std::string& outcome);

/// What nspawn 252 violates without being told to: nspawn(1) lists two audit capabilities among those always granted;
/// it drops $LISTEN_FDNAMES, makes /dev/net/tun and shows the whole of /sys/class.
const std::vector<std::string>& violated_by_nspawn();

}  // namespace conformance::live
