// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/cache.h"

#include "runner/lab/recipe.h"
#include "runner/tests/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;

class Cache : public runner::InFolder {
 protected:
  Image have(const std::string& suite, const Built& built) const {
    Image image(folder_, suite);
    fs::create_directories(image.tree());
    std::ofstream(image.tree() / "file") << std::string(100'000, 'x');
    image.save(built, image.directory());
    return image;
  }
};

TEST_F(Cache, AnImageOfTheSameRecipeWillDo) {
  const auto image = have("trixie", {.recipe = "abc", .extra = {"box"}});
  EXPECT_EQ(image.why_not("abc", {}), "");
  EXPECT_EQ(image.why_not("abc", {"box"}), "");
}

TEST_F(Cache, AnImageThatWillNotDoSaysWhy) {
  EXPECT_EQ(Image(folder_, "sid").why_not("abc", {}), "there is none yet");
  const auto image = have("trixie", {.recipe = "abc"});
  EXPECT_EQ(image.why_not("abd", {}), "it was made by another recipe");
  EXPECT_EQ(image.why_not("abc", {"box"}), "it lacks the package box");
  have("trixie", {.version = cache_version - 1, .recipe = "abc"});
  EXPECT_EQ(image.why_not("abc", {}), "it is of another version of the cache");
  std::ofstream(image.directory() / "image.json") << "{";
  EXPECT_EQ(image.why_not("abc", {}), "its description cannot be read");
}

TEST_F(Cache, ADescriptionThatNobodyWroteCannotBeRead) {
  for (const char* text :
       {"", "[]", "5", R"({"version":1,"recipe":"abc","extra":[]})",
        R"({"version":1,"recipe":"abc","extra":[],"at":1e300})",
        R"({"version":1,"recipe":"abc","extra":[],"at":-9223372036854775808})",
        R"({"version":1,"recipe":"abc","extra":[],"at":18446744073709551615})",
        R"({"version":4294967297,"recipe":"abc","extra":[],"at":0})", R"({"version":1,"recipe":5,"extra":[],"at":0})",
        R"({"version":1,"recipe":"abc","extra":{"a":"b"},"at":0})"})
    EXPECT_FALSE(built_from_json(text)) << text;
  EXPECT_TRUE(built_from_json(to_json({.recipe = "abc", .extra = {"box"}, .at = 5})));
}

TEST_F(Cache, ThatIsNoDirectoryIsSaidSo) {
  std::ofstream(folder_ / "file") << "";
  for (const auto& cache : {folder_ / "file", folder_ / "file/lab", fs::path("/proc/no-such")}) {
    try {
      Image(cache, "trixie").try_lock(true);
      ADD_FAILURE() << cache;
    } catch (const Trouble& trouble) {
      EXPECT_THAT(trouble.what(), testing::StartsWith(cache.string() + " cannot hold images: "));
      EXPECT_THAT(trouble.what(), testing::HasSubstr("set CONFORMANCE_CACHE"));
    }
  }
}

TEST_F(Cache, ListsImagesAndWhatIsLeftOfUnfinishedOnes) {
  have("trixie", {});
  fs::create_directories(Image(folder_, "sid").partial());
  const auto images = images_in(folder_);
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].suite(), "sid");
  EXPECT_EQ(images[1].suite(), "trixie");
  EXPECT_GE(images[1].size(), 100'000u);
  EXPECT_TRUE(images_in(folder_ / "nowhere").empty());
}

TEST_F(Cache, RemovesAnImageAndSaysWhatThatFreed) {
  const auto image = have("trixie", {});
  EXPECT_GE(remove_image(image), 100'000u);
  EXPECT_FALSE(fs::exists(image.directory()));
  EXPECT_EQ(remove_image(image), 0u);
}

TEST_F(Cache, OneMakesAnImageOrSeveralUseIt) {
  const Image image(folder_, "trixie");
  {
    const auto one = image.try_lock(false);
    const auto two = image.try_lock(false);
    EXPECT_TRUE(one);
    EXPECT_TRUE(two);
    EXPECT_FALSE(image.try_lock(true));
  }
  EXPECT_TRUE(image.try_lock(true));
}

TEST(CacheDirectory, IsWhereItWasAskedFor) {
  setenv("CONFORMANCE_CACHE", "/a", 1);
  setenv("XDG_CACHE_HOME", "/b", 1);
  EXPECT_EQ(cache_directory(), "/a/lab");
  setenv("CONFORMANCE_CACHE", "a", 1);
  EXPECT_THROW(cache_directory(), Trouble);
  unsetenv("CONFORMANCE_CACHE");
  EXPECT_EQ(cache_directory(), "/b/conformance/lab");
  unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(cache_directory().filename(), "lab");
}

TEST(Words, ForSizesAndAges) {
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(1'230'000'000), "1.2 GB");
  EXPECT_EQ(age_text(120), "2 minutes");
  EXPECT_EQ(age_text(3700), "1 hour");
  EXPECT_EQ(age_text(3 * 86400 + 5), "3 days");
}

}  // namespace
}  // namespace conformance::lab
