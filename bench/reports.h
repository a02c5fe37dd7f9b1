// SPDX-License-Identifier: Apache-2.0
// What the reports of one result cost, and the matrix of many.
#pragma once

#include <filesystem>

namespace conformance::bench {

/// Prints a line for each bar. `evidence` is judged first; the many results differ from its result in their version.
void measure_reports(const std::filesystem::path& program, const std::filesystem::path& evidence, int rounds);

}  // namespace conformance::bench
