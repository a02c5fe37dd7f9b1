// SPDX-License-Identifier: Apache-2.0
// Makes images. An interrupted build leaves a partial directory that the next one removes.
#pragma once

#include "runner/lab/cache.h"
#include "runner/lab/progress.h"
#include "runner/lab/recipe.h"
#include "runner/machine/loop.h"
#include "runner/machine/step.h"

#include <cstdint>
#include <string>
#include <vector>

namespace conformance::lab {

/// Builds the image unless the one in the cache will do. Returns the shared lock on it. Throws Trouble.
machine::Descriptor have_image(machine::Loop& loop, const Image& image, const Recipe& recipe,
                               std::vector<std::string> extra, const Voice& voice);

/// The tree as a disk for a VM, made when it is first needed. Throws Trouble.
void have_disk(machine::Loop& loop, const Image& image, const Voice& voice);

std::vector<std::string> mke2fs_command(const std::filesystem::path& tree, const std::filesystem::path& file,
                                        const std::string& label, std::uint64_t bytes);

/// Runs a helper to its end and shows the elapsed time. Throws Trouble with the end of what it printed.
void run_helper(machine::Loop& loop, const std::string& what, const std::vector<std::string>& arguments,
                const Voice& voice);

/// Takes the exclusive lock, waiting for whoever has one.
machine::Descriptor lock_image(machine::Loop& loop, const Image& image, const Voice& voice);

/// The words for a helper that is not there, with the package that has it.
std::string missing_program(const std::string& program);

}  // namespace conformance::lab
