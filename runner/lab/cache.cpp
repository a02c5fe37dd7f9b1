// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/cache.h"

#include "runner/lab/recipe.h"
#include "runner/machine/files.h"
#include "runner/machine/remains.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <set>
#include <system_error>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t max_info = 1u << 20;

fs::path absolute_in(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value == '/' ? fs::path(value) : fs::path();
}

std::uint64_t size_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return 0;
  auto bytes = static_cast<std::uint64_t>(status.st_blocks) * 512;
  if (!S_ISDIR(status.st_mode)) return bytes;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(path, ignored)) bytes += size_of(entry.path());
  return bytes;
}

/// The newest of what a tree has in /boot under a name.
fs::path in_boot(const fs::path& tree, const std::string& prefix) {
  fs::path newest;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(tree / "boot", ignored))
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(prefix))
      newest = std::max(newest, entry.path());
  if (newest.empty()) throw Trouble(fmt::format("the image has no {}* in /boot", prefix));
  return newest;
}

}  // namespace

fs::path cache_directory() {
  // Somewhere else than asked for would be a surprise of a gigabyte.
  if (const char* given = std::getenv("CONFORMANCE_CACHE"); given != nullptr && *given != '\0' && *given != '/')
    throw Trouble(fmt::format("CONFORMANCE_CACHE has to be an absolute path, not \"{}\"", given));
  if (const auto given = absolute_in("CONFORMANCE_CACHE"); !given.empty()) return given / "lab";
  if (const auto given = absolute_in("XDG_CACHE_HOME"); !given.empty()) return given / "conformance/lab";
  if (::geteuid() == 0) return "/var/cache/conformance/lab";
  const auto home = absolute_in("HOME");
  if (home.empty()) throw Trouble("there is no place for a cache: set CONFORMANCE_CACHE");
  return home / ".cache/conformance/lab";
}

std::string to_json(const Built& built) {
  const Json json{{"version", built.version}, {"recipe", built.recipe}, {"extra", built.extra}, {"at", built.at}};
  return json.dump() + "\n";
}

std::optional<Built> built_from_json(const std::string& text) try {
  const auto json = Json::parse(text);
  const auto whole = [&](const char* name) {
    return json.at(name).is_number_integer() ? json.at(name).get<std::int64_t>() : -1;
  };
  if (whole("version") < 0 || whole("version") > std::numeric_limits<int>::max() || whole("at") < 0)
    return std::nullopt;
  return Built{static_cast<int>(whole("version")), json.at("recipe"), json.at("extra"), whole("at")};
} catch (const Json::exception&) {
  return std::nullopt;
}

std::optional<Built> Image::built() const {
  return built_from_json(machine::read_file(directory() / "image.json", max_info));
}

void Image::save(const Built& built, const fs::path& directory) const {
  machine::replace_file(directory / "image.json", to_json(built), 0644);
}

std::string Image::why_not(const std::string& recipe, const std::vector<std::string>& extra) const {
  if (!fs::exists(directory())) return "there is none yet";
  const auto found = built();
  if (!found) return "its description cannot be read";
  if (found->version != cache_version) return "it is of another version of the cache";
  if (found->recipe != recipe) return "it was made by another recipe";
  for (const auto& package : extra)
    if (std::find(found->extra.begin(), found->extra.end(), package) == found->extra.end())
      return "it lacks the package " + package;
  return "";
}

machine::Descriptor Image::try_lock(bool exclusive) const {
  std::error_code error;
  fs::create_directories(cache_, error);
  machine::Descriptor lock(::open(lock_file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!lock && !error) error.assign(errno, std::generic_category());
  if (!lock)
    throw Trouble(fmt::format("{} cannot hold images: {}; set CONFORMANCE_CACHE to another place", cache_.string(),
                              error.message()));
  if (::flock(lock.get(), (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) return {};
  return lock;
}

fs::path Image::kernel() const { return in_boot(tree(), "vmlinuz-"); }
fs::path Image::initrd() const { return in_boot(tree(), "initrd.img-"); }

std::uint64_t Image::size() const { return size_of(directory()) + size_of(partial()) + size_of(log()); }

std::vector<Image> images_in(const fs::path& cache) {
  std::set<std::string> suites;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(cache, ignored))
    if (entry.is_directory() && !entry.is_symlink()) suites.insert(entry.path().stem());
  std::vector<Image> images;
  for (const auto& suite : suites) images.emplace_back(cache, suite);
  return images;
}

void remove_tree(const fs::path& tree) {
  const auto mountinfo = machine::read_file("/proc/self/mountinfo", 16u << 20);
  if (!machine::mounts_below(mountinfo, tree).empty())
    throw Trouble(tree.string() + " cannot be removed: something is mounted in it");
  fs::remove_all(tree);
}

std::uint64_t remove_image(const Image& image) {
  const auto bytes = image.size();
  remove_tree(image.partial());
  // Half removed it must not look whole.
  fs::remove(image.directory() / "image.json");
  remove_tree(image.directory());
  fs::remove(image.log());
  return bytes;
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  return fmt::format("{:.{}f} {}", value, unit < 3 ? 0 : 1, units[unit]);
}

std::string age_text(std::int64_t seconds) {
  const auto count = [](std::int64_t number, const char* one) {
    return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
  };
  if (seconds < 3600) return count(std::max<std::int64_t>(seconds, 0) / 60, "minute");
  if (seconds < 86400) return count(seconds / 3600, "hour");
  return count(seconds / 86400, "day");
}

}  // namespace conformance::lab
