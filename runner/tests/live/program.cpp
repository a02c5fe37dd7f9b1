// SPDX-License-Identifier: Apache-2.0
#include "runner/tests/live/program.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace conformance::live {

std::filesystem::path beside(const char* program) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

Output execute(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  Output output;
  std::array<char, 4096> buffer;
  while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe)) output.text.append(buffer.data(), count);
  const int status = pclose(pipe);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

Finished run(const std::string& words) {
  char file[] = "/tmp/live-result-XXXXXX";
  const int descriptor = mkstemp(file);
  if (descriptor < 0) throw std::runtime_error("no temporary file");
  close(descriptor);
  // What is known to deviate would only change the exit code.
  const Output output = execute(beside("conformance").string() + " run " + words + " --expect none -o json=" + file);
  std::ifstream stream(file);
  Finished finished{output.exit_code, nlohmann::json::parse(stream, nullptr, false), output.text};
  if (finished.result.is_discarded()) finished.result = nullptr;
  std::filesystem::remove(file);
  return finished;
}

Outcomes outcomes(const nlohmann::json& result) {
  Outcomes found;
  for (const auto& clause : result.at("clauses")) found[clause.at("id")] = clause.at("outcome");
  return found;
}

std::vector<std::string> with_outcome(const Finished& finished, const std::string& outcome) {
  std::vector<std::string> ids;
  for (const auto& clause : finished.result.at("clauses"))
    if (clause.at("outcome") == outcome) ids.push_back(clause.at("id"));
  return ids;
}

const std::vector<std::string>& violated_by_nspawn() {
  static const std::vector<std::string> clauses = {"caps.no-audit-control", "caps.no-audit-write",
                                                   "listen.fdnames-forwarded", "dont.no-extra-devices",
                                                   "dont.no-vt-sysfs"};
  return clauses;
}

}  // namespace conformance::live
