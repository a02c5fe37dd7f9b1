// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/recipe.h"
#include "runner/profile/load.h"
#include "runner/tests/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;

class Recipes : public runner::InFolder {
 protected:
  void SetUp() override {
    write("trixie.packages", "systemd # the host\n\n# a comment\n  lxc\n");
    write("sid.packages", "systemd\n");
    write("customize", "#!/bin/sh\n");
  }
  std::string hash() const { return read_recipe(folder_, "trixie").hash; }
};

TEST_F(Recipes, HaveTheNamesOfTheirPackages) {
  EXPECT_THAT(read_recipe(folder_, "trixie").packages, ElementsAre("systemd", "lxc"));
}

TEST_F(Recipes, AreOthersWhenAnythingThatGoesIntoTheImageIs) {
  const auto before = hash();
  EXPECT_EQ(hash(), before);
  write("customize", "#!/bin/sh\ntrue\n");
  const auto after = hash();
  EXPECT_NE(after, before);
  write("lab-extra.service", "[Unit]\n");
  EXPECT_NE(hash(), after);
}

TEST_F(Recipes, DoNotDependOnOtherSuites) {
  const auto before = hash();
  write("sid.packages", "systemd\nincus\n");
  EXPECT_EQ(hash(), before);
}

TEST_F(Recipes, OfASuiteNobodyKnowsAreRefused) { EXPECT_THROW(read_recipe(folder_, "woody"), Trouble); }

TEST(ShippedRecipes, AreThereForEverySuiteThatProfilesMayName) {
  for (const auto& suite : runner::known_suites())
    EXPECT_THAT(read_recipe(RECIPES, std::string(suite)).packages, Contains("systemd-container")) << suite;
}

TEST(Mmdebstrap, IsToldThePackagesTheHooksTheSuiteAndTheTree) {
  const auto command = mmdebstrap_command({"trixie", "/recipes", {"systemd", "lxc"}, ""}, {"box"}, "/cache/tree");
  EXPECT_EQ(command.front(), "mmdebstrap");
  EXPECT_THAT(command, Contains("--include=systemd,lxc,box"));
  EXPECT_THAT(command, Contains("--customize-hook=/recipes/customize"));
  EXPECT_THAT(std::vector(command.end() - 2, command.end()), ElementsAre("trixie", "/cache/tree"));
}

TEST(Steps, AreNamedInOurWords) {
  EXPECT_EQ(step_of("I: running apt-get update..."), "resolving");
  EXPECT_EQ(step_of("I: downloading packages with apt..."), "downloading");
  EXPECT_EQ(step_of("I: installing remaining packages inside the chroot..."), "configuring");
  EXPECT_EQ(step_of("Setting up libc6 (2.41-12) ..."), "");
  EXPECT_EQ(step_of("installing nothing"), "");
}

}  // namespace
}  // namespace conformance::lab
