// SPDX-License-Identifier: Apache-2.0
// Whatever is given as a profile: an error message of bounded size, never a crash, never a wait.
#include "runner/profile/load.h"
#include "runner/profile/tests/minimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t mebibyte = 1u << 20;

std::string repeated(std::string_view part, std::size_t size) {
  std::string text;
  while (text.size() < size) text += part;
  return text;
}

/// Either it is a profile or there is a message.
void expect_answer(const std::string& text) {
  try {
    parse_profile(text, "hostile.toml");
  } catch (const ProfileError& error) {
    const std::string message = error.what();
    EXPECT_FALSE(message.empty());
    EXPECT_LT(message.size(), 64u * 1024);
    for (const char letter : message) EXPECT_TRUE(letter == '\n' || static_cast<unsigned char>(letter) >= 0x20);
  }
}

TEST(Hostile, RandomBytes) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 500; ++round) {
    std::string text(static_cast<std::size_t>(byte(random)), '\0');
    for (char& letter : text) letter = static_cast<char>(byte(random));
    expect_answer(text);
  }
}

TEST(Hostile, AProfileWithOneByteChangedOrCutOff) {
  std::mt19937 random(2);
  std::uniform_int_distribution<std::size_t> place(0, minimal.size() - 1);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 500; ++round) {
    std::string text(minimal);
    text[place(random)] = static_cast<char>(byte(random));
    expect_answer(text);
    expect_answer(text.substr(0, place(random)));
  }
}

TEST(Hostile, SomethingNestedAsDeepAsAFileCanBe) {
  expect_answer("a = " + std::string(mebibyte - 10, '['));
  expect_answer("a = " + repeated("{a=", mebibyte - 10));
  expect_answer("a = " + repeated("[\n{a.a.a.a=", mebibyte - 20));
  expect_answer(repeated("a.", mebibyte - 10) + "a = 1");
  expect_answer(repeated("\"=\".", mebibyte - 10) + "a = 1");
  expect_answer("[" + repeated("a.", mebibyte - 10) + "a]");
  expect_answer(repeated("a .\t", mebibyte - 10) + "a = 1");
}

TEST(Hostile, ManyErrorsOnOneLine) {
  expect_answer(with("\"{tree}\"", repeated("\"{x}\",", mebibyte - 1000) + "\"\""));
  expect_answer(with("{tree}", repeated("{x}", mebibyte - 1000)));
  expect_answer(with("{tree}", repeated("{", mebibyte - 1000)));
}

TEST(Hostile, ManyTables) {
  expect_answer(repeated("[[file]]\n", mebibyte - 10));
  expect_answer(repeated("\n", mebibyte - 10));
}

TEST(Hostile, APatternThatNests) {
  expect_answer(and_also("[version]\nargv = [\"a\"]\npattern = '" + std::string(100'000, '(') + "'"));
  expect_answer(and_also("[version]\nargv = [\"a\"]\npattern = '(a{1000}){1000}'"));
}

class HostileFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "profile-test-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  static std::string message_of(const fs::path& file) {
    try {
      load_profile(file);
    } catch (const ProfileError& error) {
      return error.what();
    }
    return "";
  }

  fs::path directory_;
};

TEST_F(HostileFile, ADirectory) { EXPECT_THAT(message_of(directory_), HasSubstr(": is a directory")); }

TEST_F(HostileFile, NothingThere) {
  EXPECT_THAT(message_of(directory_ / "none.toml"), HasSubstr("none.toml: cannot be read: No such file or directory"));
}

TEST_F(HostileFile, AFifoDoesNotHoldItUp) {
  const fs::path fifo = directory_ / "fifo.toml";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(message_of(fifo), HasSubstr("fifo.toml: is no regular file"));
}

TEST_F(HostileFile, ADeviceWithoutAnEnd) { EXPECT_THAT(message_of("/dev/zero"), HasSubstr("is no regular file")); }

TEST_F(HostileFile, TooLarge) {
  const fs::path file = directory_ / "large.toml";
  std::ofstream(file) << minimal << std::string(mebibyte, '#');
  EXPECT_THAT(message_of(file), HasSubstr("is larger than 1 MiB"));
}

}  // namespace
}  // namespace conformance::runner
