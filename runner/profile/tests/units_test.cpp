// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/units.h"

#include "runner/profile/suggest.h"

#include <gtest/gtest.h>

namespace conformance::runner::profiles {
namespace {

TEST(Duration, IsAWholeNumberAndAUnit) {
  EXPECT_EQ(parse_duration("500ms")->count(), 500);
  EXPECT_EQ(parse_duration("30s")->count(), 30'000);
  EXPECT_EQ(parse_duration("2min")->count(), 120'000);
  EXPECT_EQ(parse_duration("24h")->count(), 86'400'000);
  for (const char* wrong : {"", "30", "s", "30x", "30 s", "-1s", "+1s", "0s", "1.5s", "25h", "99999999999999999999s",
                            "9223372036854775807h", "30s ", "30S"})
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
}

TEST(Signal, IsANameAsGlibcCountsThem) {
  EXPECT_EQ(parse_signal("SIGTERM"), 15);
  EXPECT_EQ(parse_signal("SIGPWR"), 30);
  EXPECT_EQ(parse_signal("SIGRTMIN"), 34);
  EXPECT_EQ(parse_signal("SIGRTMIN+3"), 37);
  EXPECT_EQ(parse_signal("SIGRTMIN+30"), 64);
  EXPECT_EQ(parse_signal("SIGRTMAX-14"), 50);
  for (const char* wrong :
       {"", "TERM", "sigterm", "15", "SIGRTMIN+31", "SIGRTMIN-1", "SIGRTMIN+", "SIGRTMAX+1", "SIGRTMIN+-1"})
    EXPECT_FALSE(parse_signal(wrong)) << wrong;
  EXPECT_EQ(signal_name(37), "SIGRTMIN+3");
  EXPECT_EQ(signal_name(15), "SIGTERM");
  EXPECT_FALSE(is_signal(0));
  EXPECT_FALSE(is_signal(33));
  EXPECT_FALSE(is_signal(65));
}

TEST(Mode, IsOctal) {
  EXPECT_EQ(parse_mode("0644"), 0644u);
  EXPECT_EQ(parse_mode("755"), 0755u);
  for (const char* wrong : {"", "9", "0888", "rw-", "06440", "-644"}) EXPECT_FALSE(parse_mode(wrong)) << wrong;
}

TEST(Nearest, IsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("agrv", {"argv", "mode"}), "argv");
  EXPECT_EQ(nearest("DeadLine", {"argv", "deadline"}), "deadline");
  EXPECT_EQ(nearest("console-file", {"console", "console_file"}), "console_file");
  EXPECT_EQ(nearest("elephant", {"argv", "mode"}), "");
  EXPECT_EQ(nearest("", {"argv"}), "");
  EXPECT_EQ(nearest(std::string(1'000'000, 'a'), {"argv"}), "");
}

}  // namespace
}  // namespace conformance::runner::profiles
