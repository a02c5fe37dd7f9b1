// SPDX-License-Identifier: Apache-2.0
// Where profiles are looked up.
#include "runner/profile/diagnostics.h"
#include "runner/profile/load.h"
#include "runner/profile/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace conformance::runner {

using namespace profiles;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> directories() {
  std::vector<fs::path> list;
  if (const char* given = std::getenv("CONFORMANCE_PROFILES")) {
    for (std::string_view rest = given; !rest.empty();) {
      const std::size_t end = std::min(rest.find(':'), rest.size());
      if (end > 0) list.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (error || self.empty()) return list;
  // The build tree is <source>/build/<preset>; an installed program lies in <prefix>/libexec/conformance.
  const fs::path above = self.parent_path().parent_path();
  if (self.parent_path().filename() == "build") list.push_back(above / "profiles");
  list.push_back(above / "share/conformance/profiles");
  return list;
}

bool is_file(std::string_view argument) {
  return argument.find('/') != std::string_view::npos || argument.ends_with(".toml");
}

/// FILE:VARIANT or NAME:VARIANT; a path may hold colons of its own.
std::pair<std::string, std::string> split(std::string_view argument) {
  std::error_code error;
  if (is_file(argument) && fs::exists(fs::path(argument), error)) return {std::string(argument), ""};
  const std::size_t colon = argument.rfind(':');
  if (colon == std::string_view::npos || argument.find('/', colon) != std::string_view::npos)
    return {std::string(argument), ""};
  return {std::string(argument.substr(0, colon)), std::string(argument.substr(colon + 1))};
}

fs::path file_of(const std::string& name) {
  if (is_file(name)) return name;
  std::vector<std::string> names;
  for (const fs::path& file : known_profiles()) {
    if (file.stem() == name) return file;
    names.push_back(file.stem());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw ProfileError(
      fmt::format("there is no profile \"{}\"\nhelp: {}", printable(name), suggestion(name, known, "profiles")));
}

}  // namespace

std::vector<fs::path> known_profiles() {
  std::vector<fs::path> files;
  std::set<std::string> seen;  // the first directory that has a name wins
  for (const fs::path& directory : directories()) {
    std::vector<fs::path> here;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
      if (at->path().extension() == ".toml" && !seen.contains(at->path().stem())) here.push_back(at->path());
    for (const fs::path& file : here) seen.insert(file.stem());
    files.insert(files.end(), here.begin(), here.end());
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  return files;
}

Profile find_profile(std::string_view argument, const std::vector<Setting>& settings) {
  const auto [name, variant] = split(argument);
  Profile profile = load_profile(file_of(name), variant);
  apply_settings(profile, settings);
  return profile;
}

}  // namespace conformance::runner
