// SPDX-License-Identifier: Apache-2.0
#include "runner/host/file.h"

#include <gmock/gmock.h>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;

TEST(ValidUtf8, KeepsWhatIsValid) { EXPECT_EQ(valid_utf8("grün €\n\U0001F600"), "grün €\n\U0001F600"); }

TEST(ValidUtf8, EscapesEveryByteThatIsNot) {
  EXPECT_EQ(valid_utf8("a\xff"), "a\\xff");
  EXPECT_EQ(valid_utf8("\xc3"), "\\xc3") << "cut";
  EXPECT_EQ(valid_utf8("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above U+10FFFF";
}

TEST(Split, LeavesOutEmptyPieces) { EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "b")); }

TEST(Number, MustBeTheWholeText) {
  EXPECT_EQ(number("42"), 42U);
  EXPECT_FALSE(number("42x"));
  EXPECT_FALSE(number(""));
  EXPECT_FALSE(number("-1"));
}

TEST(ReadFile, IsBounded) { EXPECT_EQ(read_file("/proc/self/mountinfo", 3)->size(), 3U); }

TEST(ReadFile, OfNothingIsNothing) { EXPECT_FALSE(read_file("/nonexistent")); }

}  // namespace
}  // namespace conformance::runner::host
