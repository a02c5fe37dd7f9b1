// SPDX-License-Identifier: Apache-2.0
#include "runner/host/links.h"

#include <gmock/gmock.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstring>
#include <random>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;

template <class T>
std::string bytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string attribute(unsigned short type, const std::string& payload) {
  rtattr header{static_cast<unsigned short>(sizeof(rtattr) + payload.size()), type};
  std::string made = bytes(header) + payload;
  made.resize(RTA_ALIGN(made.size()));
  return made;
}

std::string message(unsigned short type, const std::string& payload) {
  nlmsghdr header{static_cast<unsigned>(sizeof(nlmsghdr) + payload.size()), type, 0, 1, 0};
  return bytes(header) + payload;
}

std::string link(int index, const std::string& attributes) {
  ifinfomsg head{};
  head.ifi_index = index;
  return message(RTM_NEWLINK, bytes(head) + attributes);
}

std::string text(const char* words) { return {words, std::strlen(words) + 1}; }

std::string dump() {
  return link(2, attribute(IFLA_IFNAME, text("br0")) +
                     attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, text("bridge")))) +
         link(7, attribute(IFLA_IFNAME, text("ve-long1234abcd")) + attribute(IFLA_ADDRESS, "\x02\xab\x03\x04\x05\xff") +
                     attribute(IFLA_LINK, bytes(2)) + attribute(IFLA_LINK_NETNSID, bytes(0)) +
                     attribute(IFLA_MASTER, bytes(2)) +
                     attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, text("veth"))) +
                     attribute(IFLA_PROP_LIST | NLA_F_NESTED, attribute(IFLA_ALT_IFNAME, text("ve-long-name-of-it")))) +
         message(NLMSG_DONE, bytes(0));
}

TEST(Links, AreReadFromADump) {
  bool done = false;
  auto links = parse_links(dump(), done);
  name_masters(links);
  EXPECT_TRUE(done);
  ASSERT_EQ(links.size(), 2U);
  EXPECT_EQ(links[1].name, "ve-long1234abcd");
  EXPECT_EQ(links[1].kind, "veth");
  EXPECT_EQ(links[1].mac, "02:ab:03:04:05:ff");
  EXPECT_EQ(links[1].peer_index, 2);
  EXPECT_EQ(links[1].peer_namespace, 0);
  EXPECT_EQ(links[1].master, "br0");
  EXPECT_THAT(links[1].alternative_names, ElementsAre("ve-long-name-of-it"));
  EXPECT_EQ(links[0].peer_namespace, -1);
}

TEST(Links, CutOrSpoiledMessagesDoNoHarm) {
  const std::string whole = dump();
  std::mt19937 random(1);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    bool done = false;
    std::string part = whole.substr(0, length);
    parse_links(part, done);
    if (!part.empty()) part[random() % part.size()] = static_cast<char>(random());
    parse_links(part, done);
  }
}

TEST(Links, OfTheProgramHaveALoopback) {
  const auto found = links();
  ASSERT_TRUE(found) << found.reason();
  EXPECT_TRUE(std::any_of(found->begin(), found->end(), [](const auto& one) { return one.name == "lo"; }));
}

TEST(NewLinks, AreThoseThatWereNotThere) {
  evidence::Link old;
  old.index = 2;
  old.name = "eth0";
  evidence::Link made = old;
  made.index = 3;
  made.name = "ve-x";
  const auto found = new_links({old}, {old, made});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "ve-x");
}

}  // namespace
}  // namespace conformance::runner::host
