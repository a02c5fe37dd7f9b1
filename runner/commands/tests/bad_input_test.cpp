// SPDX-License-Identifier: Apache-2.0
// What each command that reads a saved file makes of one that is none, or no longer one; and what becomes of output
// that nobody takes.
#include "evidence/json.h"
#include "reports/json.h"
#include "runner/commands/tests/folder.h"
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BadInput : public InFolder {
 protected:
  BadInput() {
    const auto document = evidence::document_of(toy_with_audit());
    evidence_ = evidence::to_json(document);
    result_ = reports::to_json(reports::evaluate(document));
  }

  /// Each command that reads such a file refuses it, names it, and writes nothing.
  void refused(const std::string& text, const std::string& why) const {
    const auto bad = write("bad.json", text);
    const auto good = write("good.json", result_);
    const auto out = "json=" + path("out");
    const std::vector<std::vector<const char*>> commands = {{"eval", bad.c_str(), "-o", out.c_str()},
                                                            {"report", bad.c_str(), "-o", out.c_str()},
                                                            {"score", bad.c_str()},
                                                            {"diff", good.c_str(), bad.c_str()},
                                                            {"diff", bad.c_str(), good.c_str()},
                                                            {"matrix", bad.c_str(), "-o", out.c_str()},
                                                            {"baseline", bad.c_str(), "-o", "-"}};
    for (const auto& command : commands) {
      const auto ran = run(command);
      EXPECT_EQ(ran.code, 2) << command[0] << ": " << ran.err;
      EXPECT_THAT(ran.err, HasSubstr(bad + ": ")) << command[0];
      EXPECT_THAT(ran.err, HasSubstr(why)) << command[0];
      EXPECT_THAT(ran.out, IsEmpty()) << command[0];
      EXPECT_FALSE(fs::exists(path("out"))) << command[0];
    }
  }

  static std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
  }

  std::string evidence_;
  std::string result_;
};

TEST_F(BadInput, AnEmptyFile) { refused("", "the file is empty"); }

TEST_F(BadInput, AFileThatIsCutOff) {
  refused(result_.substr(0, result_.size() / 2), "cut off at its end");
  refused(evidence_.substr(0, evidence_.size() / 2), "cut off at its end");
}

TEST_F(BadInput, AFileOfAnotherProgram) {
  refused(
      "\x7f"
      "ELF\x02\x01",
      "no valid JSON");
  refused("{\"version\": \"2.1.0\", \"runs\": []}", "does not name its schema");
  refused("[1, 2]", "does not name its schema");
  refused("{\"schema\": \"conformance-matrix/1\"}", "file but a file of kind \"conformance-matrix/1\"");
}

TEST_F(BadInput, AFileOfANewerVersion) {
  refused(replaced(result_, "conformance-result/5", "conformance-result/99"), "conformance-result/99");
  EXPECT_THAT(run({"report", path("bad.json").c_str()}).err, HasSubstr("a newer version of the program wrote it"));
  refused("{\"schema\": \"conformance-evidence/99\"}", "conformance-evidence/99");
}

TEST_F(BadInput, NestedTooDeeply) {
  refused("{\"schema\": \"conformance-result/5\", \"x\": " + std::string(100'000, '[') + "}", "64 levels");
}

TEST_F(BadInput, AResultThatWasEditedByHand) {
  const auto edited = write("edited.json", replaced(result_, "\"outcome\": \"fail\"", "\"outcome\": \"pass\""));
  for (const char* command : {"report", "score", "baseline"}) {
    const auto ran = run({command, edited.c_str()});
    EXPECT_EQ(ran.code, 2) << command;
    EXPECT_THAT(ran.err, HasSubstr("the file was changed after it was written")) << command;
  }
  EXPECT_EQ(run({"diff", edited.c_str(), edited.c_str()}).code, 2);
}

TEST_F(BadInput, AResultOfNoRun) {
  const auto edited = write("edited.json", replaced(result_, "\"runs\": 1", "\"runs\": 0"));
  for (const char* command : {"report", "score", "baseline", "matrix"}) {
    const auto ran = run({command, edited.c_str()});
    EXPECT_EQ(ran.code, 2) << command;
    EXPECT_THAT(ran.err, HasSubstr("/runs: a number from 1 on is expected")) << command;
  }
}

TEST_F(BadInput, AnOutputWhoseNameIsTooLongIsFoundBeforeTheWork) {
  const auto out = "json=" + path(std::string(256, 'x'));
  const auto evidence = write("evidence.json", evidence_);
  const auto ran = run({"eval", evidence.c_str(), "-o", out.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("File name too long"));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST_F(BadInput, TheOtherKindOfFileSaysSo) {
  const auto evidence = write("evidence.json", evidence_);
  const auto result = write("result.json", result_);
  EXPECT_THAT(run({"report", evidence.c_str()}).err, HasSubstr("no result file but a file of kind"));
  EXPECT_THAT(run({"eval", result.c_str()}).err, HasSubstr("no evidence file but a file of kind"));
}

TEST_F(BadInput, OneOutputThatFailsKeepsNoOtherFromBeingWritten) {
  const auto evidence = write("evidence.json", evidence_);
  const auto good = "json=" + path("out");
  const auto ran = run({"eval", evidence.c_str(), "-o", "junit=/dev/full", "-o", good.c_str()});
  EXPECT_EQ(ran.code, 70);
  EXPECT_THAT(ran.err, HasSubstr("cannot write to /dev/full: No space left on device (exit 70)"));
  EXPECT_THAT(ran.err, HasSubstr("violated")) << "what came of it is told all the same";
  EXPECT_EQ(content("out"), result_);
  EXPECT_THAT(ran.out, HasSubstr("NOT CONFORMANT"));
}

TEST_F(BadInput, NoOutputIsWrittenOverAnInputOrAnother) {
  const auto evidence = write("evidence.json", evidence_);
  const auto over = "json=" + evidence;
  EXPECT_EQ(run({"eval", evidence.c_str(), "-o", over.c_str()}).code, 2);
  EXPECT_EQ(run({"matrix", evidence.c_str(), "-o", over.c_str()}).code, 2);
  EXPECT_EQ(content("evidence.json"), evidence_);
  const auto one = "json=" + path("out");
  const auto same = "junit=" + path("./out");
  EXPECT_EQ(run({"eval", evidence.c_str(), "-o", one.c_str(), "-o", same.c_str()}).code, 2);
}

TEST_F(BadInput, DevStdoutIsStandardOutput) {
  const auto evidence = write("evidence.json", evidence_);
  EXPECT_EQ(run({"eval", evidence.c_str(), "-o", "json=/dev/stdout"}).out, result_);
}

/// Calls with a standard output that nobody reads; the program's main() does not let SIGPIPE end it either.
Ran with_closed_pipe(const std::vector<const char*>& words) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  close(ends[0]);
  const int before = dup(STDOUT_FILENO);
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  std::vector<const char*> all = words;
  all.insert(all.begin(), "conformance");
  ::testing::internal::CaptureStderr();
  dup2(ends[1], STDOUT_FILENO);
  const int code = program(static_cast<int>(all.size()), all.data());
  dup2(before, STDOUT_FILENO);
  std::signal(SIGPIPE, handler);
  close(before);
  close(ends[1]);
  return {code, "", ::testing::internal::GetCapturedStderr()};
}

TEST_F(BadInput, AClosedPipeIsToldAndKeepsNoFileFromBeingWritten) {
  const auto evidence = write("evidence.json", evidence_);
  const auto good = "json=" + path("out");
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"eval", evidence.c_str(), "-o", good.c_str()}, {"list"}, {"--help"}, {"matrix", evidence.c_str()}}) {
    const auto ran = with_closed_pipe(words);
    EXPECT_EQ(ran.code, 70) << words[0];
    EXPECT_THAT(ran.err, HasSubstr("cannot write to standard output: Broken pipe")) << words[0];
    EXPECT_THAT(ran.err, Not(HasSubstr("internal error"))) << words[0];
  }
  EXPECT_EQ(content("out"), result_);
}

}  // namespace
}  // namespace conformance::runner
