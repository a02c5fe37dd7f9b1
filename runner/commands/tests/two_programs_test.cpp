// SPDX-License-Identifier: Apache-2.0
// conformance and conformance-system behave as one program. In process all commands are there, so that is what the
// programs are compared with.
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

/// Standard output and standard error in one.
Ran execute(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  Ran ran;
  std::array<char, 4096> buffer{};
  while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe)) ran.out.append(buffer.data(), count);
  const int status = pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

class TwoPrograms : public ::testing::TestWithParam<std::vector<const char*>> {};

TEST_P(TwoPrograms, AnswerAsOne) {
  std::string command = PROGRAM;
  for (const char* word : GetParam()) command.append(" ").append(word);
  const auto one = run(GetParam());
  const auto two = execute(command);
  EXPECT_EQ(two.code, one.code);
  EXPECT_EQ(two.out, one.out + one.err);
}

using Words = std::vector<const char*>;
INSTANTIATE_TEST_SUITE_P(, TwoPrograms,
                         ::testing::Values(Words{}, Words{"--help"}, Words{"--version"}, Words{"list", "--help"},
                                           Words{"run", "--help"}, Words{"--help", "run"}, Words{"run", "--bogus"},
                                           Words{"run", "--profil", "x"}, Words{"--bogus", "run"}, Words{"run"},
                                           Words{"evla"}, Words{"claen"}, Words{"evla", "run"}, Words{"list", "run"},
                                           Words{"plan", "--profile", EXEMPLAR}, Words{"profiles"}));

TEST(ConformanceAlone, SaysWhatIsMissing) {
  std::string folder = ::testing::TempDir() + "conformance-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  fs::copy_file(PROGRAM, folder + "/conformance");
  const auto clean = execute(folder + "/conformance clean");
  EXPECT_EQ(clean.code, 70);
  EXPECT_THAT(clean.out, HasSubstr(folder + "/conformance-system"));
  EXPECT_EQ(execute(folder + "/conformance list").code, 0);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace conformance::runner
