// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/remains.h"

#include <gmock/gmock.h>

namespace conformance::machine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* mountinfo =
    "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "30 21 0:40 / /run/conformance/abc/tree rw - tmpfs tmpfs rw\n"
    "31 30 0:41 / /run/conformance/abc/tree/a\\040b rw - tmpfs tmpfs rw\n"
    "32 21 0:42 / /run/conformance/abcd rw - tmpfs tmpfs rw\n";

TEST(MountsBelow, InnermostFirstAndUnescaped) {
  EXPECT_THAT(mounts_below(mountinfo, "/run/conformance/abc"),
              ElementsAre("/run/conformance/abc/tree/a b", "/run/conformance/abc/tree"));
}

TEST(MountsBelow, CountsTheDirectoryItself) {
  EXPECT_THAT(mounts_below(mountinfo, "/run/conformance/abcd"), ElementsAre("/run/conformance/abcd"));
}

TEST(MountsBelow, IsNotFooledByAPrefix) { EXPECT_THAT(mounts_below(mountinfo, "/run/conformance/ab"), IsEmpty()); }

TEST(CarriesName, OnlyWhatThisRunMade) {
  State state;
  state.nonce = "0123456789abcdef";
  state.machine = "cf-01234567";
  EXPECT_TRUE(carries_name("ve-cf-01234567", state));
  EXPECT_TRUE(carries_name("/lxc.payload.cf-01234567", state));
  EXPECT_TRUE(carries_name("x-0123456789abcdef", state));
  EXPECT_FALSE(carries_name("cf-76543210", state));
  state.machine.clear();
  EXPECT_FALSE(carries_name("anything", state));
}

}  // namespace
}  // namespace conformance::machine
