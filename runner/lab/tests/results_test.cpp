// SPDX-License-Identifier: Apache-2.0
// The stream of a VM, honest and hostile.
#include "runner/lab/results.h"

#include <gtest/gtest.h>

#include <map>

namespace conformance::lab {
namespace {

class Results : public testing::Test {
 protected:
  std::map<std::string, std::string> files_;
  ResultStream stream_{[this](const std::string& name, const std::string& content) { files_[name] = content; }};
};

TEST_F(Results, ComeFileByFile) {
  stream_.feed("up\nfile result.json 4\n{\n}\nfile empty 0\ndone podman-rootless 1\n");
  EXPECT_TRUE(stream_.up());
  EXPECT_EQ(stream_.problem(), "");
  EXPECT_EQ(stream_.done(), "podman-rootless");
  EXPECT_EQ(files_["result.json"], "{\n}\n");
  EXPECT_TRUE(files_.contains("empty"));
}

TEST_F(Results, TellTheExitCodeOfAJob) {
  stream_.feed("done box 7\n");
  EXPECT_EQ(stream_.exit_code(), 7);
  for (const std::string number : {"", " x", " -1", " 256", " 99999999999"}) {
    stream_.feed("done box" + number + "\n");
    EXPECT_EQ(stream_.exit_code(), 4) << number;
  }
}

TEST_F(Results, ComeInPiecesOfAnySize) {
  for (const char byte : std::string("up\nfile a 5\nfile done x 0\n")) stream_.feed({&byte, 1});
  EXPECT_EQ(files_["a"], "file ");
  EXPECT_EQ(stream_.done(), "x");
}

TEST_F(Results, CountFilesAnewForEachJob) {
  for (int job = 0; job < 3; ++job) {
    for (int file = 0; file < max_result_files; ++file) stream_.feed("file a 1\nx");
    stream_.feed("done a 0\n");
    stream_.next_job();
  }
  EXPECT_EQ(stream_.problem(), "");
}

TEST_F(Results, BreakOffAtWhatNobodyShouldSend) {
  for (const std::string text :
       {"file ../../etc/passwd 1\nx", "file /etc/passwd 1\nx", "file .hidden 1\nx", "file a -1\n", "file a 1x\n",
        "file a\n", "file a 99999999999999999999\n", "anything\n", "done ../x 0\n"}) {
    ResultStream stream([&](const std::string&, const std::string&) { ADD_FAILURE() << text; });
    stream.feed(text);
    EXPECT_NE(stream.problem(), "") << text;
  }
}

TEST_F(Results, OfAJobThatHasTooMuchAreLeftOutAndTheNextJobIsRead) {
  const auto half = max_results / 2;
  for (const char* name : {"one", "two"}) {
    stream_.feed("file " + std::string(name) + " " + std::to_string(half) + "\n");
    stream_.feed(std::string(half, 'x'));
  }
  EXPECT_FALSE(stream_.overfull());
  stream_.feed("file three 4\nup\nx");  // not read as anything but a file
  EXPECT_TRUE(stream_.overfull());
  EXPECT_FALSE(files_.contains("three"));
  stream_.feed("done greedy 70\n");
  EXPECT_EQ(stream_.done(), "greedy");
  stream_.next_job();
  stream_.feed("file three 1\nxdone modest 0\n");
  EXPECT_FALSE(stream_.overfull());
  EXPECT_EQ(files_["three"], "x");
  EXPECT_EQ(stream_.problem(), "");
}

TEST_F(Results, AreBounded) {
  for (int file = 0; file <= max_result_files; ++file) stream_.feed("file a 1\nx");
  EXPECT_EQ(stream_.problem(), "there is too much of it");
  ResultStream endless([](const std::string&, const std::string&) {});
  endless.feed(std::string(1000, 'x'));
  EXPECT_NE(endless.problem(), "");
}

}  // namespace
}  // namespace conformance::lab
