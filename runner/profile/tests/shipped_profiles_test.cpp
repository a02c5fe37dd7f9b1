// SPDX-License-Identifier: Apache-2.0
// Every profile of the project, in every variant.
#include "runner/profile/load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(PROFILES))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, std::string> some_values() {
  std::map<std::string, std::string> values;
  for (const std::string_view name : known_variables()) values[std::string(name)] = "/" + std::string(name) + "/x";
  return values;
}

std::vector<const Step*> steps_of(const Profile& profile) {
  std::vector<const Step*> steps{&profile.start.step, &profile.stop};
  if (profile.exec) steps.push_back(&*profile.exec);
  if (profile.kill) steps.push_back(&*profile.kill);
  for (const Step& step : profile.setup) steps.push_back(&step);
  for (const Step& step : profile.teardown) steps.push_back(&step);
  return steps;
}

class ShippedProfile : public testing::TestWithParam<fs::path> {};

TEST_P(ShippedProfile, LoadsInEveryVariant) {
  for (const std::string& variant : variants_of(GetParam())) {
    SCOPED_TRACE(variant);
    const Profile profile = load_profile(GetParam(), variant);
    EXPECT_EQ(profile.id, GetParam().stem());
    EXPECT_EQ(profile.variant, variant);
    EXPECT_FALSE(profile.documentation.empty());
    EXPECT_FALSE(profile.version.argv.empty());
  }
}

TEST_P(ShippedProfile, ExpandsCompletely) {
  for (const std::string& variant : variants_of(GetParam())) {
    SCOPED_TRACE(variant);
    const Profile profile = load_profile(GetParam(), variant);
    Values values = values_for(profile, some_values());
    values.command = {"/probe"};
    for (const Step* step : steps_of(profile)) EXPECT_NO_THROW(expand_all(step->argv, values));
    for (const GeneratedFile& file : profile.files) {
      EXPECT_EQ(expand(file.path, values).front(), '/');
      EXPECT_NO_THROW(expand(file.content, values));
    }
  }
}

TEST(Documentation, ItsExampleIsAProfile) {
  std::ifstream in(fs::path(PROFILES) / "../docs/profiles.md");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string_view fence = "```toml\n";
  const std::size_t begin = text.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = text.find("```", begin + fence.size());
  const std::string example = text.substr(begin + fence.size(), end - begin - fence.size());
  EXPECT_EQ(parse_profile(example, "docs/profiles.md", "private-network").name(), "box:private-network");
}

INSTANTIATE_TEST_SUITE_P(All, ShippedProfile, testing::ValuesIn(shipped()), [](const auto& test) {
  std::string name = test.param.stem();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char letter) { return !std::isalnum(letter); }, '_');
  return name;
});

}  // namespace
}  // namespace conformance::runner
