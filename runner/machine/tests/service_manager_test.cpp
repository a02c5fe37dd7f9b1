// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/service_manager.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class ServiceManager : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "conformance-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  // As sd_notify(3) sends, with a descriptor if `attached` is one.
  void send(const std::string& text, int attached = -1) const {
    const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (directory / "notify").c_str());
    iovec part{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr header{};
    header.msg_name = &address;
    header.msg_namelen = sizeof address;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (attached >= 0) {
      header.msg_control = control.data();
      header.msg_controllen = control.size();
      auto* rights = CMSG_FIRSTHDR(&header);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof attached);
      std::memcpy(CMSG_DATA(rights), &attached, sizeof attached);
    }
    ASSERT_EQ(::sendmsg(socket.get(), &header, 0), static_cast<ssize_t>(text.size()));
  }

  std::filesystem::path directory;
  Loop loop;
};

TEST_F(ServiceManager, KeepsMessagesAsSingleLines) {
  NotifySocket notify(loop, directory / "notify");
  send("READY=1\nSTATUS=\x1b[31mup");
  send("X_SYSTEMD_SIGNALS_LEVEL=2");
  EXPECT_TRUE(loop.until([&] { return notify.messages().size() == 2; }, in(10s)));
  EXPECT_EQ(notify.messages()[0].message, "READY=1 STATUS=\\x1b[31mup");
  EXPECT_EQ(notify.messages()[1].message, "X_SYSTEMD_SIGNALS_LEVEL=2");
  EXPECT_LE(notify.messages()[0].at_us, notify.messages()[1].at_us);
}

// What the guest was asked for and what the manager said are put in order by their times.
TEST_F(ServiceManager, CountsTheTimesOfMessagesFromTheStartItIsTold) {
  NotifySocket notify(loop, directory / "notify");
  notify.count_from(Clock::now() - 1h);
  send("READY=1");
  EXPECT_TRUE(loop.until([&] { return !notify.messages().empty(); }, in(10s)));
  EXPECT_GE(notify.messages()[0].at_us, std::chrono::microseconds(1h).count());
}

TEST_F(ServiceManager, ClosesTheDescriptorOfABarrier) {
  NotifySocket notify(loop, directory / "notify");
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  send("BARRIER=1", writing.get());
  writing.reset();
  ASSERT_TRUE(loop.until([&] { return !notify.messages().empty(); }, in(10s)));
  char byte = 0;
  EXPECT_EQ(::read(reading.get(), &byte, 1), 0) << "nobody may hold the other end any more";
}

TEST_F(ServiceManager, ForgetsMessagesBeyondItsBound) {
  NotifySocket notify(loop, directory / "notify");
  for (int i = 0; i < 300; ++i) {
    send("STATUS=more");
    notify.drain();
  }
  EXPECT_EQ(notify.messages().size(), 256u);
}

TEST_F(ServiceManager, KeepsWhatIsToBeStored) {
  Stored stored;
  NotifySocket notify(loop, directory / "notify", &stored);
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const Descriptor reading(pipe[0]);
  {
    const Descriptor writing(pipe[1]);
    send("FDSTORE=1\nFDNAME=one", writing.get());
  }
  ASSERT_TRUE(loop.until([&] { return !notify.messages().empty(); }, in(10s)));
  EXPECT_EQ(notify.messages()[0].message, "FDSTORE=1 FDNAME=one (1 descriptor)");
  EXPECT_TRUE(stored.contains("one"));
  send("FDSTOREREMOVE=1\nFDNAME=one");
  ASSERT_TRUE(loop.until([&] { return notify.messages().size() == 2; }, in(10s)));
  EXPECT_TRUE(stored.empty());
}

TEST_F(ServiceManager, DescribesTheSocketsItPasses) {
  const PassedSockets sockets(directory);
  ASSERT_EQ(sockets.described().size(), 2u);
  EXPECT_EQ(sockets.described()[0].number, 3);
  EXPECT_EQ(sockets.described()[0].name, "conformance-unix");
  EXPECT_EQ(sockets.described()[0].address, (directory / "listen").string());
  EXPECT_EQ(sockets.described()[1].name, "conformance-tcp");
  EXPECT_EQ(sockets.described()[1].address.substr(0, 10), "127.0.0.1:");
}

}  // namespace
}  // namespace conformance::machine
