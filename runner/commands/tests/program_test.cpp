// SPDX-License-Identifier: Apache-2.0
// The command line as a user meets it: what is printed where, and the exit code.
#include "checks/catalogue.h"
#include "evidence/json.h"
#include "reports/json.h"
#include "runner/commands/tests/folder.h"
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace conformance::runner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class WithFiles : public InFolder {
 protected:
  WithFiles() { write("evidence.json", evidence::to_json(evidence::document_of(evidence_))); }

  evidence::Evidence evidence_ = toy();
};

TEST(CommandLine, VersionStandsInTheFirstLine) {
  const auto ran = run({"--version"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, StartsWith("conformance "));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST(CommandLine, HelpNamesTheExitCodes) {
  const auto ran = run({"--help"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("77  nothing applicable here"));
  EXPECT_THAT(ran.out, AllOf(HasSubstr("schema  "), Not(HasSubstr("complete  "))));
}

TEST(CommandLine, AWrongWordGetsTheNearestRightOne) {
  const auto command = run({"evla"});
  EXPECT_EQ(command.code, 2);
  EXPECT_THAT(command.err, HasSubstr("there is no command \"evla\", did you mean \"eval\"?"));
  const auto option = run({"eval", "--onyl=x"});
  EXPECT_EQ(option.code, 2);
  EXPECT_THAT(option.err, HasSubstr("there is no option \"--onyl\", did you mean \"--only\"?"));
}

TEST(CommandLine, SoDoesAWrongValue) {
  EXPECT_THAT(
      run({"list", "--level", "requird"}).err,
      HasSubstr("--level: there is no \"requird\", did you mean \"required\"? (known: required, recommended, "));
  EXPECT_THAT(run({"lab", "rum"}).err, HasSubstr("there is no \"rum\", did you mean \"run\"?"));
  EXPECT_THAT(run({"list", "exce.*"}).err, HasSubstr("did you mean \"exec.*\"?"));
  EXPECT_THAT(run({"plan", "--profile", "exemplar", "--scenarios", "twinn"}).err, HasSubstr("did you mean \"twin\"?"));
  EXPECT_THAT(run({"version"}).err, HasSubstr("did you mean \"--version\"?"));
}

TEST(CommandLine, ANumberHasToBeOneAndWithinItsRange) {
  for (const auto* text : {"abc", "nan", "0", "1e9", "3s"})
    EXPECT_THAT(run({"run", "--profile", "exemplar", "--deadline", text}).err,
                HasSubstr("--deadline: a number from 0.1 to 86400 is expected"));
}

TEST(CommandLine, WithoutACommandItSaysWhereHelpIs) {
  const auto ran = run({});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("conformance --help"));
}

TEST(CommandLine, AWrongWordCannotWriteToTheTerminal) { EXPECT_THAT(run({"\x1b[2J"}).err, HasSubstr("\\x1b[2J")); }

TEST(List, JsonHoldsEveryClauseWithItsFields) {
  const auto json = nlohmann::json::parse(run({"list", "--json"}).out);
  EXPECT_EQ(json.size(), checks::catalogue().size());
  for (const char* field :
       {"id", "title", "level", "origin", "subject", "area", "source", "scenarios", "check", "reason"})
    for (const auto& clause : json) EXPECT_TRUE(clause.contains(field)) << clause << field;
}

TEST(List, IsFilteredByGlobAreaAndLevel) {
  for (const auto& clause : nlohmann::json::parse(run({"list", "host.*", "--level", "required", "--json"}).out)) {
    EXPECT_EQ(clause["area"], "host");
    EXPECT_EQ(clause["level"], "required");
  }
  EXPECT_EQ(run({"list", "--area", "host", "--json"}).out, run({"list", "host.*", "--json"}).out);
}

TEST(List, AWordThatMatchesNothingIsAnError) {
  EXPECT_EQ(run({"list", "nothing.*"}).code, 2);
  const auto area = run({"list", "--area", "hots"});
  EXPECT_EQ(area.code, 2);
  EXPECT_THAT(area.err, HasSubstr("did you mean \"host\"?"));
}

TEST(Explain, ShowsSourceAndRemedy) {
  const auto* clause = checks::catalogue().front();
  const auto ran = run({"explain", std::string(clause->id).c_str()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr(std::string(clause->source.document)));
}

TEST(Explain, AWrongIdGetsTheNearest) {
  std::string id(checks::catalogue().front()->id);
  id.pop_back();
  const auto ran = run({"explain", id.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr(std::string(checks::catalogue().front()->id)));
}

TEST_F(WithFiles, EvalWritesTheSameBytesEveryTimeAndThoseOfEvaluate) {
  const auto first = "json=" + path("first.json");
  const auto second = "json=" + path("second.json");
  run({"eval", path("evidence.json").c_str(), "-o", first.c_str()});
  run({"eval", path("evidence.json").c_str(), "-o", second.c_str()});
  EXPECT_EQ(content("first.json"), content("second.json"));
  EXPECT_EQ(content("first.json"), reports::to_json(reports::evaluate(evidence::document_of(evidence_))));
}

TEST_F(WithFiles, EvalPassesTheEvidenceOnUnchanged) {
  const auto ran = run({"eval", path("evidence.json").c_str(), "-o", "evidence"});
  EXPECT_EQ(ran.out, content("evidence.json"));
}

TEST_F(WithFiles, EvalSaysTheClosingLineToPeopleOnly) {
  const auto ran = run({"eval", path("evidence.json").c_str(), "-o", "json"});
  EXPECT_NO_THROW(reports::result_from_json(ran.out));
  EXPECT_THAT(ran.err, HasSubstr("(exit " + std::to_string(ran.code) + ")"));
}

TEST_F(WithFiles, EvidenceWithoutFactsIsNoSuccess) {
  for (const char* gate : {"required", "strict", "none"})
    EXPECT_NE(run({"eval", path("evidence.json").c_str(), "--gate", gate}).code, 0) << gate;
}

TEST_F(WithFiles, ALostMachineIsExit4) {
  evidence_.run.state = "silent";
  write("evidence.json", evidence::to_json(evidence::document_of(evidence_)));
  EXPECT_EQ(run({"eval", path("evidence.json").c_str(), "--gate", "none"}).code, 4);
}

TEST_F(WithFiles, AGlobTakesOneWordSoTheFileStaysTheFile) {
  EXPECT_NE(run({"eval", "--only", "host.*", path("evidence.json").c_str()}).code, 2);
}

TEST_F(WithFiles, AGlobThatMatchesNothingIsExit2) {
  const auto ran = run({"eval", path("evidence.json").c_str(), "--skip", "nothing.*"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(run({"eval", path("evidence.json").c_str(), "--only", "host"}).err, HasSubstr("\"host.*\""));
}

TEST_F(WithFiles, BadInputIsNamedAndExit2) {
  write("bad.json", "{\"schema\": \"conformance-evidence/99\"}");
  const auto other_version = run({"eval", path("bad.json").c_str()});
  EXPECT_EQ(other_version.code, 2);
  EXPECT_THAT(other_version.err, HasSubstr("conformance-evidence/99"));
  EXPECT_EQ(run({"eval", path("absent.json").c_str()}).code, 2);
  EXPECT_EQ(run({"eval", folder_.c_str()}).code, 2);
  EXPECT_EQ(run({"report", path("evidence.json").c_str()}).code, 2);
  EXPECT_EQ(run({"eval", path("evidence.json").c_str(), "--min-floor", "lots"}).code, 2);
}

TEST_F(WithFiles, AnOutputThatCannotBeOpenedIsExit2AndOneThatCannotBeWritten70) {
  const auto unreachable = "json=" + path("no/such/folder.json");
  EXPECT_EQ(run({"eval", path("evidence.json").c_str(), "-o", unreachable.c_str()}).code, 2);
  EXPECT_EQ(run({"eval", path("evidence.json").c_str(), "-o", "json=/dev/full"}).code, 70);
  const auto unused = "json=" + path("unused.json");
  EXPECT_EQ(run({"eval", path("absent.json").c_str(), "-o", unused.c_str()}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(path("unused.json")));
  const auto format = run({"eval", path("evidence.json").c_str(), "-o", "jsn"});
  EXPECT_EQ(format.code, 2);
  EXPECT_THAT(format.err, HasSubstr("did you mean \"json\"?"));
}

TEST_F(WithFiles, ReportRendersWhatEvalShowed) {
  const auto out = "json=" + path("result.json");
  const auto shown = run({"eval", path("evidence.json").c_str(), "-o", out.c_str()});
  const auto again = run({"report", path("result.json").c_str()});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, shown.out);
}

TEST_F(WithFiles, ScoreIsTheSameFromEvidenceAndFromItsResult) {
  const auto out = "json=" + path("result.json");
  run({"eval", path("evidence.json").c_str(), "-o", out.c_str()});
  EXPECT_EQ(run({"score", path("evidence.json").c_str()}).out, run({"score", path("result.json").c_str()}).out);
}

}  // namespace
}  // namespace conformance::runner
