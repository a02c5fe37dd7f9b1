// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/text.h"

#include <gtest/gtest.h>

namespace conformance::machine {
namespace {

TEST(Tail, KeepsTheLastBytes) {
  Tail tail(4);
  tail.append("ab");
  EXPECT_EQ(tail.bytes(), "ab");
  tail.append("cde");
  EXPECT_EQ(tail.bytes(), "bcde");
  tail.append("0123456789");
  EXPECT_EQ(tail.bytes(), "6789");
}

TEST(Printable, KeepsTextAndLines) { EXPECT_EQ(printable("Grüße,\tWelt\r\n"), "Grüße,\tWelt\n"); }

TEST(Printable, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");           // U+009B, CSI in one character
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // U+202E turns the direction
}

TEST(Printable, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\xc0\x80"), "\\xc0\\x80");                    // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");                    // broken off
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST(OneLine, TurnsLineFeedsIntoBlanks) { EXPECT_EQ(one_line("READY=1\nSTATUS=up\n"), "READY=1 STATUS=up"); }

TEST(ShellQuoted, KeepsTogetherWhatAShellWouldTakeApart) {
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's; rm -rf $HOME"), "'it'\\''s; rm -rf $HOME'");
}

TEST(ShellLine, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(shell_line({"lxc-start", "--name=a", "", "two words", "$x"}), "lxc-start --name=a '' 'two words' '$x'");
}

TEST(RandomHex16, GivesSixteenDigits) {
  const auto one = random_hex16();
  EXPECT_EQ(one.size(), 16u);
  EXPECT_EQ(one.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(one, random_hex16());
}

}  // namespace
}  // namespace conformance::machine
