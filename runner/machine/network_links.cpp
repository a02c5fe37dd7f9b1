// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/network_links.h"

#include "runner/machine/descriptor.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <memory>

namespace conformance::machine {

std::vector<std::string> links_named(const std::string& part) {
  std::vector<std::string> names;
  const std::unique_ptr<struct if_nameindex, decltype(&::if_freenameindex)> all(::if_nameindex(), &::if_freenameindex);
  if (!all || part.empty()) return names;
  for (const auto* link = all.get(); link->if_index != 0; ++link)
    if (std::strstr(link->if_name, part.c_str()) != nullptr) names.emplace_back(link->if_name);
  return names;
}

bool delete_link(const std::string& name) {
  const auto index = ::if_nametoindex(name.c_str());
  if (index == 0) return true;
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket) return false;
  struct {
    nlmsghdr header;
    ifinfomsg link;
  } request{};
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.link);
  request.header.nlmsg_type = RTM_DELLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request.link.ifi_index = static_cast<int>(index);
  if (::send(socket.get(), &request, sizeof request, 0) < 0) return false;
  alignas(nlmsghdr) std::array<char, 4096> reply;
  ::recv(socket.get(), reply.data(), reply.size(), 0);  // the kernel answers within the call to send
  return ::if_nametoindex(name.c_str()) == 0;
}

}  // namespace conformance::machine
