// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/vm_gifts.h"

#include <gmock/gmock.h>

namespace conformance::machine {
namespace {

using ::testing::HasSubstr;

TEST(VmCredentials, HoldWhatIsEasilyCut) {
  const auto credentials = vm_credentials_for("0123456789abcdef");
  ASSERT_EQ(credentials.size(), 4u);
  EXPECT_THAT(credentials[0].bytes, HasSubstr("0123456789abcdef,comma=equals:colon;\"quoted\""));
  const std::string& binary = credentials[2].bytes;
  EXPECT_EQ(binary.size(), 258u);
  EXPECT_EQ(binary.front(), '\0');
  EXPECT_GT(credentials[3].bytes.size(), 3000u);
}

TEST(SmbiosStrings, CarryTextAsItIsAndOtherBytesInBase64) {
  const auto string_of = [](const std::string& bytes) { return smbios_string_of({"a", bytes}).text; };
  EXPECT_EQ(string_of("b,="), "io.systemd.credential:a=b,=");
  EXPECT_EQ(string_of(std::string("\0\xff\n,", 4)), "io.systemd.credential.binary:a=AP8KLA==");
  EXPECT_EQ(string_of(std::string("\0", 1)), "io.systemd.credential.binary:a=AA==");
  EXPECT_EQ(string_of(std::string("\0\1\2", 3)), "io.systemd.credential.binary:a=AAEC");
  EXPECT_EQ(string_of(""), "io.systemd.credential:a=");
}

TEST(SmbiosStrings, AreLongEnoughToBeCutAndHoldNoNul) {
  bool arbitrary = false;
  for (const auto& string : smbios_strings_for("0123456789abcdef")) {
    EXPECT_EQ(string.text.find('\0'), std::string::npos) << string.name;
    if (string.text.starts_with("io.systemd.")) continue;
    arbitrary = true;
    EXPECT_GT(string.text.size(), 255u);
    EXPECT_THAT(string.text, HasSubstr(","));
  }
  EXPECT_TRUE(arbitrary);
}

}  // namespace
}  // namespace conformance::machine
