// SPDX-License-Identifier: Apache-2.0
// The varlink client and what is asked with it, against sockets served by the test.
#include "runner/host/control.h"
#include "runner/host/file.h"
#include "runner/host/varlink.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>
#include <thread>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Json = nlohmann::json;

class Directory {
 public:
  Directory() {
    std::string name = ::testing::TempDir() + "varlinkXXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string socket(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Takes one question and answers it with these bytes; without an answer it keeps silent until its end.
class Server {
 public:
  Server(const std::string& path, std::string answer) : answer_(std::move(answer)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    listener_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::bad_alloc();
    ::listen(listener_.get(), 1);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }
  /// What was asked, once the answer has been taken.
  Json question() {
    thread_.join();
    return Json::parse(question_.substr(0, question_.find('\0')), nullptr, false);
  }

 private:
  void serve() {
    connection_ = Descriptor(::accept(listener_.get(), nullptr, nullptr));
    char byte = 1;
    while (byte != 0 && ::recv(connection_.get(), &byte, 1, 0) == 1) question_ += byte;
    if (!answer_.empty()) (void)::send(connection_.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
    if (!answer_.empty()) connection_ = Descriptor();
  }

  std::string answer_;
  std::string question_;
  Descriptor listener_;
  Descriptor connection_;
  std::thread thread_;
};

std::string message(const Json& json) { return json.dump() + '\0'; }

VarlinkReply ask(const std::string& answer) {
  const Directory directory;
  const Server server(directory.socket("s"), answer);
  return varlink_call(directory.socket("s"), "a.B.C", Json::object(), 300ms);
}

TEST(Varlink, SendsAQuestionAndTakesTheAnswer) {
  const Directory directory;
  Server server(directory.socket("s"), message({{"parameters", {{"answer", 42}}}}));
  const auto reply = varlink_call(directory.socket("s"), "a.B.C", {{"name", "x"}}, 1s);
  EXPECT_EQ(reply.error, "");
  EXPECT_EQ(reply.parameters["answer"], 42);
  EXPECT_EQ(server.question(), (Json{{"method", "a.B.C"}, {"parameters", {{"name", "x"}}}}));
}

TEST(Varlink, TellsErrorsApart) {
  EXPECT_EQ(ask(message({{"error", "a.B.NoSuchThing"}, {"parameters", Json::object()}})).error, "a.B.NoSuchThing");
  EXPECT_EQ(varlink_call("/nonexistent/socket", "a.B.C", Json::object(), 1s).error, "ENOENT");
  EXPECT_EQ(varlink_call("/" + std::string(200, 'x'), "a.B.C", Json::object(), 1s).error, "ENAMETOOLONG");
}

TEST(Varlink, DoesNotTakeWhatIsNoAnswer) {
  EXPECT_EQ(ask(std::string("no JSON\0", 8)).error, "EPROTO");
  EXPECT_EQ(ask(std::string("[]\0", 3)).error, "EPROTO");
  EXPECT_EQ(ask(message({{"error", 1}})).error, "EPROTO");
  EXPECT_EQ(ask(message({{"error", ""}})).error, "EPROTO");
  EXPECT_EQ(ask(message({{"parameters", "text"}})).error, "EPROTO");
  EXPECT_EQ(ask("{\"parameters\":{}}").error, "EPROTO") << "it ends without a NUL byte";
}

TEST(Varlink, IsBoundedInTimeAndSize) {
  EXPECT_EQ(ask("").error, "ETIMEDOUT");
  EXPECT_EQ(ask(std::string(100'000, ' ')).error, "EMSGSIZE");
}

TEST(Control, IsAskedOfMachinedAndThenOfTheManager) {
  const Directory directory;
  Server machined(directory.socket("m"),
                  message({{"parameters", {{"name", "x"}, {"controlAddress", "unix:" + directory.socket("c")}}}}));
  const Server manager(
      directory.socket("c"),
      message({{"parameters", {{"interfaces", {"io.systemd.MachineInstance", "org.varlink.service"}}}}}));
  const auto control = control_of(directory.socket("m"), "x");
  ASSERT_TRUE(control.present());
  EXPECT_EQ(control->error, "");
  EXPECT_THAT(control->interfaces, ElementsAre("io.systemd.MachineInstance", "org.varlink.service"));
  EXPECT_EQ(machined.question()["method"], "io.systemd.Machine.List");
}

TEST(Control, IsEmptyWhereNoneIsKnown) {
  const Directory directory;
  const auto older = control_of(directory.socket("m"), "x");
  ASSERT_TRUE(older.present());
  EXPECT_EQ(older->address, "");
  const Server machined(directory.socket("m"), message({{"parameters", {{"name", "x"}, {"controlAddress", nullptr}}}}));
  EXPECT_EQ(control_of(directory.socket("m"), "x")->address, "");
}

TEST(Control, TellsWhatIsWrongWithTheAddress) {
  for (const auto& [address, error] : std::map<std::string, std::string>{
           {"/nonexistent/control", "ENOENT"}, {"vsock:2:5", "EAFNOSUPPORT"}, {"unix:relative", "EAFNOSUPPORT"}}) {
    const Directory directory;
    const Server machined(directory.socket("m"), message({{"parameters", {{"controlAddress", address}}}}));
    EXPECT_EQ(control_of(directory.socket("m"), "x")->error, error) << address;
  }
}

TEST(Control, IsAbsentWhereMachinedRefuses) {
  const Directory directory;
  const Server machined(directory.socket("m"), message({{"error", "org.varlink.service.PermissionDenied"}}));
  const auto control = control_of(directory.socket("m"), "x");
  ASSERT_FALSE(control.present());
  EXPECT_THAT(control.reason(), HasSubstr("PermissionDenied"));
}

TEST(KeyFile, IsLookedAtAndNotFollowed) {
  const Directory directory;
  EXPECT_EQ(key_file(directory.socket("key")).kind, "");
  std::filesystem::create_symlink("/etc/passwd", directory.socket("key"));
  EXPECT_EQ(key_file(directory.socket("key")).kind, "symlink");
}

}  // namespace
}  // namespace conformance::runner::host
