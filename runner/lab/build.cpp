// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/build.h"

#include "runner/machine/files.h"
#include "runner/machine/process.h"
#include "runner/machine/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::uint64_t giga = 1'000'000'000;
constexpr std::uint64_t tree_space = 6 * giga;    // packages, what they are unpacked to, and some air
constexpr std::uint64_t room_in_disk = 8 * giga;  // for what managers store; a hole in the file until they do
constexpr auto build_deadline = 1h;

std::string seconds_since(machine::Clock::time_point start) {
  return fmt::format("{} s", machine::microseconds_since(start) / 1'000'000);
}

std::string last_lines(const std::string& output, int lines) {
  std::size_t at = output.find_last_not_of('\n');
  if (at == std::string::npos) return "";
  const auto end = at + 1;
  for (int line = 0; line < lines && at != std::string::npos && at > 0; ++line) at = output.rfind('\n', at - 1);
  const auto begin = at == std::string::npos || at == 0 ? 0 : at + 1;
  return machine::printable(std::string_view(output).substr(begin, end - begin));
}

/// With what the user has set for apt; ended when this program is.
machine::Command helper(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"setpriv", "--pdeathsig", "TERM", "--"});
  machine::Command command{.arguments = std::move(arguments), .environment = machine::clean_environment()};
  for (const char* name : {"http_proxy", "https_proxy", "no_proxy", "TMPDIR"})
    if (const char* value = std::getenv(name)) command.environment.push_back(fmt::format("{}={}", name, value));
  return command;
}

void check_space(const fs::path& directory, std::uint64_t wanted) {
  const auto free = fs::space(directory).available;
  if (free < wanted)
    throw Trouble(
        fmt::format("{} has {} left, and the image takes about {}: make room, or set CONFORMANCE_CACHE to "
                    "another place (\"conformance lab list\" shows what lies there)",
                    directory.string(), size_text(free), size_text(wanted)));
}

/// Runs mmdebstrap; all it prints goes to the log, each new step is shown.
class Building {
 public:
  Building(machine::Loop& loop, const Image& image, const Voice& voice)
      : loop_(loop),
        image_(image),
        voice_(voice),
        log_(::open(image.log().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644)) {
    machine::checked(log_.get(), image.log().c_str());
  }

  void run(const std::vector<std::string>& arguments) {
    machine::RunningStep step(loop_, "build", helper(arguments));
    step.on_output([this](std::string_view text) { take(text); });
    const auto latest = machine::in(build_deadline);
    while (!loop_.until([&] { return step.ended(); }, std::min(latest, machine::in(1s)))) {
      if (machine::Clock::now() >= latest) break;
      voice_.show(fmt::format("{} ({})", step_, seconds_since(started_)));
    }
    const auto told = step.finish();
    if (told.exit_code == 0 && !told.timed_out) return;
    throw Trouble(fmt::format("building the image of {} failed at \"{}\" after {}: {}\n{}\nall of it is in {}",
                              image_.suite(), step_, seconds_since(started_), machine::outcome_of(told),
                              last_lines(told.output, 12), image_.log().string()));
  }

 private:
  void take(std::string_view text) {
    if (::write(log_.get(), text.data(), text.size()) < 0) return;  // a full disk shows in mmdebstrap itself
    for (const char letter : text) {
      if (letter == '\n') {
        line();
      } else if (line_.size() < 1000) {
        line_ += letter;
      }
    }
  }

  void line() {
    if (const auto next = step_of(line_); !next.empty() && next != step_) {
      step_ = next;
      voice_.say(fmt::format("{}: {} ({})", image_.suite(), step_, seconds_since(started_)));
    }
    line_.clear();
  }

  machine::Loop& loop_;
  const Image& image_;
  const Voice& voice_;
  machine::Descriptor log_;
  machine::Clock::time_point started_ = machine::Clock::now();
  std::string step_ = "starting";
  std::string line_;
};

void build(machine::Loop& loop, const Image& image, const Recipe& recipe, const std::vector<std::string>& extra,
           const Voice& voice) {
  if (::geteuid() != 0) throw Trouble("building an image needs root: the files of an OS belong to several users");
  if (machine::find_command("mmdebstrap").empty()) throw Trouble(missing_program("mmdebstrap"));
  remove_tree(image.partial());
  check_space(image.directory().parent_path(), tree_space);
  fs::create_directories(image.partial());
  Building(loop, image, voice).run(mmdebstrap_command(recipe, extra, image.partial() / "tree"));
  image.save({.recipe = recipe.hash, .extra = extra, .at = std::time(nullptr)}, image.partial());
  // Its description goes first: what is left of a removal that is cut short is no image.
  fs::remove(image.directory() / "image.json");
  remove_tree(image.directory());
  fs::rename(image.partial(), image.directory());
}

}  // namespace

std::string missing_program(const std::string& program) {
  static const std::map<std::string, std::string> packages{{"mmdebstrap", "mmdebstrap"},
                                                           {"systemd-nspawn", "systemd-container"},
                                                           {"qemu-system-x86_64", "qemu-system-x86"},
                                                           {"mke2fs", "e2fsprogs"},
                                                           {"nsenter", "util-linux"}};
  const auto found = packages.find(program);
  return fmt::format("{} is not installed: it is in Debian's package {}", program,
                     found == packages.end() ? program : found->second);
}

machine::Descriptor lock_image(machine::Loop& loop, const Image& image, const Voice& voice) {
  auto lock = image.try_lock(true);
  if (lock) return lock;
  voice.say(fmt::format("the image of {} is being built or used by another run; waiting for it", image.suite()));
  while (!lock) {
    // flock(1) waits where it can be interrupted; what it gets it gives up at once, for us to take.
    machine::RunningStep wait(loop, "lock", helper({"flock", image.lock_file().string(), "true"}));
    loop.until([&] { return wait.ended(); }, machine::in(24h));
    if (!wait.succeeded()) throw Trouble("waiting for the image failed: " + machine::outcome_of(wait.finish()));
    lock = image.try_lock(true);
  }
  return lock;
}

machine::Descriptor have_image(machine::Loop& loop, const Image& image, const Recipe& recipe,
                               std::vector<std::string> extra, const Voice& voice) {
  if (auto shared = image.try_lock(false); shared && image.why_not(recipe.hash, extra).empty()) return shared;
  auto lock = lock_image(loop, image, voice);
  if (const auto why = image.why_not(recipe.hash, extra); !why.empty()) {
    const auto found = image.built();
    if (found && found->recipe == recipe.hash)  // what was asked for earlier is not lost
      for (const auto& package : found->extra)
        if (std::find(extra.begin(), extra.end(), package) == extra.end()) extra.push_back(package);
    voice.say(fmt::format("building the image of {} ({}); this downloads packages", image.suite(), why));
    build(loop, image, recipe, extra, voice);
    voice.say(fmt::format("the image of {} is built: {}", image.suite(), size_text(image.size())));
  }
  machine::checked(::flock(lock.get(), LOCK_SH), "flock");
  return lock;
}

std::vector<std::string> mke2fs_command(const fs::path& tree, const fs::path& file, const std::string& label,
                                        std::uint64_t bytes) {
  // Neither a journal nor checksums: the disk does not outlive the run, and both cost time under emulation.
  return {"mke2fs",
          "-q",
          "-F",
          "-t",
          "ext4",
          "-O",
          "^has_journal,^metadata_csum",
          "-E",
          "lazy_itable_init=1",
          "-m",
          "0",
          "-L",
          label,
          "-d",
          tree.string(),
          file.string(),
          fmt::format("{}k", bytes / 1024)};
}

void run_helper(machine::Loop& loop, const std::string& what, const std::vector<std::string>& arguments,
                const Voice& voice) {
  if (machine::find_command(arguments[0]).empty()) throw Trouble(missing_program(arguments[0]));
  const auto start = machine::Clock::now();
  machine::RunningStep step(loop, what, helper(arguments));
  while (!loop.until([&] { return step.ended(); }, machine::in(1s)))
    voice.show(fmt::format("{} ({})", what, seconds_since(start)));
  const auto told = step.finish();
  if (told.exit_code != 0)
    throw Trouble(fmt::format("{} failed: {}\n{}", what, machine::outcome_of(told), last_lines(told.output, 12)));
}

void have_disk(machine::Loop& loop, const Image& image, const Voice& voice) {
  if (fs::exists(image.disk())) return;
  // Only one makes it; who comes second finds it. The image itself is locked shared by both.
  const machine::Descriptor lock(
      ::open((image.directory() / "disk.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    voice.say("the disk of the image is being made by another run; waiting for it");
    run_helper(loop, "waiting", {"flock", (image.directory() / "disk.lock").string(), "true"}, voice);
    return have_disk(loop, image, voice);
  }
  const auto used = image.size();
  check_space(image.directory(), used + giga);
  voice.say(fmt::format("{}: making a disk of the tree", image.suite()));
  const auto partial = image.directory() / "disk.partial";
  fs::remove(partial);
  run_helper(loop, "image", mke2fs_command(image.tree(), partial, "lab-root", used + used / 4 + room_in_disk), voice);
  fs::rename(partial, image.disk());
}

}  // namespace conformance::lab
