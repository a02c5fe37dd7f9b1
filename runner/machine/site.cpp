// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/site.h"

#include "runner/machine/files.h"
#include "runner/machine/payload.h"
#include "runner/machine/payload_use.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"
#include "runner/machine/vm_gifts.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The first of the path's ancestors, or itself, that is not there yet: what has to be removed again.
fs::path first_missing(const fs::path& path) {
  fs::path missing = path;
  while (missing.has_relative_path() && !fs::exists(fs::symlink_status(missing.parent_path())))
    missing = missing.parent_path();
  return missing;
}

bool is_inside(const fs::path& path, const fs::path& directory) {
  const auto relative = path.lexically_normal().lexically_relative(directory);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Site::Site(Loop& loop, const Profile& profile, const Surroundings& surroundings)
    : loop_(loop), surroundings_(surroundings), profile_(profile), work_(WorkDirectory::create(random_hex16())) {
  state_.started = ticks_now();
}

Site::Site(Loop& loop, const Profile& profile, const RunOptions& options, const StartPlan& start,
           const Surroundings& surroundings)
    : Site(loop, profile, surroundings) {
  next_start(options, start);
}

Site::Site(const Site& source, const StartPlan& start) : Site(source.loop_, source.profile_, source.surroundings_) {
  plan_ = make_copy(source.plan_, work_.path().filename().string(), work_.path(), start);
  describe_state();
}

void Site::next_start(const RunOptions& options, const StartPlan& start) {
  auto plan = make_plan(profile_, work_.path().filename().string(), work_.path(), options, start);
  if (prepared_) {
    plan.uuid = plan_.uuid;
    plan.uuid_hex = plan_.uuid_hex;
  }
  plan_ = std::move(plan);
  describe_state();
}

void Site::describe_state() {
  state_.nonce = plan_.nonce;
  state_.profile = plan_.profile.name();
  state_.machine = plan_.machine;
  state_.invocation_id = plan_.invocation_id();
  state_.machine_id = plan_.uuid_hex;
}

void Site::enter(const std::string& phase, std::string_view progress) {
  state_.phase = phase;
  surroundings_.progress(progress);
}

void Site::prepare(std::vector<evidence::Step>& steps) {
  if (prepared_) return surroundings_.refresh_guest(plan_);
  save();
  enter("prepare", "building the guest");
  const bool vm = plan_.profile.subject == "vm";
  if (vm || plan_.passes_credentials()) write_credentials();
  if (vm) write_strings();
  fs::create_directory(plan_.offered);
  if (plan_.boots_payload()) {
    plan_.host_runs_networkd = host_runs_networkd(loop_);
    copy_payload(loop_, plan_);
  }
  if (plan_.source.empty()) surroundings_.build_guest(plan_);
  const auto values = plan_.values();
  write_files(values);
  know_ends(0);
  enter("setup", "setting up");
  save();
  if (!plan_.source.empty()) return copy(steps);
  for (const auto& step : plan_.profile.setup) run_checked(steps, "setup", "set-up", step, values);
  prepared_ = true;
}

void Site::copy(std::vector<evidence::Step>& steps) {
  const auto& clone = *plan_.profile.clone;
  if (clone.copy) run_checked(steps, "clone", "copying", *clone.copy, plan_.values());
  prepared_ = true;
}

void Site::run_checked(std::vector<evidence::Step>& steps, const std::string& phase, std::string_view what,
                       const Step& step, const Values& values) {
  const auto& told = steps.emplace_back(run_step(loop_, phase, plan_.command(step, values), in(step.deadline)));
  const bool good = std::find(step.success.begin(), step.success.end(), told.exit_code) != step.success.end();
  if (!good)
    throw std::runtime_error(fmt::format("{} failed: {}{}", what, outcome_of(told),
                                         told.output.empty() ? ", without a word" : ": " + last_line(told.output)));
}

void Site::write_credentials() const {
  fs::create_directory(plan_.credentials);
  fs::permissions(plan_.credentials, fs::perms::owner_all);
  for (const auto& credential : plan_.given_credentials())
    create_file(plan_.credentials / credential.name, credential.bytes, 0400);
}

void Site::write_strings() const {
  fs::create_directory(plan_.smbios);
  fs::permissions(plan_.smbios, fs::perms::owner_all);
  auto strings = smbios_strings_for(plan_.nonce);
  for (const auto& credential : plan_.given_credentials()) strings.push_back(smbios_string_of(credential));
  for (const auto& string : strings) create_file(plan_.smbios / string.name, string.text, 0400);
}

void Site::write_files(const Values& values) {
  for (const auto& file : plan_.profile.files) {
    const fs::path path = expand(file.path, values);
    if (fs::exists(fs::symlink_status(path)))
      throw std::runtime_error(fmt::format("{} exists already, and is not written over", path.string()));
    if (!is_inside(path, plan_.work)) {
      state_.files.push_back(first_missing(path).string());
      save();
    }
    fs::create_directories(path.parent_path());
    create_file(path, expand(file.content, values), static_cast<mode_t>(file.mode));
  }
}

std::vector<Command> Site::expandable(const std::vector<Step>& steps, pid_t leader) const {
  std::vector<Command> commands;
  for (const auto& step : steps) {
    try {
      commands.push_back(plan_.command(step, plan_.values(leader)));
    } catch (const runner::ProfileError&) {
      // It names the leader, and there is none (yet).
    }
  }
  return commands;
}

void Site::know_ends(pid_t leader) {
  state_.kill = plan_.profile.kill ? expandable({*plan_.profile.kill}, leader) : std::vector<Command>{};
  state_.teardown = expandable(plan_.profile.teardown, leader);
}

void Site::tear_down(std::vector<evidence::Step>& steps) {
  if (state_.phase == "prepare") return;
  for (const auto& command : state_.teardown)
    steps.push_back(run_step(loop_, "teardown", command, in(command.deadline)));
}

void Site::remove(std::vector<std::string>& left_behind, bool certain, Cgroups cgroups) {
  removed_ = true;
  if (!certain && !kill_processes(loop_, state_, in(2s)))
    for (const pid_t pid : processes_of(state_)) left_behind.push_back(fmt::format("process {}", pid));
  for (auto& left : remove_remains(state_, plan_.work, cgroups)) left_behind.push_back(std::move(left));
  remove_empty_base(plan_.work.parent_path());
}

}  // namespace conformance::machine
