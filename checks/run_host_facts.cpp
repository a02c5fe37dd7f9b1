// SPDX-License-Identifier: Apache-2.0
#include "checks/run_host_facts.h"

#include "checks/facts.h"

#include <fmt/format.h>

namespace conformance::checks {

const evidence::Node* run_host_node(const evidence::Evidence& evidence, std::string_view path) {
  for (const evidence::Node& node : *evidence.guest.run_host)
    if (node.path == path) return &node;
  return nullptr;
}

std::string_view kind_behind(const evidence::Node& node) {
  return node.resolved ? std::string_view(node.resolved->kind) : std::string_view(node.kind);
}

const evidence::File& file_at(const evidence::Evidence& evidence, std::string_view path) {
  for (const evidence::File& file : *evidence.guest.files)
    if (file.path == path) return file;
  throw evidence::Absent("the probe did not report the file " + std::string(path));
}

bool is_directory(const evidence::Evidence& evidence, std::string_view path) {
  const evidence::Node* node = run_host_node(evidence, path);
  return node != nullptr && node->kind == "directory";
}

bool is_refused(std::string_view error) { return is_one_of(error, {"EROFS", "EACCES", "EPERM"}); }

Finding judge_not_writable(const evidence::Evidence& evidence, std::string_view path) {
  if (file_system(evidence, path).read_only) return pass(fmt::format("{} is on a read-only mount", path));
  const auto& error = directory(evidence, path).create_error;
  if (error.empty()) return fail(fmt::format("{} is writable", path));
  const std::string saw = fmt::format("making a file in {}: {}", path, error);
  return is_refused(error) ? pass(saw) : unknown(saw);
}

}  // namespace conformance::checks
