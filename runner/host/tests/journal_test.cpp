// SPDX-License-Identifier: Apache-2.0
#include "runner/host/journal.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace conformance::runner::host {
namespace {

namespace fs = std::filesystem;

const std::string id = "0123456789abcdef0123456789abcdef";

class Journal : public ::testing::Test {
 protected:
  Journal() {
    std::string pattern = fs::temp_directory_path() / "journal-XXXXXX";
    top_ = ::mkdtemp(pattern.data());
    fs::create_directories(own());
    fs::create_directories(journals());
  }
  ~Journal() override { fs::remove_all(top_); }

  fs::path tree() const { return top_ / "tree"; }
  fs::path own() const { return tree() / "var/log/journal" / id; }
  fs::path journals() const { return top_ / "journals"; }
  evidence::JournalLink look() const { return *journal_link(id, tree(), 0, journals()); }

  fs::path top_;
};

TEST_F(Journal, NothingThere) {
  EXPECT_EQ(look().kind, "absent");
  EXPECT_FALSE(look().same_directory);
}

TEST_F(Journal, ASymlinkIntoTheGuest) {
  fs::create_symlink(own(), journals() / id);
  EXPECT_EQ(look().kind, "symlink");
  EXPECT_EQ(look().target, own().string());
  EXPECT_TRUE(look().same_directory);
}

TEST_F(Journal, ASymlinkToNowhere) {
  fs::create_symlink("/nonexistent", journals() / id);
  EXPECT_EQ(look().kind, "symlink");
  EXPECT_FALSE(look().same_directory);
}

TEST_F(Journal, AnotherDirectoryOrFile) {
  fs::create_directory(journals() / id);
  EXPECT_EQ(look().kind, "directory");
  EXPECT_FALSE(look().same_directory);
  fs::remove(journals() / id);
  std::ofstream(journals() / id) << "x";
  EXPECT_EQ(look().kind, "other");
}

TEST_F(Journal, TheGuestCannotPointAtADirectoryOfTheHost) {
  fs::create_directory(journals() / id);
  fs::remove(own());
  fs::create_directory_symlink(journals() / id, own());
  EXPECT_FALSE(look().same_directory);
}

TEST_F(Journal, NeedsAPlainMachineId) {
  for (const char* bad : {"", "../../etc", "uninitialized"}) EXPECT_FALSE(journal_link(bad, tree(), 0, journals()));
}

}  // namespace
}  // namespace conformance::runner::host
