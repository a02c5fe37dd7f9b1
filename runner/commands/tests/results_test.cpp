// SPDX-License-Identifier: Apache-2.0
// The commands about many results, and what is expected of them.
#include "evidence/json.h"
#include "runner/commands/tests/folder.h"
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace conformance::runner {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A folder with the evidence of a machine that violates caps.no-audit-control.
class Results : public InFolder {
 protected:
  Results() { write("evidence.json", evidence::to_json(evidence::document_of(toy_with_audit()))); }
};

TEST_F(Results, ABaselineMakesTheGatePass) {
  const auto evidence = path("evidence.json");
  const auto expected = path("expected.toml");
  const auto eval = [&](const char* expect) {
    return run({"eval", evidence.c_str(), "--only", "caps.no-audit-*", "--expect", expect});
  };
  EXPECT_EQ(eval("none").code, 1);
  EXPECT_EQ(run({"baseline", evidence.c_str(), "-o", expected.c_str()}).code, 0);
  const auto known = eval(expected.c_str());
  EXPECT_EQ(known.code, 0);
  EXPECT_THAT(known.out, HasSubstr("KNOWN DEVIATIONS"));
}

TEST_F(Results, AFileThatIsNoneOfExpectationsIsAnError) {
  write("expected.toml", "[[deviation]]\nclause = \"caps.nonsense\"\nreason = \"x\"\n");
  const auto evidence = path("evidence.json");
  const auto expected = path("expected.toml");
  const auto ran = run({"eval", evidence.c_str(), "--expect", expected.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("expected.toml:2:"));
}

TEST_F(Results, TheMatrixShowsWhatItCanReadAndSaysWhatItCannot) {
  write("broken.json", "{");
  const auto evidence = path("evidence.json");
  const auto broken = path("broken.json");
  const auto page = path("page.html");
  const auto ran = run({"matrix", evidence.c_str(), broken.c_str(), "-o", ("html=" + page).c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("left out: " + broken));
  EXPECT_THAT(content("page.html"), HasSubstr("href=\"evidence.json\""));
  EXPECT_THAT(content("page.html"), HasSubstr("1 file could not be read"));
}

TEST_F(Results, AMatrixOfNothingIsNotWritten) {
  write("broken.json", "{");
  const auto broken = path("broken.json");
  const auto page = path("page.html");
  EXPECT_EQ(run({"matrix", broken.c_str(), "-o", ("html=" + page).c_str()}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(page));
}

TEST_F(Results, SarifPointsAtTheProfileBelowTheCurrentDirectory) {
  write("toy.toml", "options = []\n[profile]\nid = \"toy\"\n");
  const char* given = std::getenv("CONFORMANCE_PROFILES");
  const std::string elsewhere = given == nullptr ? "" : given;
  setenv("CONFORMANCE_PROFILES", folder_.c_str(), 1);
  const auto evidence = path("evidence.json");
  const auto eval = [&] { return run({"eval", evidence.c_str(), "--gate", "none", "-o", "sarif"}).out; };
  EXPECT_THAT(eval(), HasSubstr("\"uri\": \"profiles/toy.toml\""));
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  const auto here = eval();
  std::filesystem::current_path(before);
  if (given == nullptr)
    unsetenv("CONFORMANCE_PROFILES");
  else
    setenv("CONFORMANCE_PROFILES", elsewhere.c_str(), 1);
  EXPECT_THAT(here, HasSubstr("\"uri\": \"toy.toml\""));
  EXPECT_THAT(here, HasSubstr("\"startLine\": 2"));
}

TEST_F(Results, AFormatNobodyKnowsGetsTheNearest) {
  const auto evidence = path("evidence.json");
  const auto ran = run({"matrix", evidence.c_str(), "-o", "htm=x"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean \"html\"?"));
  EXPECT_THAT(ran.err, Not(HasSubstr("internal")));
}

TEST_F(Results, DiffOfEvidenceAndItsResultIsNothing) {
  const auto evidence = path("evidence.json");
  const auto out = "json=" + path("result.json");
  run({"eval", evidence.c_str(), "-o", out.c_str()});
  const auto ran = run({"diff", evidence.c_str(), path("result.json").c_str()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("same outcome in both"));
  EXPECT_THAT(ran.err, HasSubstr("nothing regressed (exit 0)"));
}

TEST_F(Results, DiffTellsWhatRegressedAndWhatWasFixed) {
  evidence::Evidence better;
  better.run.manager = "toy";
  better.run.subject = "container";
  better.run.state = "reported";
  better.guest.capabilities = evidence::Capabilities{};
  write("better.json", evidence::to_json(evidence::document_of(better)));
  const auto worse = run({"diff", path("better.json").c_str(), path("evidence.json").c_str()});
  EXPECT_EQ(worse.code, 1);
  EXPECT_THAT(worse.out, HasSubstr("caps.no-audit-control  required, pass → fail"));
  const auto mended = run({"diff", path("evidence.json").c_str(), path("better.json").c_str(), "--json"});
  EXPECT_EQ(nlohmann::json::parse(mended.out)["changes"][0]["kind"], "fixed");
}

TEST_F(Results, SeveralEvidenceFilesAreTheRunsOfOneRepeat) {
  auto second = toy_with_audit();
  second.run.started_us = 1;
  write("second.json", evidence::to_json(evidence::document_of(second)));
  const auto one = path("evidence.json");
  const auto two = path("second.json");
  const auto ran = run({"eval", one.c_str(), two.c_str(), "-o", "json"});
  EXPECT_EQ(nlohmann::json::parse(ran.out)["runs"], 2);
  EXPECT_EQ(run({"eval", one.c_str(), two.c_str(), "-o", "evidence"}).code, 2);
}

TEST_F(Results, OneRunIsNotTwo) {
  const auto evidence = path("evidence.json");
  const auto copy = write("copy.json", content("evidence.json"));
  EXPECT_EQ(run({"eval", evidence.c_str(), evidence.c_str()}).code, 2);
  const auto ran = run({"eval", evidence.c_str(), copy.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr(copy + ": this run stands there twice"));
}

TEST_F(Results, ReportTakesTheWordsOfTheOthersAndOffersNoEvidence) {
  const auto out = "json=" + path("result.json");
  run({"eval", path("evidence.json").c_str(), "-o", out.c_str()});
  const auto ran = run({"report", path("result.json").c_str(), "-q", "-o", "json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, content("result.json"));
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(run({"report", "--help"}).out, Not(HasSubstr("evidence")));
  EXPECT_THAT(run({"eval", "--help"}).out, HasSubstr(", badge, evidence;"));
}

TEST_F(Results, ABaselineMakesNoFolderForItsOutput) {
  const auto evidence = path("evidence.json");
  const auto file = path("nowhere/expected.toml");
  const auto ran = run({"baseline", evidence.c_str(), "-o", file.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr(file + ": No such file or directory"));
  EXPECT_FALSE(std::filesystem::exists(path("nowhere")));
}

TEST_F(Results, ABaselineHasClausesOfTheSite) {
  write("site.toml",
        "[[clause]]\nid = \"site.name\"\nsentence = \"It is a box.\"\npath = \"/run/manager\"\nequals = \"box\"\n");
  const auto evidence = path("evidence.json");
  const auto clauses = path("site.toml");
  const auto expected = path("expected.toml");
  const auto eval = [&](const char* only) {
    return run({"eval", evidence.c_str(), "--only", only, "--clauses", clauses.c_str(), "--expect", expected.c_str()});
  };
  run({"baseline", evidence.c_str(), "--clauses", clauses.c_str(), "-o", expected.c_str()});
  EXPECT_THAT(content("expected.toml"), HasSubstr("clause = \"site.name\""));
  const auto ran = eval("caps.no-audit-*");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("known to be explained"));
}

TEST_F(Results, ExpectationsAreOfTheProfileBesideThem) {
  std::filesystem::create_directory(path("expected"));
  write("box.toml", "[profile]\nid = \"box\"\n[variant.fast]\n");
  const auto expected =
      write("expected/box.toml", "[[deviation]]\nclause = \"env.container\"\nvariants = [\"fsat\"]\nreason = \"x\"\n");
  const auto ran = run({"eval", path("evidence.json").c_str(), "--expect", expected.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("expected/box.toml:3:12: error: the profile has no variant \"fsat\""));
  EXPECT_THAT(ran.err, HasSubstr("did you mean \"fast\"?"));
}

TEST_F(Results, RunsOfTwoManagersAreNoRepeat) {
  evidence::Evidence other;
  other.run.manager = "other";
  other.run.subject = "container";
  write("other.json", evidence::to_json(evidence::document_of(other)));
  const auto ran = run({"eval", path("evidence.json").c_str(), path("other.json").c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("run 2 is of another profile: other"));
}

TEST_F(Results, OwnClausesAreReportedApart) {
  write("site.toml",
        "[[clause]]\nid = \"site.name\"\nsentence = \"It is a box.\"\npath = \"/run/manager\"\nequals = \"box\"\n");
  const auto evidence = path("evidence.json");
  const auto clauses = path("site.toml");
  const auto plain = nlohmann::json::parse(run({"eval", evidence.c_str(), "-o", "json"}).out);
  const auto ran = run({"eval", evidence.c_str(), "--clauses", clauses.c_str(), "-o", "json", "--expect", "none"});
  auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["own"][0]["outcome"], "fail");
  EXPECT_EQ(json["own"][0]["saw"], "/run/manager is toy");
  json["own"] = plain["own"];
  EXPECT_EQ(json, plain) << "nothing of the contract is another";
}

TEST_F(Results, DiffJudgesEvidenceByOwnClauses) {
  write("site.toml",
        "[[clause]]\nid = \"site.name\"\nsentence = \"It is toy.\"\npath = \"/run/manager\"\nequals = \"toy\"\n");
  const auto clauses = path("site.toml");
  auto other = toy_with_audit();
  other.run.manager = "other";
  write("other.json", evidence::to_json(evidence::document_of(other)));
  const auto diff = [&](const char* one, const char* two) {
    return run({"diff", path(one).c_str(), path(two).c_str(), "--clauses", clauses.c_str()});
  };
  EXPECT_EQ(diff("evidence.json", "other.json").code, 1);
  EXPECT_THAT(diff("evidence.json", "other.json").out, HasSubstr("site.name  required, pass → fail"));
  EXPECT_EQ(diff("other.json", "evidence.json").code, 0);
}

TEST_F(Results, TheMatrixSaysThatItLeavesOwnClausesOut) {
  write("site.toml",
        "[[clause]]\nid = \"site.name\"\nsentence = \"It is toy.\"\npath = \"/run/manager\"\nequals = \"toy\"\n");
  const auto out = "json=" + path("result.json");
  run({"eval", path("evidence.json").c_str(), "--clauses", path("site.toml").c_str(), "-o", out.c_str()});
  const auto ran = run({"matrix", path("result.json").c_str()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("1 result has clauses of a site, which are left out here"));
  EXPECT_THAT(ran.out, Not(HasSubstr("site.name")));
}

TEST_F(Results, AFileOfOwnClausesIsReadStrictly) {
  write("site.toml", "[[clause]]\nid = \"site.name\"\nsentence = \"x\"\npath = \"/run/manger\"\nequals = \"box\"\n");
  const auto evidence = path("evidence.json");
  const auto clauses = path("site.toml");
  const auto ran = run({"eval", evidence.c_str(), "--clauses", clauses.c_str()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("site.toml:4:14: error"));
  EXPECT_THAT(ran.err, HasSubstr("did you mean \"manager\"?"));
  EXPECT_EQ(run({"eval", evidence.c_str(), "--clauses", clauses.c_str(), "--clauses", clauses.c_str()}).code, 2);
}

}  // namespace
}  // namespace conformance::runner
