// SPDX-License-Identifier: Apache-2.0
// The commands of conformance-system that only look: on the profile that is always there.
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace conformance::runner {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr const char* exemplar = EXEMPLAR;

TEST(Plan, ShowsEveryCommandOfTheProfile) {
  const auto ran = run({"plan", "--profile", exemplar});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("conformance-exemplar run --name=cf-00000000"));
  EXPECT_THAT(ran.out, HasSubstr("1 start\n"));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST(Plan, JsonHoldsTheStepsInTheirOrder) {
  const auto json = nlohmann::json::parse(run({"plan", "--profile", exemplar, "--json"}).out);
  EXPECT_EQ(json["subject"], "container");
  EXPECT_EQ(json["starts"].size(), 1u);
  std::vector<std::string> phases;
  for (const auto& step : json["steps"]) phases.push_back(step["phase"]);
  EXPECT_THAT(phases, ::testing::ElementsAre("start", "exec", "stop", "kill"));
}

TEST(Plan, TakesAVariantAndAValue) {
  const auto variant = std::string(exemplar) + ":private-network";
  const auto ran = run({"plan", "--profile", variant.c_str(), "--set", "defect=env.container-format"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("--private-network"));
  EXPECT_THAT(ran.out, HasSubstr("--defect=env.container-format"));
}

TEST(Plan, AProfileThatIsNotThereIsExit2) {
  EXPECT_EQ(run({"plan", "--profile", "/no/such.toml"}).code, 2);
  EXPECT_EQ(run({"plan"}).code, 2);
}

TEST(Run, ADryRunShowsThePlanAndStartsNothing) {
  const auto ran = run({"run", "--profile", exemplar, "--dry-run"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("conformance-exemplar run --name=cf-00000000"));
}

TEST(Run, ADeadlineOutOfRangeIsExit2) {
  const auto ran = run({"run", "--profile", exemplar, "--deadline", "0", "--dry-run"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--deadline"));
}

TEST(Run, RepeatTakesAWholeNumber) {
  for (const char* number : {"0", "-1", "2.5", "many", "100000"})
    EXPECT_EQ(run({"run", "--profile", exemplar, "--dry-run", "--repeat", number}).code, 2) << number;
  EXPECT_EQ(run({"run", "--profile", exemplar, "--dry-run", "--repeat", "3"}).code, 0);
}

TEST(Run, EachOfSeveralRunsHasEvidenceOfItsOwn) {
  const auto ran = run({"run", "--profile", exemplar, "--dry-run", "--repeat", "3", "-o", "evidence=/dev/null"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--repeat needs \"{run}\""));
}

TEST(Adopt, TakesNoOptionOfAStart) {
  const auto ran = run({"run", "--adopt", "1", "--keep"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--adopt starts nothing"));
}

TEST(Adopt, RefusesTheHost) {
  const auto ran = run({"run", "--adopt", "1"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("PID 1 is the init of this host"));
}

TEST(Run, WithoutAProfileIsAnError) {
  const auto ran = run({"run"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--profile is required"));
}

TEST(CheckProfile, ShowsWhatEachVariantWouldRun) {
  const auto ran = run({"check-profile", exemplar});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("--private-users"));
  EXPECT_THAT(ran.err, HasSubstr("exemplar.toml is a profile with "));
}

TEST(CheckProfile, AProblemIsExit2AndBeginsWithItsPlace) {
  const auto ran = run({"check-profile", __FILE__});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, ::testing::StartsWith(__FILE__ ":1:"));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST(Profiles, NamesEveryVariant) {
  const auto ran = run({"profiles"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("exemplar:private-network"));
}

TEST(Profiles, JsonSaysOfEachWhetherItRunsHere) {
  const auto json = nlohmann::json::parse(run({"profiles", "--json"}).out);
  std::vector<std::string> names;
  for (const auto& profile : json) {
    names.push_back(profile["profile"]);
    EXPECT_EQ(profile["runs_here"], profile["missing"].empty()) << profile;
  }
  EXPECT_THAT(names, IsSupersetOf({"exemplar", "exemplar:private-network"}));
}

TEST(Doctor, JsonHoldsEachAbility) {
  const auto ran = run({"doctor", "--json"});
  EXPECT_EQ(ran.code, 0);
  std::vector<std::string> names;
  for (const auto& ability : nlohmann::json::parse(ran.out)) names.push_back(ability["name"]);
  EXPECT_THAT(names, Contains("kernel"));
}

}  // namespace
}  // namespace conformance::runner
