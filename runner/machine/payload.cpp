// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/payload.h"

#include "fixtures/guest/protocol.h"
#include "runner/machine/descriptor.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto copy_deadline = 10min;
/// For what an OS writes when it boots: more than any of them, and no burden for the host.
constexpr std::uint64_t most_changes = 1u << 30;

std::uint64_t quarter_of_memory() {
  struct sysinfo host {};
  return ::sysinfo(&host) == 0 ? host.totalram / 4 * host.mem_unit : most_changes;
}

bool mount_memory(const fs::path& point, std::uint64_t size) {
  fs::create_directories(point);
  return ::mount("tmpfs", point.c_str(), "tmpfs", 0, fmt::format("mode=0755,size={}", size).c_str()) == 0;
}

/// The owners in an overlay cannot be mapped, which is how managers give a tree to a user namespace.
bool may_be_overlay(const Plan& plan) {
  const auto claim = plan.profile.claims.find("user_namespace");
  return claim == plan.profile.claims.end() || claim->second.value != "yes";
}

/// The upper directory becomes the root of what is seen.
void make_like(const fs::path& directory, const fs::path& other) {
  struct stat status {};
  fs::create_directory(directory);
  if (::stat(other.c_str(), &status) != 0 || ::chown(directory.c_str(), status.st_uid, status.st_gid) != 0 ||
      ::chmod(directory.c_str(), status.st_mode & 07777) != 0)
    throw std::system_error(errno, std::generic_category(), directory.string());
}

bool mount_overlay(const Plan& plan) {
  const auto changes = plan.work / "payload";
  if (!mount_memory(changes, std::min(most_changes, quarter_of_memory()))) return false;
  make_like(changes / "upper", plan.payload);
  fs::create_directory(changes / "work");
  fs::create_directories(plan.tree);
  // By their descriptors, so that no path has to be escaped.
  const Descriptor lower(::open(plan.payload.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const Descriptor upper(::open((changes / "upper").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const Descriptor scratch(::open((changes / "work").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto options = fmt::format("lowerdir=/proc/self/fd/{},upperdir=/proc/self/fd/{},workdir=/proc/self/fd/{}",
                                   lower.get(), upper.get(), scratch.get());
  return ::mount("overlay", plan.tree.c_str(), "overlay", 0, options.c_str()) == 0;
}

/// Whoever changes the tree meanwhile makes this fail, and then nothing is started.
void copy_files(Loop& loop, const Plan& plan) {
  mount_memory(plan.tree, quarter_of_memory());  // where even that is not possible the disk takes it
  Command command;
  command.arguments = {
      "cp", "--archive", "--reflink=auto", "--one-file-system", "--", plan.payload.string() + "/.", plan.tree.string()};
  command.environment = clean_environment();
  command.deadline = copy_deadline;
  const auto told = run_step(loop, "copy", command, in(copy_deadline));
  if (told.exit_code != 0 || told.timed_out)
    throw std::runtime_error(fmt::format("the payload {} cannot be copied: {}: {}", plan.payload.string(),
                                         outcome_of(told), last_line(told.output)));
}

}  // namespace

void copy_payload(Loop& loop, const Plan& plan) {
  if (!may_be_overlay(plan) || !mount_overlay(plan)) copy_files(loop, plan);
}

SecondLook::SecondLook(Loop& loop, const Plan& plan) : console_(guest::second_nonce(plan.nonce)) {
  if (plan.profile.guest == GuestKind::tree)
    file_.emplace(loop, plan.tree, guest::second_nonce(plan.nonce), guest::second_look_path);
}

bool SecondLook::ended() const {
  const auto state = decoder().state();
  return state != DecoderState::waiting && state != DecoderState::reading;
}

void SecondLook::refresh() {
  if (file_) file_->read();
}

void SecondLook::stop_watching() {
  if (file_) file_->stop_watching();
}

evidence::Group<evidence::Payload> SecondLook::facts(const std::string& otherwise) const {
  using Facts = evidence::Group<evidence::Payload>;
  switch (decoder().state()) {
    case DecoderState::complete:
      return decoder().guest().payload;
    case DecoderState::waiting:
      return Facts::absent(file_ && !file_->problem().empty() ? file_->problem() : otherwise);
    case DecoderState::reading:
      return Facts::absent(otherwise);
    case DecoderState::malformed:
    case DecoderState::flooded:
      break;
  }
  return Facts::absent("the second look cannot be read: " + decoder().problem());
}

}  // namespace conformance::machine
