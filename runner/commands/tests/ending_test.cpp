// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/ending.h"

#include "reports/gate.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>

namespace conformance::runner {
namespace {

using reports::clause;
using reports::result_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace exit_code = reports::exit_code;

TEST(Ending, NamesTheFiles) {
  EXPECT_EQ(where_it_is({{"json", "a.json"}, {"junit", "b\x1b.xml"}}), "written: json to a.json, junit to b\\x1b.xml");
  EXPECT_THAT(where_it_is({}), IsEmpty());
}

TEST(Ending, AfterAViolationTheWorstClauseIsExplained) {
  const auto result = result_of({clause("env.a", "optional", "fail"), clause("env.b", "required", "fail")});
  const auto next = what_next(result, exit_code::violated, {{"json", "a.json"}});
  EXPECT_THAT(next, HasSubstr("conformance explain env.b"));
  EXPECT_THAT(next, HasSubstr("conformance baseline a.json"));
}

TEST(Ending, AKnownDeviationThatPassesIsTakenOut) {
  auto better = clause("env.a", "required", "pass");
  better.waived = true;
  EXPECT_THAT(what_next(result_of({better}), exit_code::violated, {}), HasSubstr("baseline RESULT --prune"));
}

TEST(Ending, AViolatedClauseOfTheSiteCanBeWrittenDown) {
  auto result = result_of({clause("env.a", "required", "pass")});
  result.own = {clause("site.a", "required", "fail")};
  EXPECT_THAT(what_next(result, exit_code::violated, {}), HasSubstr("baseline RESULT writes down"));
  result.own[0] = clause("site.a", "required", "pass");
  result.own[0].waived = true;
  EXPECT_THAT(what_next(result, exit_code::violated, {}), HasSubstr("baseline RESULT --prune"));
}

TEST(Ending, AfterEachOtherExitCodeThereIsSomethingToDo) {
  const auto result = result_of({clause("env.a", "required", "pass")});
  for (const int code : {exit_code::undecided, exit_code::lost, exit_code::left_behind, exit_code::nothing_applicable})
    EXPECT_THAT(what_next(result, code, {}), HasSubstr("next: conformance ")) << code;
  EXPECT_THAT(what_next(result, exit_code::passed, {}), HasSubstr("--min-floor 100.0"));
  EXPECT_THAT(what_next(result, exit_code::interrupted, {}), IsEmpty());
}

}  // namespace
}  // namespace conformance::runner
