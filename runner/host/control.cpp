// SPDX-License-Identifier: Apache-2.0
#include "runner/host/control.h"

#include "runner/host/file.h"
#include "runner/host/varlink.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <string_view>

namespace conformance::runner::host {

namespace {

using evidence::Control;

constexpr auto patience = std::chrono::seconds(2);
constexpr std::size_t most_interfaces = 64;

/// This machined is older than the question: before 257 it has no such socket, and then not always the method.
bool is_older(const std::string& error) {
  return error == "ENOENT" || error == "org.varlink.service.MethodNotFound" ||
         error == "org.varlink.service.InterfaceNotFound" || error == "org.varlink.service.MethodNotImplemented";
}

/// The socket's path; empty for an address of another kind.
std::string path_in(std::string_view address) {
  constexpr std::string_view prefix = "unix:";
  if (address.starts_with(prefix)) address.remove_prefix(prefix.size());
  return address.starts_with('/') ? std::string(address) : "";
}

void ask(Control& control) {
  const std::string path = path_in(control.address);
  if (path.empty()) {
    control.error = "EAFNOSUPPORT";
    return;
  }
  const auto reply = varlink_call(path, "org.varlink.service.GetInfo", nlohmann::json::object(), patience);
  control.error = valid_utf8(reply.error);
  if (!control.error.empty()) return;
  const auto names = reply.parameters.find("interfaces");
  if (names == reply.parameters.end() || !names->is_array()) {
    control.error = "EPROTO";
    return;
  }
  for (const auto& name : *names)
    if (name.is_string() && control.interfaces.size() < most_interfaces)
      control.interfaces.push_back(valid_utf8(name.get<std::string>()));
}

}  // namespace

evidence::Group<Control> control_of(const std::string& machined, const std::string& machine) {
  const auto reply = varlink_call(machined, "io.systemd.Machine.List", {{"name", machine}}, patience);
  Control control;
  if (is_older(reply.error)) return control;
  if (!reply.error.empty())
    return evidence::Group<Control>::absent(
        fmt::format("systemd-machined did not answer over varlink ({})", valid_utf8(reply.error)));
  const auto address = reply.parameters.find("controlAddress");
  if (address != reply.parameters.end() && address->is_string())
    control.address = valid_utf8(address->get<std::string>());
  if (!control.address.empty()) ask(control);
  return control;
}

evidence::Node key_file(const std::string& path) {
  evidence::Node node{.path = path};
  struct stat found = {};
  if (::lstat(path.c_str(), &found) != 0) return node;
  node.kind = S_ISREG(found.st_mode)   ? "file"
              : S_ISLNK(found.st_mode) ? "symlink"
              : S_ISDIR(found.st_mode) ? "directory"
                                       : "other";
  node.mode = found.st_mode & 07777u;
  node.uid = found.st_uid;
  node.gid = found.st_gid;
  return node;
}

}  // namespace conformance::runner::host
