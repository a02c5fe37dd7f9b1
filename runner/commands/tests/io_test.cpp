// SPDX-License-Identifier: Apache-2.0
// Writing: the whole text or nothing under the final name.
#include "runner/commands/io.h"

#include "runner/commands/command.h"
#include "runner/commands/tests/folder.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sched.h>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

const std::string long_text(200'000, 'x');

class Output : public InFolder {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder_)) all.push_back(entry.path().filename());
    return all;
  }
  bool fails_and_leaves_the_old(const std::string& name) const {
    write(name, "old");
    try {
      write_file(path(name), long_text);
    } catch (const OutputError&) {
      return content(name) == "old" && names().size() == 1;
    }
    return false;
  }
};

TEST_F(Output, IsThereWhenItIsComplete) {
  {
    Writer writer(path("page"));
    writer.write(long_text + long_text);
    EXPECT_FALSE(fs::exists(path("page")));
    writer.finish();
  }
  EXPECT_EQ(content("page").size(), 2 * long_text.size());
  EXPECT_THAT(names(), ElementsAre("page"));
}

TEST_F(Output, ThatIsNotFinishedLeavesEverythingAsItWas) {
  std::ofstream(path("page")) << "old";
  Writer(path("page")).write(long_text + long_text);
  EXPECT_EQ(content("page"), "old");
  EXPECT_THAT(names(), ElementsAre("page"));
}

TEST_F(Output, KeepsTheModeOfTheFileItReplaces) {
  std::ofstream(path("page")) << "old";
  fs::permissions(path("page"), fs::perms::owner_read | fs::perms::owner_write);
  write_file(path("page"), "new");
  EXPECT_EQ(content("page"), "new");
  EXPECT_EQ(fs::status(path("page")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Output, FollowsALinkAndLeavesIt) {
  fs::create_directory(path("there"));
  std::ofstream(path("there/page")) << "old";
  fs::create_symlink("there/page", path("link"));
  fs::create_symlink("there/absent", path("dangling"));
  write_file(path("link"), "new");
  write_file(path("dangling"), "made");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content("there/page"), "new");
  EXPECT_EQ(content("there/absent"), "made");
}

TEST_F(Output, GoesToWhateverReadsAPipe) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_NO_THROW(check_writable(path("pipe")));
  std::string got;
  std::thread reader([&] { got = content("pipe"); });
  write_file(path("pipe"), long_text);
  reader.join();
  EXPECT_EQ(got, long_text);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(Output, GoesToADescriptor) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  for (const auto& name : {"/dev/fd/" + std::to_string(ends[1]), "/proc/self/fd/" + std::to_string(ends[1])}) {
    EXPECT_NO_THROW(check_writable(name)) << name;
    write_file(name, "text");
    char got[4];
    EXPECT_EQ(read(ends[0], got, 4), 4);
    EXPECT_EQ(std::string(got, 4), "text");
  }
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Output, IsNothingInDevNullAndAnErrorInDevFull) {
  EXPECT_NO_THROW(check_writable("/dev/null"));
  EXPECT_NO_THROW(write_file("/dev/null", "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THAT([] { write_file("/dev/full", "text"); },
              ThrowsMessage<OutputError>(HasSubstr("cannot write to /dev/full: No space left")));
}

TEST_F(Output, ThatCannotBeMadeIsAnErrorBeforeTheWork) {
  EXPECT_THROW(check_writable(path("no/such/page")), UsageError);
  EXPECT_THROW(check_writable(folder_), UsageError);
  EXPECT_NO_THROW(check_writable(path("page")));
  EXPECT_THAT(names(), IsEmpty());
}

/// In a process of its own, whose limits and mounts are its own; true: it did what it should.
bool elsewhere(const std::function<bool()>& action) {
  const auto child = fork();
  if (child == 0) _exit(action() ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(Output, ThatMayNotGrowLeavesTheOldOne) {
  EXPECT_TRUE(elsewhere([&] {
    const rlimit limit{65536, 65536};
    std::signal(SIGXFSZ, SIG_IGN);
    return setrlimit(RLIMIT_FSIZE, &limit) == 0 && fails_and_leaves_the_old("page");
  }));
}

TEST_F(Output, OnAFullDiskLeavesTheOldOne) {
  const bool may_mount = elsewhere([] { return unshare(CLONE_NEWNS) == 0; });
  if (!may_mount) GTEST_SKIP() << "mounting a small disk takes privileges";
  EXPECT_TRUE(elsewhere([&] {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
    if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) return false;
    return fails_and_leaves_the_old("page");
  }));
}

}  // namespace
}  // namespace conformance::runner
