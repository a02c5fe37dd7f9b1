// SPDX-License-Identifier: Apache-2.0
// lab: runs profiles inside a throw-away Debian host; nothing on this one is touched but the cache of images.
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/orphans.h"
#include "runner/commands/system/progress.h"
#include "runner/commands/system/run.h"
#include "runner/commands/system/summaries.h"
#include "runner/commands/system/wanted.h"
#include "runner/lab/accelerator.h"
#include "runner/lab/build.h"
#include "runner/lab/delivery.h"
#include "runner/lab/session.h"
#include "runner/machine/clean.h"
#include "runner/profile/load.h"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <system_error>

namespace conformance::runner {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string what;
  std::string suite;
  std::vector<std::string> profiles;
  std::string backend;
  std::string output;
  std::vector<std::string> words;
  bool fresh = false;
  bool all = false;
  bool json = false;
};

/// Lines to standard error; the one that changes only where that is a terminal.
class Speaker {
 public:
  explicit Speaker(const std::string& suite) : progress_("lab " + suite) {
    voice.say = [](std::string_view text) {
      for (std::size_t at = 0; at <= text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
        if (const auto line = text.substr(at, text.find('\n', at) - at); !line.empty()) tell(reports::printable(line));
    };
    voice.show = [this](std::string_view what) { progress_.show(reports::printable(what)); };
  }
  lab::Voice voice;

 private:
  Progress progress_;
};

lab::Image image_of(const Options& options) {
  if (options.suite.empty()) throw UsageError(fmt::format("lab {} needs --suite", options.what));
  return {lab::cache_directory(), options.suite};
}

void need_root() {
  if (::geteuid() != 0) throw UsageError("the lab needs root: it boots a host of its own");
}

/// What profiles want beside the recipe's packages.
std::vector<std::string> extra_packages(const std::vector<lab::Job>& jobs, const lab::Recipe& recipe) {
  std::vector<std::string> extra;
  for (const auto& job : jobs)
    for (const auto& package : job.profile.lab.packages)
      if (std::ranges::find(recipe.packages, package) == recipe.packages.end() &&
          std::ranges::find(extra, package) == extra.end())
        extra.push_back(package);
  return extra;
}

/// Every profile that was ever run, with its variants, of what the suite packages.
std::vector<std::string> packaged_in(const std::string& suite) {
  std::vector<std::string> names;
  for (const auto& file : known_profiles())
    for (const auto& variant : variants_of(file)) {
      const auto profile = load_profile(file, variant);
      if (profile.untested.empty() && std::ranges::find(profile.lab.suites, suite) != profile.lab.suites.end())
        names.push_back(profile.name());
    }
  return names;
}

/// The profiles that the suite packages; the others have their outcome already.
std::vector<lab::Job> jobs_of(const Options& options, lab::Account& account) {
  std::vector<Profile> profiles;
  for (const auto& name : options.all ? packaged_in(options.suite) : options.profiles) {
    auto profile = profile_called(name, {});
    const auto why = lab::why_not_in(profile, options.suite);
    if (why.empty()) {
      profiles.push_back(std::move(profile));
    } else {
      tell(fmt::format("{}: left out, {}", profile.name(), why));
      account.outcomes.push_back({profile.name(), reports::exit_code::nothing_applicable, why});
    }
  }
  return lab::jobs_for(profiles);
}

/// What `run` would refuse is said before a host is booted for it.
std::optional<int> why_not(const std::vector<lab::Job>& jobs, const std::vector<std::string>& further) {
  if (jobs.empty()) return std::nullopt;
  std::vector<std::string> words;
  for (const auto& job : jobs)
    words.push_back(
        fmt::format("--profile={}{}{}", job.profile.file, job.profile.variant.empty() ? "" : ":", job.profile.variant));
  words.insert(words.end(), further.begin(), further.end());
  return why_not_run(words);
}

/// Where the results go; that they can is known before the work.
fs::path output_of(const Options& options, const std::vector<lab::Job>& jobs) {
  const fs::path output = options.output.empty() ? fs::path("lab-results") / options.suite : fs::path(options.output);
  try {
    fs::create_directories(output);
    for (const auto& job : jobs) {
      fs::create_directories(output / job.name);
      for (const auto* file : lab::delivered_files) check_writable((output / job.name / file).string());
    }
    return fs::absolute(output);
  } catch (const fs::filesystem_error& error) {
    throw UsageError(fmt::format("--output: {}: {}", error.path1().string(), error.code().message()));
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("--output: {}", error.what()));
  }
}

const char* name_of(LabBackend backend) { return backend == LabBackend::qemu ? "qemu" : "nspawn"; }

/// One line for each profile; the exit code is the worst of all that happened.
int conclude(const lab::Account& account, const fs::path& output, bool as_json, int signal) {
  auto json = nlohmann::ordered_json::array();
  std::string text;
  for (const auto& outcome : account.outcomes) {
    const auto line = outcome.line.substr(0, outcome.line.find('\n'));
    json.push_back({{"profile", outcome.profile}, {"exit_code", outcome.exit_code}, {"line", line}});
    text += fmt::format("{:<28} exit {:<3} {}\n", outcome.profile, outcome.exit_code, reports::printable(line));
  }
  print(as_json ? json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n" : text);
  tell(fmt::format("results and evidence of each profile are in {}", reports::printable(output.string())));
  if (!account.left_behind.empty())
    tell(fmt::format("{} left behind on this host (see above); conformance clean removes what it can",
                     account.left_behind.size() == 1 ? "something was" : "some things were"));
  if (signal != 0) tell("interrupted; the results so far are kept");
  return lab::exit_code_of(account, signal);
}

int run_in_lab(const Options& options) {
  need_root();
  if (options.profiles.empty() != options.all) throw UsageError("lab run needs either --profile or --all");
  const auto image = image_of(options);
  Speaker speaker(options.suite);
  lab::Account account;
  const auto words = lab::words_for(options.words);
  const auto jobs = jobs_of(options, account);
  if (const auto code = why_not(jobs, options.words)) return *code;
  const lab::Wishes wishes{options.backend, options.fresh, output_of(options, jobs)};
  machine::Loop loop;
  remove_orphans(loop);
  try {
    if (!jobs.empty()) {
      const auto recipe = lab::read_recipe(lab::recipe_directory(), options.suite);
      const auto lock = lab::have_image(loop, image, recipe, extra_packages(jobs, recipe), speaker.voice);
      for (const auto& group : lab::groups_of(jobs, wishes)) {
        tell(fmt::format("{} {} on a host of {} by {} ({})", group.jobs.size(),
                         group.jobs.size() == 1 ? "profile" : "profiles", options.suite, name_of(group.backend),
                         group.why));
        lab::run_group(loop, image, group, words, wishes, speaker.voice, account);
      }
    }
  } catch (const machine::Interrupted&) {
    lab::add_unfinished(jobs, loop.signal(), account);
  }
  return conclude(account, wishes.output, options.json, loop.signal());
}

int shell(const Options& options) {
  need_root();
  const auto image = image_of(options);
  Speaker speaker(options.suite);
  const bool vm = options.backend == "qemu";
  std::optional<std::string> commands;
  if (vm && ::isatty(STDIN_FILENO) == 0) commands = read_file("-");
  machine::Loop loop;
  const auto recipe = lab::read_recipe(lab::recipe_directory(), options.suite);
  const auto lock = lab::have_image(loop, image, recipe, {}, speaker.voice);
  const lab::Order order{image, {}, {}, lab::try_qemu_with_kvm(loop, image.kernel()).proven, commands};
  const auto host = vm ? lab::qemu_host(loop, order, speaker.voice) : lab::nspawn_host(loop, order, speaker.voice);
  if (!vm) host->boot();
  const int code = host->shell();
  const auto left_behind = host->end();
  for (const auto& left : left_behind) tell("could not be removed: " + reports::printable(left));
  return code == 0 && !left_behind.empty() ? reports::exit_code::left_behind : code;
}

int build(const Options& options) {
  const auto image = image_of(options);
  Speaker speaker(options.suite);
  machine::Loop loop;
  const auto recipe = lab::read_recipe(lab::recipe_directory(), options.suite);
  const auto lock = lab::have_image(loop, image, recipe, {}, speaker.voice);
  if (options.backend == "qemu") lab::have_disk(loop, image, speaker.voice);
  print(fmt::format("{}\n", image.directory().string()));
  return reports::exit_code::passed;
}

/// "current", or why it is not.
std::string state_of(const lab::Image& image) {
  try {
    const auto why = image.why_not(lab::read_recipe(lab::recipe_directory(), image.suite()).hash, {});
    return why.empty() ? "current" : why;
  } catch (const lab::Trouble& trouble) {
    return trouble.what();
  }
}

int list(const Options& options) {
  auto json = nlohmann::json::array();
  std::string text;
  std::uint64_t bytes = 0;
  for (const auto& image : lab::images_in(lab::cache_directory())) {
    const auto built = image.built();
    const auto age = std::time(nullptr) - (built ? built->at : 0);
    const auto size = image.size();
    bytes += size;
    json.push_back({{"suite", image.suite()},
                    {"directory", image.directory().string()},
                    {"bytes", size},
                    {"built", built ? built->at : 0},
                    {"disk", fs::exists(image.disk())},
                    {"state", state_of(image)}});
    text += fmt::format("{:<10} {:>9}  {:<14} {}\n", reports::printable(image.suite()), lab::size_text(size),
                        built                           ? lab::age_text(age) + " old"
                        : fs::exists(image.directory()) ? "broken"
                                                        : "unfinished",
                        reports::printable(state_of(image)));
  }
  if (options.json)
    print(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  else if (text.empty())
    print(fmt::format("no images in {}\n", lab::cache_directory().string()));
  else
    print(text + fmt::format("{} in {}\n", lab::size_text(bytes), lab::cache_directory().string()));
  return reports::exit_code::passed;
}

int remove(const Options& options) {
  if (options.suite.empty() == !options.all) throw UsageError("lab remove needs either --suite or --all");
  const auto cache = lab::cache_directory();
  const auto images = options.all ? lab::images_in(cache) : std::vector{lab::Image(cache, options.suite)};
  std::uint64_t bytes = 0;
  for (const auto& image : images) {
    const auto lock = image.try_lock(true);
    if (!lock) throw UsageError(fmt::format("the image of {} is in use", image.suite()));
    bytes += lab::remove_image(image);
    fs::remove(image.lock_file());
  }
  print(fmt::format("freed {}\n", lab::size_text(bytes)));
  return reports::exit_code::passed;
}

int act(const Options& options) {
  if (!options.words.empty() && options.what != "run")
    throw UsageError(fmt::format("lab {} takes no further words, such as {}", options.what,
                                 reports::printable(options.words.front())));
  static const std::map<std::string, int (*)(const Options&)> actions{
      {"run", run_in_lab}, {"shell", shell}, {"build", build}, {"list", list}, {"remove", remove}};
  try {
    return actions.at(options.what)(options);
  } catch (const lab::HostLost& trouble) {
    tell(reports::printable(trouble.what()));
    return reports::exit_code::lost;
  } catch (const lab::Trouble& trouble) {
    throw UsageError(trouble.what());
  } catch (const std::system_error& error) {
    throw OutputError(error.what());
  } catch (const machine::Interrupted& interrupted) {
    tell("interrupted");
    return 128 + interrupted.signal;
  }
}

Command lab_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add(
      {{.names = "what",
        .value = "run|shell|build|list|remove",
        .help = "run profiles on a host; open a shell on one; build its image; list the images; remove them",
        .into = &options->what,
        .required = true,
        .choices = {"run", "shell", "build", "list", "remove"}},
       {.names = "words",
        .value = "WORD",
        .help = "After --: further words for run, but --profile, -o, --keep, --dry-run and --adopt",
        .into = &options->words},
       {.names = "--suite",
        .value = "SUITE",
        .help = "Debian release of the host: bookworm, trixie or sid",
        .into = &options->suite,
        .choices = {"bookworm", "trixie", "sid"}},
       {.names = "--profile",
        .value = "PROFILE",
        .help = "Profile to run, as for run (repeatable)",
        .into = &options->profiles},
       {.names = "--backend",
        .value = "BACKEND",
        .help = "nspawn or qemu, instead of what each profile needs",
        .into = &options->backend,
        .choices = {"nspawn", "qemu"}},
       {.names = "--output",
        .value = "DIR",
        .help = "Where results and evidence go, instead of lab-results/SUITE",
        .into = &options->output},
       {.names = "--fresh", .help = "A host of its own for each profile", .into = &options->fresh},
       {.names = "--all",
        .help = "run: every profile, with its variants, of what the suite packages; remove: the images of all suites",
        .into = &options->all},
       {.names = "--json", .help = "What run and list say as JSON", .into = &options->json}});
  command.action = [options] { return act(*options); };
  return command;
}

const Registered registered(summary::lab, lab_command);

}  // namespace

}  // namespace conformance::runner
