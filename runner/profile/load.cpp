// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/load.h"

#include "runner/profile/diagnostics.h"
#include "runner/profile/file.h"
#include "runner/profile/reader.h"
#include "runner/profile/section.h"
#include "runner/profile/suggest.h"
#include "runner/profile/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace conformance::runner {

using namespace profiles;

namespace {

namespace fs = std::filesystem;

Profile read_checked(std::string_view text, std::string_view name, std::string_view variant) {
  Diagnostics diagnostics(text, std::string(name));
  const toml::table base = parse(diagnostics, text, name);
  check_outline(diagnostics, base);
  const std::vector<std::string> names = variant_names(base);
  Profile chosen = read_profile(diagnostics, base, "");
  bool found = variant.empty();
  for (const std::string& one : names) {
    Profile profile = read_profile(diagnostics, base, one);
    if (one != variant) continue;
    chosen = std::move(profile);
    found = true;
  }
  diagnostics.throw_if_any();
  if (!found) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    throw ProfileError(fmt::format("{}: there is no variant \"{}\"\nhelp: {}", printable(name), printable(variant),
                                   suggestion(variant, known, "variants")));
  }
  chosen.file = name;
  return chosen;
}

}  // namespace

Profile parse_profile(std::string_view text, std::string_view name, std::string_view variant) {
  try {
    return read_checked(text, name, variant);
  } catch (const ProfileError&) {
    throw;
  } catch (const std::exception& error) {
    throw ProfileError(fmt::format("{}: {}", printable(name), printable(error.what())));
  }
}

Profile load_profile(const fs::path& file, std::string_view variant) {
  return parse_profile(contents(file), file.native(), variant);
}

std::vector<std::string> variants_of(const fs::path& file) {
  const std::string text = contents(file);
  Diagnostics diagnostics(text, file.native());
  std::vector<std::string> names = variant_names(parse(diagnostics, text, file.native()));
  names.insert(names.begin(), "");
  return names;
}

Setting parse_setting(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (equals == 0 || equals == std::string_view::npos)
    throw ProfileError(fmt::format("\"{}\" sets nothing\nhelp: write KEY=VALUE", printable(argument)));
  return {std::string(argument.substr(0, equals)), std::string(argument.substr(equals + 1))};
}

void apply_settings(Profile& profile, const std::vector<Setting>& settings) {
  for (const auto& [key, value] : settings) {
    const auto found = profile.variables.find(key);
    if (found == profile.variables.end()) {
      std::vector<std::string_view> known;
      for (const auto& [name, ignored] : profile.variables) known.emplace_back(name);
      throw ProfileError(fmt::format("profile {} has no variable \"{}\"\nhelp: {}", profile.name(), printable(key),
                                     suggestion(key, known, "variables of this profile")));
    }
    found->second = escape_template(value);
  }
}

const std::vector<std::string_view>& known_variables() {
  static const std::vector<std::string_view> names{"name",         "name_short",   "uuid",        "uuid_hex",  "nonce",
                                                   "work",         "tree",         "tar",         "initramfs", "kernel",
                                                   "command_line", "console_file", "init",        "slice",     "leader",
                                                   "self",         "bin",          "credentials", "smbios"};
  return names;
}

const std::vector<std::string_view>& known_suites() {
  static const std::vector<std::string_view> names{"bookworm", "trixie", "sid"};
  return names;
}

const std::vector<std::string_view>& known_capabilities() {
  static const std::vector<std::string_view> names{
      "listen",         "notify",      "exec",           "uuid",   "hostname", "machine_name",
      "slice",          "machined",    "scope",          "cgroup", "journal",  "private_network",
      "user_namespace", "credentials", "console_pty",    "clone",  "reboot",   "second_instance",
      "fdstore",        "sandbox",     "smbios_strings", "vsock",  "isolation"};
  return names;
}

std::string version_in(const Version& version, std::string_view output) {
  constexpr std::size_t longest_line = 500;  // std::regex recurses
  constexpr int most_lines = 100;
  const std::regex pattern(version.pattern);
  for (int i = 0; i < most_lines && !output.empty(); ++i) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    const std::string line(output.substr(0, std::min(end, longest_line)));
    output.remove_prefix(std::min(end + 1, output.size()));
    std::smatch match;
    if (std::regex_search(line, match, pattern) && match.size() > 1) return match[1].str();
  }
  return "";
}

}  // namespace conformance::runner
