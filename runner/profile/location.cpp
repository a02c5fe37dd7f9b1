// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/location.h"

#include "runner/profile/file.h"
#include "runner/profile/load.h"

#include <algorithm>

namespace conformance::runner {

using namespace profiles;

namespace {

namespace fs = std::filesystem;

fs::path known_file(std::string_view id) {
  const auto known = known_profiles();
  const auto found = std::ranges::find(known, id, [](const fs::path& file) { return file.stem().native(); });
  return found == known.end() ? fs::path() : *found;
}

std::int64_t line_of(const toml::table& profile, std::string_view variant) {
  auto node = variant.empty() ? profile["profile"] : profile["variant"][variant];
  return node ? static_cast<std::int64_t>(node.node()->source().begin.line) : 1;
}

}  // namespace

std::optional<Location> location_of(std::string_view name, const fs::path& file) {
  const auto colon = std::min(name.find(':'), name.size());
  const auto variant = name.substr(std::min(colon + 1, name.size()));
  const auto where = file.empty() ? known_file(name.substr(0, colon)) : file;
  if (where.empty()) return std::nullopt;
  try {
    const auto text = contents(where);
    Diagnostics diagnostics(text, where.native());
    return Location{where, std::max<std::int64_t>(line_of(parse(diagnostics, text, where.native()), variant), 1)};
  } catch (const ProfileError&) {
    return std::nullopt;
  }
}

}  // namespace conformance::runner
