// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/job.h"

#include "runner/expectations/expectations.h"
#include "runner/lab/recipe.h"
#include "runner/machine/files.h"
#include "runner/machine/step.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;

constexpr std::array program_files{"conformance", "conformance-system", "conformance-probe", "conformance-images.so",
                                   "conformance-exemplar"};
constexpr std::array library_directories{"usr/lib/x86_64-linux-gnu",
                                         "lib/x86_64-linux-gnu",
                                         "usr/lib",
                                         "lib",
                                         "usr/lib/aarch64-linux-gnu",
                                         "usr/lib64",
                                         "lib64"};
/// Options of `run` that name something on this host, and those that make no sense in a lab.
constexpr std::array file_options{"--kernel", "--expect", "--clauses"};
constexpr std::array refused{"--profile", "-o", "--output", "--keep", "--dry-run", "--adopt"};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += " " + machine::shell_quoted(word);
  return text;
}

/// "--guest=TREE" as two words.
std::vector<std::string> split_values(const std::vector<std::string>& given) {
  std::vector<std::string> words;
  for (const auto& word : given) {
    const auto equals = word.find('=');
    if (word.starts_with("--") && equals != std::string::npos) {
      words.push_back(word.substr(0, equals));
      words.push_back(word.substr(equals + 1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

void copy_into(const fs::path& file, const fs::path& directory) {
  fs::create_directories(directory);
  fs::copy_file(file, directory / file.filename(), fs::copy_options::overwrite_existing);
}

/// The profile, and what is known to deviate.
void stage_profile(const Job& job, const fs::path& directory) {
  const auto file = fs::absolute(job.profile.file);
  copy_into(file, directory / "profiles" / job.name);
  const auto known = runner::expectations_beside(file);
  const auto place = runner::expectations_beside(directory / "profiles" / job.name / file.filename());
  if (fs::exists(known)) copy_into(known, place.parent_path());
}

void stage_program(machine::Loop& loop, const fs::path& tree, const fs::path& directory) {
  const fs::path self = fs::read_symlink("/proc/self/exe").parent_path();
  for (const auto* name : program_files) {
    if (!fs::exists(self / name)) continue;
    copy_into(self / name, directory / "bin");
    // A static program is none for ldd, and lacks nothing.
    const machine::Command ldd{.arguments = {"ldd", (self / name).string()},
                               .environment = machine::clean_environment()};
    std::string output;
    machine::RunningStep step(loop, "ldd", ldd);
    step.on_output([&](std::string_view text) { output += text; });
    loop.until([&] { return step.ended(); }, machine::in(ldd.deadline));
    step.finish();
    for (const auto& library : libraries_missing(output, tree)) copy_into(library, directory / "libraries");
  }
  // Beside the program, where a bundle has them.
  if (fs::is_directory(self / "lib")) fs::copy(self / "lib", directory / "bin/lib", fs::copy_options::recursive);
}

}  // namespace

std::vector<Job> jobs_for(const std::vector<Profile>& profiles) {
  std::vector<Job> jobs;
  std::set<std::string> names;
  for (const auto& profile : profiles) {
    auto name = profile.name();
    std::replace(name.begin(), name.end(), ':', '-');
    if (!names.insert(name).second) throw Trouble(fmt::format("two profiles are called {}", profile.name()));
    jobs.push_back({name, profile});
  }
  return jobs;
}

Words words_for(const std::vector<std::string>& given) {
  Words words;
  const auto all = split_values(given);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::find(refused.begin(), refused.end(), all[i]) != refused.end() || all[i].starts_with("-o"))
      throw Trouble(fmt::format("{} cannot be among the words for the run in the lab", all[i]));
    words.inside.push_back(all[i]);
    const bool file = std::find(file_options.begin(), file_options.end(), all[i]) != file_options.end();
    if ((!file && all[i] != "--guest") || i + 1 == all.size() || all[i + 1] == "none") continue;
    const auto path = fs::absolute(all[++i]);
    if (!fs::exists(path)) throw Trouble(path.string() + " is not there");
    words.inside.push_back(file ? fmt::format("{}/files/{}", job_directory, words.files.size()) : guest_directory);
    if (file)
      words.files.push_back(path);
    else
      words.guest = path;
  }
  return words;
}

std::string script_of(const Job& job, const Words& words) {
  auto profile =
      fmt::format("{}/profiles/{}/{}", job_directory, job.name, fs::path(job.profile.file).filename().string());
  if (!job.profile.variant.empty()) profile += ":" + job.profile.variant;
  const auto services = joined(job.profile.lab.services);
  // Several runs have evidence of their own each, and any number of it: what counts is their one result.
  const bool repeated = std::ranges::find(words.inside, "--repeat") != words.inside.end();
  const auto* const evidence = repeated ? "" : " -o evidence=\"$out/evidence.json\"";
  std::string text = "out=$1\n";
  // What a host of another suite lacks; a host that has it keeps its own.
  text += fmt::format("[ -d {0}/libraries ] && ldconfig {0}/libraries\n", job_directory);
  text += "ls /sys/class/net > /run/links-before\n";
  if (!services.empty())
    text += fmt::format(
        "systemctl start{0} || {{ echo 'the services of the profile did not start:'\n"
        "systemctl --no-pager --full status{0}; echo 4 > \"$out/exit-code\"; exit 4; }}\n",
        services);
  // Where it is emulated it takes longer to start than the run would wait for its first answer.
  text += "systemctl start systemd-machined.service\n";
  text += fmt::format(
      "{}/bin/conformance run --profile {} -o json=\"$out/result.json\"{} -o terminal=\"$out/report.txt\"{}\n",
      job_directory, machine::shell_quoted(profile), evidence, joined(words.inside));
  text += "code=$?\n";
  // With the sockets that would start them again.
  if (!services.empty())
    text += fmt::format("systemctl stop{0} $(systemctl show --property TriggeredBy --value{0})\n", services);
  // Daemons leave bridges, whose routes would be in the way of the next manager (docker0 in that of pasta).
  text += "ls /sys/class/net | comm -13 /run/links-before - | xargs -r -n 1 ip link delete\n";
  return text + "echo $code > \"$out/exit-code\"\nexit $code\n";
}

std::vector<fs::path> libraries_missing(const std::string& ldd, const fs::path& tree) {
  std::vector<fs::path> missing;
  std::istringstream lines(ldd);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::string arrow;
    std::string path;
    if (!(words >> name >> arrow >> path) || arrow != "=>" || !path.starts_with('/')) continue;
    const bool there = std::any_of(library_directories.begin(), library_directories.end(),
                                   [&](const char* directory) { return fs::exists(tree / directory / name); });
    if (!there) missing.emplace_back(path);
  }
  return missing;
}

void stage(machine::Loop& loop, const std::vector<Job>& jobs, const Words& words, const fs::path& tree,
           const fs::path& directory) {
  fs::create_directories(directory / "files");
  stage_program(loop, tree, directory);
  std::string order;
  for (const auto& job : jobs) {
    stage_profile(job, directory);
    machine::create_file(directory / (job.name + ".sh"), script_of(job, words), 0644);
    order += job.name + "\n";
  }
  for (std::size_t i = 0; i < words.files.size(); ++i)
    fs::copy_file(words.files[i], directory / "files" / std::to_string(i));
  machine::create_file(directory / "order", order, 0644);
}

}  // namespace conformance::lab
