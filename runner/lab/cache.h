// SPDX-License-Identifier: Apache-2.0
// Images that were built: CACHE/SUITE/ with tree/, disk (once a VM needed it) and image.json, which is written last.
#pragma once

#include "runner/machine/descriptor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace conformance::lab {

/// Changes whenever what lies in the cache is laid out otherwise.
inline constexpr int cache_version = 1;

/// $CONFORMANCE_CACHE, else conformance below $XDG_CACHE_HOME, /var/cache (root) or ~/.cache; in it, "lab".
/// Throws Trouble where the first is a relative path.
std::filesystem::path cache_directory();

/// What image.json says.
struct Built {
  int version = cache_version;
  std::string recipe;              ///< its hash
  std::vector<std::string> extra;  ///< packages beside those of the recipe
  std::int64_t at = 0;             ///< seconds since 1970
};

std::string to_json(const Built& built);
std::optional<Built> built_from_json(const std::string& text);

class Image {
 public:
  Image(std::filesystem::path cache, std::string suite) : cache_(std::move(cache)), suite_(std::move(suite)) {}

  const std::string& suite() const { return suite_; }
  std::filesystem::path directory() const { return cache_ / suite_; }
  std::filesystem::path tree() const { return directory() / "tree"; }
  std::filesystem::path disk() const { return directory() / "disk"; }
  /// The newest of the tree. Throws Trouble where it has none.
  std::filesystem::path kernel() const;
  std::filesystem::path initrd() const;
  std::filesystem::path log() const { return cache_ / (suite_ + ".log"); }
  /// Where it is made; whole, it gets its name.
  std::filesystem::path partial() const { return cache_ / (suite_ + ".partial"); }
  std::filesystem::path lock_file() const { return cache_ / (suite_ + ".lock"); }

  /// Nothing if there is none, or none that can be read.
  std::optional<Built> built() const;
  void save(const Built& built, const std::filesystem::path& directory) const;
  /// Why it cannot be used as it is; empty if it can.
  std::string why_not(const std::string& recipe, const std::vector<std::string>& extra) const;

  /// Whoever uses an image holds a shared lock on it, who makes or removes it an exclusive one. Empty: not now. Throws
  /// Trouble where the cache can hold nothing.
  machine::Descriptor try_lock(bool exclusive) const;

  /// The bytes it takes on the disk.
  std::uint64_t size() const;

 private:
  std::filesystem::path cache_;
  std::string suite_;
};

/// The images and the rests of unfinished ones in a cache, by suite.
std::vector<Image> images_in(const std::filesystem::path& cache);

/// Throws Trouble when something is mounted below it.
void remove_tree(const std::filesystem::path& tree);
/// Everything of it, and how many bytes that frees.
std::uint64_t remove_image(const Image& image);

/// "1.2 GB"
std::string size_text(std::uint64_t bytes);
/// "3 days"
std::string age_text(std::int64_t seconds);

}  // namespace conformance::lab
