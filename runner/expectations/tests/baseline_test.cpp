// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/baseline.h"

#include "reports/tests/build.h"
#include "runner/expectations/expectations.h"
#include "runner/profile/load.h"

#include <gmock/gmock.h>

namespace conformance::runner {
namespace {

using reports::clause;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* known = R"(# SPDX-License-Identifier: Apache-2.0

# Box keeps it for auditd,
# and will for a while.
[[deviation]]
clause = "caps.no-audit-control"
reason = "kept for auditd"   # see the manual

# Mended one day.
[[deviation]]
clause = "env.container"
reason = "forgotten"

# Words at the end.
)";

reports::Result result_of(std::string profile, std::vector<reports::ClauseResult> clauses) {
  auto result = reports::result_of(std::move(clauses));
  result.manager = {"box", "1.0", std::move(profile)};
  return result;
}

Baseline update(std::string_view text, const std::vector<reports::Result>& results, BaselineOptions options = {}) {
  return update_baseline(text, "box.toml", results, options);
}

const auto both_fail = result_of(
    "box", {clause("caps.no-audit-control", "required", "fail"), clause("env.container", "required", "fail")});
const auto one_mended = result_of(
    "box", {clause("caps.no-audit-control", "required", "fail"), clause("env.container", "required", "pass")});

TEST(Baseline, ANewFileHoldsEveryViolationToBeExplained) {
  const auto baseline = update("", {both_fail});
  EXPECT_THAT(baseline.text,
              StartsWith("# SPDX-License-Identifier: Apache-2.0\n# Known deviations of the profile box"));
  EXPECT_THAT(baseline.added, ElementsAre("caps.no-audit-control (plain)", "env.container (plain)"));
  const auto entries = parse_expectations(baseline.text, "box.toml");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries.front().expectation.reason, reports::unexplained);
}

TEST(Baseline, WithItTheGatePasses) {
  auto result = both_fail;
  const auto entries = parse_expectations(update("", {result}).text, "box.toml");
  reports::waive(result, without_lines(entries));
  EXPECT_EQ(reports::close(result, {}).exit_code, 0);
}

TEST(Baseline, WhatIsKnownStaysByteForByte) {
  const auto baseline = update(known, {both_fail});
  EXPECT_EQ(baseline.text, known);
  EXPECT_THAT(baseline.added, IsEmpty());
}

TEST(Baseline, VariantsOfOneDeviationShareAnEntry) {
  const auto fails = [](const char* profile) {
    return result_of(profile, {clause("env.container", "required", "fail")});
  };
  const auto baseline = update("", {fails("box"), fails("box:fast")});
  EXPECT_THAT(baseline.text, HasSubstr("variants = [\"plain\", \"fast\"]"));
}

TEST(Baseline, WhatNoLongerDeviatesIsToldAndStays) {
  const auto baseline = update(known, {one_mended});
  EXPECT_EQ(baseline.text, known);
  EXPECT_THAT(baseline.outdated, ElementsAre("env.container"));
}

TEST(Baseline, PruningTakesTheEntryWithItsCommentsAndNothingElse) {
  const auto baseline = update(known, {one_mended}, {.prune = true});
  EXPECT_THAT(baseline.removed, ElementsAre("env.container"));
  EXPECT_EQ(baseline.text, R"(# SPDX-License-Identifier: Apache-2.0

# Box keeps it for auditd,
# and will for a while.
[[deviation]]
clause = "caps.no-audit-control"
reason = "kept for auditd"   # see the manual

# Words at the end.
)");
}

TEST(Baseline, WhatStillDeviatesInAnotherResultIsNotPruned) {
  const auto baseline = update(known, {one_mended, both_fail}, {.prune = true});
  EXPECT_EQ(baseline.text, known);
  EXPECT_THAT(baseline.ambiguous, ElementsAre("env.container"));
}

TEST(Baseline, WhatTheResultsDoNotSpeakOfStays) {
  const auto baseline = update(known, {result_of("box", {})}, {.prune = true});
  EXPECT_EQ(baseline.text, known);
}

TEST(Baseline, UndecidedClausesAreWrittenOnRequest) {
  const auto blocked = result_of("box", {clause("env.container", "required", "blocked")});
  EXPECT_THAT(update("", {blocked}).added, IsEmpty());
  EXPECT_THAT(update("", {blocked}, {.undecided = true}).text, HasSubstr("outcome = \"blocked\""));
}

TEST(Baseline, AdviceIsNoDeviation) {
  auto advice = clause("env.container", "required", "fail");
  advice.origin = "derived";
  EXPECT_THAT(update("", {result_of("box", {advice})}).added, IsEmpty());
}

TEST(Baseline, WhatWasSeenCannotWriteIntoTheFile) {
  auto hostile = clause("env.container", "required", "fail");
  hostile.saw = "\n[[deviation]]\nclause = \"caps.no-audit-control\"\n\x1b[2J";
  auto result = result_of("box:\"x\\", {hostile});
  const auto entries = parse_expectations(update("", {result}).text, "box.toml");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_THAT(entries.front().expectation.variants, ElementsAre("\"x\\"));
}

TEST(Baseline, WhereAnEntrySpeaksOfOtherRunsTheNewOneIsOfThisOneAlone) {
  const auto* const older = "[[deviation]]\nclause = \"env.container\"\nversions = \"<1\"\nreason = \"old\"\n";
  auto result = result_of("box", {clause("env.container", "required", "fail")});
  result.manager.version = "v1.2-3";
  result.conditions.host = "debian trixie";
  const auto text = update(older, {result}).text;
  EXPECT_THAT(text, HasSubstr("hosts = [\"debian trixie\"]\nversions = \"=1.2\"\n"));
  EXPECT_EQ(parse_expectations(text, "box.toml").size(), 2U);
  EXPECT_EQ(update(text, {result}).text, text) << "now it is known";
}

TEST(Baseline, ClausesOfTheSiteDeviateToo) {
  auto result = result_of("box", {clause("env.container", "required", "pass")});
  result.own = {clause("site.it", "required", "fail")};
  result.own[0].origin = "own";
  const auto baseline = update("", {result});
  EXPECT_THAT(baseline.added, ElementsAre("site.it (plain)"));
  result.own[0].outcome = "pass";
  EXPECT_THAT(update(baseline.text, {result}).outdated, ElementsAre("site.it"));
}

TEST(Baseline, AFileThatIsNoneIsNotTouched) { EXPECT_THROW(update("clause = 1\n", {both_fail}), ProfileError); }

}  // namespace
}  // namespace conformance::runner
