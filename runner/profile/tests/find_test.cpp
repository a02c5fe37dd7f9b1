// SPDX-License-Identifier: Apache-2.0
// NAME, FILE, and their variants, as --profile takes them.
#include "runner/profile/load.h"
#include "runner/profile/location.h"
#include "runner/profile/tests/minimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

class Find : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "profile-test-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    fs::create_directory(directory_ / "first");
    fs::create_directory(directory_ / "second");
    std::ofstream(directory_ / "first/box.toml") << and_also("[variant.big]\n[variables]\nsize = \"1\"\n");
    std::ofstream(directory_ / "second/box.toml") << with("\"Box\"", "\"Hidden\"");
    std::ofstream(directory_ / "second/crate.toml") << with("\"box\"", "\"crate\"");
    const std::string both = (directory_ / "first").string() + "::" + (directory_ / "second").string();
    setenv("CONFORMANCE_PROFILES", both.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("CONFORMANCE_PROFILES");
    fs::remove_all(directory_);
  }

  static std::string message_of(const std::string& argument) {
    try {
      find_profile(argument);
    } catch (const ProfileError& error) {
      return error.what();
    }
    return "";
  }

  fs::path directory_;
};

TEST_F(Find, ByNameInTheFirstDirectoryThatHasIt) {
  EXPECT_EQ(find_profile("box").title, "Box");
  EXPECT_EQ(find_profile("box:big").name(), "box:big");
  EXPECT_EQ(find_profile("crate").id, "crate");
}

TEST_F(Find, TheLocationIsTheLineOfTheProfileOrOfTheVariant) {
  std::ofstream(directory_ / "first/place.toml") << "options = []\n\n[profile]\nid = \"place\"\n\n[variant.big]\n";
  const fs::path file = directory_ / "first/place.toml";
  const auto plain = location_of("place");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->file, file);
  EXPECT_EQ(plain->line, 3);
  EXPECT_EQ(location_of("place:big")->line, 6);
  EXPECT_EQ(location_of("other:big", file)->line, 6);
  EXPECT_EQ(location_of("place:gone")->line, 1);
  EXPECT_FALSE(location_of("nobody"));
  EXPECT_FALSE(location_of("place", directory_ / "gone.toml"));
}

TEST_F(Find, ByFile) {
  const std::string file = directory_ / "second/crate.toml";
  EXPECT_EQ(find_profile(file).id, "crate");
  EXPECT_EQ(find_profile((directory_ / "first/box.toml").string() + ":big").variant, "big");
}

TEST_F(Find, AFileWithAColonInItsName) {
  const fs::path file = directory_ / "a:b.toml";
  fs::copy_file(directory_ / "first/box.toml", file);
  EXPECT_EQ(find_profile(file.string()).name(), "box");
  EXPECT_EQ(find_profile(file.string() + ":big").name(), "box:big");
}

TEST_F(Find, WithSettings) {
  const Profile profile = find_profile("box", {{"size", "2"}});
  EXPECT_EQ(profile.variables.at("size"), "2");
}

TEST_F(Find, AWrongNameGetsTheNearest) {
  EXPECT_EQ(message_of("crat"), "there is no profile \"crat\"\nhelp: did you mean \"crate\"?");
  EXPECT_THAT(message_of("box:bug"), HasSubstr("there is no variant \"bug\"\nhelp: did you mean \"big\"?"));
  EXPECT_NE(message_of(""), "");
  EXPECT_NE(message_of(":"), "");
  EXPECT_NE(message_of("\x1b[2J"), "");
  EXPECT_NE(message_of("./none.toml"), "");
}

TEST_F(Find, KnowsEveryNameOnce) {
  const auto files = known_profiles();
  EXPECT_EQ(std::count_if(files.begin(), files.end(), [](const fs::path& file) { return file.stem() == "box"; }), 1);
  EXPECT_THAT(files, Contains(directory_ / "second/crate.toml"));
}

}  // namespace
}  // namespace conformance::runner
