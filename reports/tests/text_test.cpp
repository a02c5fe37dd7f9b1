// SPDX-License-Identifier: Apache-2.0
#include "reports/text.h"

#include <gmock/gmock.h>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;

TEST(Printable, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(printable("a line, ünïcödé, 日本, 🙂, \\x1b"), "a line, ünïcödé, 日本, 🙂, \\x1b");
}

TEST(Printable, ShowsControlCharacters) {
  EXPECT_EQ(printable("\x1b]0;title\a\r\n\t\x7f"), "\\x1b]0;title\\x07\\x0d\\x0a\\x09\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");  // CSI as one C1 character
}

TEST(Printable, ShowsInvalidUtf8) {
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a\\xffb");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                    // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Printable, ShowsWhatIsNoCharacter) {
  EXPECT_EQ(printable("\uFDD0 \uFFFE \uFFFF"), "\\xef\\xb7\\x90 \\xef\\xbf\\xbe \\xef\\xbf\\xbf");
  EXPECT_EQ(printable("\U0001FFFE"), "\\xf0\\x9f\\xbf\\xbe");
  EXPECT_EQ(printable("\uFFFD"), "\uFFFD");
}

TEST(Printable, ShowsWhatReordersText) {
  EXPECT_EQ(printable("a\u202E"
                      "b"),
            "a\\xe2\\x80\\xaeb");
}

TEST(Printable, TwiceIsOnce) {
  const auto once = printable("\x1b[2J\xff");
  EXPECT_EQ(printable(once), once);
}

TEST(Shortened, CutsBetweenCharactersAndSaysHowMuchIsMissing) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("aüü", 2), "a… (4 bytes more)");
}

TEST(Shortened, SaysWhatIsMissingOfTheWhole) {
  const auto once = shortened(std::string(10'000, 'x'), 4096);
  EXPECT_THAT(once, EndsWith("x… (5904 bytes more)"));
  EXPECT_EQ(shortened(once, 4096 + 24), once);
  EXPECT_THAT(shortened(once, 600), EndsWith("x… (9400 bytes more)"));
  EXPECT_EQ(shortened("… (many bytes more)", 3), "…… (18 bytes more)");  // a guest says so
}

TEST(WithoutCommands, ALineOfAGuestIsNoneOfACiEngine) {
  EXPECT_EQ(without_commands("saw  a::b ::c"), "saw  a::b ::c");
  EXPECT_EQ(without_commands("saw\n   ::error::x\n::stop-commands::y"),
            "saw\n   \\x3a:error::x\n\\x3a:stop-commands::y");
  EXPECT_EQ(without_commands("a ##[error]b ##teamcity[c"), "a \\x23#[error]b \\x23#teamcity[c");
  const auto once = without_commands("::a\n###[b");
  EXPECT_EQ(without_commands(once), once);
}

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("", 8), ElementsAre(""));
}

TEST(Wrapped, BreaksALongWordWhereTheLineEnds) { EXPECT_THAT(wrapped("äääää b", 3), ElementsAre("äää", "ää", "b")); }

TEST(Paint, NoColourNoEscapes) {
  EXPECT_EQ(Paint(false)(Tone::bad, "x"), "x");
  EXPECT_EQ(Paint(true)(Tone::bad, "x"), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace conformance::reports
