// SPDX-License-Identifier: Apache-2.0
#include "runner/host/links.h"

#include "runner/host/file.h"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

namespace conformance::runner::host {

namespace {

using Links = evidence::Group<std::vector<evidence::Link>>;

constexpr std::size_t max_links = 10'000;

/// Calls `use(type, payload)` for each attribute of a list.
template <class Use>
void each_attribute(std::string_view list, Use use) {
  rtattr header{};
  while (list.size() >= sizeof header) {
    std::memcpy(&header, list.data(), sizeof header);
    if (header.rta_len < sizeof header || header.rta_len > list.size()) return;
    use(header.rta_type & NLA_TYPE_MASK, list.substr(sizeof header, header.rta_len - sizeof header));
    list.remove_prefix(std::min<std::size_t>(RTA_ALIGN(header.rta_len), list.size()));
  }
}

std::string text(std::string_view payload) { return valid_utf8(payload.substr(0, payload.find('\0'))); }

std::int64_t integer(std::string_view payload) {
  std::int32_t value = 0;
  if (payload.size() >= sizeof value) std::memcpy(&value, payload.data(), sizeof value);
  return value;
}

std::string address(std::string_view payload) {
  std::string written;
  for (const char byte : payload)
    written += fmt::format("{}{:02x}", written.empty() ? "" : ":", static_cast<unsigned char>(byte));
  return written;
}

evidence::Link parse_link(std::string_view payload) {
  ifinfomsg head{};
  std::memcpy(&head, payload.data(), sizeof head);
  evidence::Link link;
  link.index = head.ifi_index;
  each_attribute(payload.substr(NLMSG_ALIGN(sizeof head)), [&](int type, std::string_view value) {
    if (type == IFLA_IFNAME) link.name = text(value);
    if (type == IFLA_ADDRESS) link.mac = address(value);
    if (type == IFLA_LINK) link.peer_index = integer(value);
    if (type == IFLA_LINK_NETNSID) link.peer_namespace = integer(value);
    if (type == IFLA_MASTER) link.master = fmt::format("#{}", integer(value));
    if (type == IFLA_LINKINFO)
      each_attribute(value, [&](int inner, std::string_view kind) {
        if (inner == IFLA_INFO_KIND) link.kind = text(kind);
      });
    if (type == IFLA_PROP_LIST)
      each_attribute(value, [&](int inner, std::string_view name) {
        if (inner == IFLA_ALT_IFNAME) link.alternative_names.push_back(text(name));
      });
  });
  return link;
}

}  // namespace

std::vector<evidence::Link> parse_links(std::string_view messages, bool& done) {
  std::vector<evidence::Link> links;
  nlmsghdr header{};
  while (messages.size() >= sizeof header) {
    std::memcpy(&header, messages.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > messages.size()) break;
    const std::string_view payload = messages.substr(sizeof header, header.nlmsg_len - sizeof header);
    if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) done = true;
    if (header.nlmsg_type == RTM_NEWLINK && payload.size() >= NLMSG_ALIGN(sizeof(ifinfomsg)))
      links.push_back(parse_link(payload));
    messages.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), messages.size()));
  }
  return links;
}

void name_masters(std::vector<evidence::Link>& links) {
  std::map<std::string, std::string> names;
  for (const evidence::Link& link : links) names[fmt::format("#{}", link.index)] = link.name;
  for (evidence::Link& link : links)
    if (const auto master = names.find(link.master); master != names.end()) link.master = master->second;
}

Links links() {
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  const timeval deadline{2, 0};
  struct {
    nlmsghdr header;
    ifinfomsg body;
    rtattr attribute;
    std::uint32_t mask;
  } request{};
  request.header = {sizeof request, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0};
  request.attribute = {RTA_LENGTH(sizeof request.mask), IFLA_EXT_MASK};
  request.mask = RTEXT_FILTER_SKIP_STATS;
  if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline) < 0 ||
      ::send(socket.get(), &request, sizeof request, 0) < 0)
    return Links::absent(fmt::format("rtnetlink cannot be asked for the interfaces ({})", ::strerrorname_np(errno)));
  std::vector<evidence::Link> found;
  std::string buffer(64 * 1024, '\0');
  for (bool done = false; !done && found.size() < max_links;) {
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Links::absent(fmt::format("rtnetlink did not answer ({})", ::strerrorname_np(errno)));
    const auto some = parse_links(std::string_view(buffer).substr(0, static_cast<std::size_t>(count)), done);
    found.insert(found.end(), some.begin(), some.end());
  }
  name_masters(found);
  return found;
}

std::vector<evidence::Link> new_links(const std::vector<evidence::Link>& before,
                                      const std::vector<evidence::Link>& now) {
  std::vector<evidence::Link> found;
  for (const evidence::Link& link : now) {
    const bool old = std::any_of(before.begin(), before.end(), [&](const evidence::Link& other) {
      return other.index == link.index && other.name == link.name && other.kind == link.kind;
    });
    if (!old) found.push_back(link);
  }
  return found;
}

evidence::Group<std::vector<evidence::Link>> settled_links(const std::vector<evidence::Link>& before,
                                                           std::chrono::milliseconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  const Descriptor news(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  const bool listening = news && ::bind(news.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  for (;;) {
    auto now = links();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (!listening || !now || new_links(before, *now).empty() || left.count() <= 0) return now;
    pollfd waiting{news.get(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(left.count()));
    char message[8192];
    while (::recv(news.get(), message, sizeof message, 0) > 0) {
    }
  }
}

}  // namespace conformance::runner::host
