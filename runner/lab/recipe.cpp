// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/recipe.h"

#include "runner/machine/files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <sstream>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file = 1u << 20;

/// Tells one recipe from another; nobody gains anything by making two alike (FNV-1a).
class Hash {
 public:
  void add(std::string_view text) {
    for (const char letter : text) step(static_cast<unsigned char>(letter));
    step(0xff);  // in no text: "ab", "c" is not "a", "bc"
  }
  std::string text() const { return fmt::format("{:016x}", value_); }

 private:
  void step(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3u; }
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// Every file but the lists of other suites and the fixture of the live tests.
std::vector<fs::path> files_of(const fs::path& directory, const std::string& suite) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const auto name = entry.path().filename();
    const bool other = name.extension() == ".packages" && name.stem() != suite;
    if (entry.is_regular_file() && !other && name != "lab" && name != "CMakeLists.txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

fs::path recipe_directory() {
  // The build tree is <source>/build/<preset>; an installed program lies in <prefix>/libexec/conformance.
  const fs::path above = fs::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
  for (const auto& candidate : {above / "fixtures/lab", above / "share/conformance/lab"})
    if (fs::exists(candidate / "customize")) return candidate;
  throw Trouble("the recipes of the lab's images are not beside the program (share/conformance/lab)");
}

Recipe read_recipe(const fs::path& directory, const std::string& suite) {
  const auto list = directory / (suite + ".packages");
  Recipe recipe{suite, directory, packages_in(machine::read_file(list, max_file)), ""};
  if (recipe.packages.empty()) throw Trouble(fmt::format("there is no recipe for {}: {}", suite, list.string()));
  Hash hash;
  for (const auto& file : files_of(directory, suite)) {
    hash.add(file.filename().string());
    hash.add(machine::read_file(file, max_file));
  }
  for (const auto& word : mmdebstrap_command({suite, "", {}, ""}, {}, "")) hash.add(word);
  recipe.hash = hash.text();
  return recipe;
}

std::vector<std::string> packages_in(std::string_view text) {
  std::vector<std::string> names;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    for (std::string word; words >> word;) names.push_back(word);
  }
  return names;
}

std::vector<std::string> mmdebstrap_command(const Recipe& recipe, const std::vector<std::string>& extra,
                                            const fs::path& tree) {
  auto packages = recipe.packages;
  packages.insert(packages.end(), extra.begin(), extra.end());
  std::vector<std::string> command{"mmdebstrap", "--variant=minbase", "--format=directory", "--verbose",
                                   fmt::format("--include={}", fmt::join(packages, ","))};
  // Release files of snapshots and old mirrors are out of date; they are signed all the same.
  for (const char* option : {"Acquire::Check-Valid-Until \"false\"", "Acquire::Check-Date \"false\""})
    command.push_back(fmt::format("--aptopt={}", option));
  for (const char* path : {"/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/info/*"})
    command.push_back(fmt::format("--dpkgopt=path-exclude={}", path));
  command.emplace_back("--dpkgopt=force-unsafe-io");
  command.push_back(fmt::format("--essential-hook={}", (recipe.directory / "before-packages").string()));
  command.push_back(fmt::format("--customize-hook={}", (recipe.directory / "customize").string()));
  command.insert(command.end(), {recipe.suite, tree.string()});
  return command;
}

std::string step_of(std::string_view line) {
  if (!line.starts_with("I: ")) return "";
  const auto tells = [&](std::string_view part) { return line.find(part) != std::string_view::npos; };
  if (tells("apt-get update")) return "resolving";
  if (tells("downloading")) return "downloading";
  if (tells("extracting")) return "unpacking";
  if (tells("installing")) return "configuring";
  if (tells("customize")) return "making it a host";
  if (tells("cleaning")) return "cleaning up";
  return "";
}

}  // namespace conformance::lab
