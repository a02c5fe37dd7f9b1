// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/session.h"

#include "reports/gate.h"
#include "runner/lab/accelerator.h"
#include "runner/lab/delivery.h"
#include "runner/machine/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <system_error>

namespace conformance::lab {

namespace {

namespace exit_code = reports::exit_code;

/// The closing line of `run`, or whatever was said last.
std::string closing(const std::string& output) {
  constexpr std::string_view own = "\nconformance: ";
  if (output.empty()) return "it printed nothing and left no result";
  const auto lines = "\n" + output;
  const auto at = lines.rfind(own);
  if (at == std::string::npos) return machine::one_line(machine::last_line(output));
  return machine::one_line(lines.substr(at + own.size(), lines.find('\n', at + 1) - at - own.size()));
}

std::string told(const std::map<std::string, std::vector<std::string>>& reasons) {
  std::vector<std::string> sentences;
  for (const auto& [reason, profiles] : reasons)
    sentences.push_back(fmt::format("{}: {}", fmt::join(profiles, ", "), reason));
  return fmt::format("{}", fmt::join(sentences, "; "));
}

class Session {
 public:
  Session(machine::Loop& loop, const Image& image, const Group& group, const Words& words, const Wishes& wishes,
          const Voice& voice, Account& account)
      : loop_(loop), image_(image), group_(group), words_(words), wishes_(wishes), voice_(voice), account_(account) {
    const bool vm = group.backend == LabBackend::qemu ||
                    std::ranges::any_of(group.jobs, [](const Job& job) { return job.profile.subject == "vm"; });
    if (!vm) return;
    const auto kvm = try_qemu_with_kvm(loop, image.kernel());
    kvm_ = kvm.proven;
    voice.say(kvm.proven ? "VMs use KVM" : fmt::format("VMs are emulated: {}", kvm.problem));
  }

  void run() {
    for (std::size_t next = 0; next < group_.jobs.size();) next = on_one_host(next);
  }

 private:
  /// Returns the first job that is still to be run.
  std::size_t on_one_host(std::size_t first) {
    const auto last = wishes_.fresh ? first + 1 : group_.jobs.size();
    const Order order{image_,
                      {group_.jobs.begin() + static_cast<std::ptrdiff_t>(first),
                       group_.jobs.begin() + static_cast<std::ptrdiff_t>(last)},
                      words_,
                      kvm_};
    std::unique_ptr<Host> host;
    std::size_t next = first;
    bool booted = false;
    try {
      host = group_.backend == LabBackend::qemu ? qemu_host(loop_, order, voice_) : nspawn_host(loop_, order, voice_);
      boot(*host);
      booted = true;
      for (; next < last; ++next) run_job(*host, group_.jobs[next]);
    } catch (const KvmLost& trouble) {
      kvm_ = false;
      voice_.say(fmt::format("VMs are emulated from here on: {}", trouble.what()));
    } catch (const HostLost& trouble) {
      next = after_loss(booted, first, next, last, trouble.what());
    } catch (const Trouble& trouble) {
      next = give_up(next, last, exit_code::usage, trouble.what());
    } catch (const std::system_error& error) {
      next = give_up(next, last, exit_code::internal, error.what());
    } catch (...) {
      end(host.get());
      throw;
    }
    end(host.get());
    return next;
  }

  void boot(Host& host) const {
    const auto start = machine::Clock::now();
    host.boot();
    voice_.say(fmt::format("the host of {} is up after {:.1f} s", image_.suite(),
                           std::chrono::duration<double>(machine::Clock::now() - start).count()));
  }

  /// nullptr: there is none, for it could not even be prepared.
  void end(Host* host) {
    if (host == nullptr) return;
    for (auto& left : host->end()) {
      voice_.say("could not be removed: " + machine::printable(left));
      account_.left_behind.push_back(std::move(left));
    }
  }

  /// A host that does not come up would not the second time. One that was lost is started anew: for the next job where
  /// the lost one was the first on it; else for the same once more, as the end may be the doing of what ran before.
  std::size_t after_loss(bool booted, std::size_t first, std::size_t next, std::size_t last, const char* why) {
    if (booted && next > first) {
      voice_.say(fmt::format("{}: once more on a new host: {}", group_.jobs[next].profile.name(), why));
      return next;
    }
    return give_up(next, booted ? next + 1 : last, exit_code::lost, why);
  }

  /// The jobs up to `end` have no result. Returns the next one.
  std::size_t give_up(std::size_t next, std::size_t end, int code, const char* why) {
    for (; next < end; ++next) tell(group_.jobs[next], code, why);
    return next;
  }

  void run_job(Host& host, const Job& job) {
    Delivery delivery(wishes_.output / job.name);
    try {
      host.run(job, [&](std::string_view text) { delivery.take(text); });
    } catch (const ResultsLost& trouble) {
      delivery.collect(host.results(job));
      return tell(job, exit_code::internal, trouble.what());
    } catch (...) {
      delivery.collect(host.results(job));
      if (!delivery.problem().empty()) voice_.say(delivery.problem());
      throw;
    }
    const int code = delivery.collect(host.results(job));
    if (delivery.problem().empty())
      tell(job, code, closing(delivery.tail()));
    else
      tell(job, exit_code::internal, delivery.problem());
  }

  void tell(const Job& job, int code, std::string line) {
    account_.outcomes.push_back({job.profile.name(), code, line});
    voice_.say(fmt::format("{}: {}", job.profile.name(), line));
  }

  machine::Loop& loop_;
  const Image& image_;
  const Group& group_;
  const Words& words_;
  const Wishes& wishes_;
  const Voice& voice_;
  Account& account_;
  bool kvm_ = false;
};

}  // namespace

std::vector<Group> groups_of(const std::vector<Job>& jobs, const Wishes& wishes) {
  std::vector<Group> groups;
  for (const auto backend : {LabBackend::nspawn, LabBackend::qemu}) {
    Group group{backend, "", {}};
    std::map<std::string, std::vector<std::string>> reasons;  // to the profiles that have it
    for (const auto& job : jobs) {
      const auto chosen = wishes.backend.empty() ? job.profile.lab.backend
                                                 : (wishes.backend == "qemu" ? LabBackend::qemu : LabBackend::nspawn);
      if (chosen != backend) continue;
      group.jobs.push_back(job);
      if (wishes.backend.empty() && !job.profile.lab.reason.empty())
        reasons[job.profile.lab.reason].push_back(job.profile.name());
    }
    group.why = !wishes.backend.empty() ? "as asked" : reasons.empty() ? "they run nested" : told(reasons);
    if (!group.jobs.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::string why_not_in(const Profile& profile, const std::string& suite) {
  const auto& suites = profile.lab.suites;
  if (suites.empty() || std::find(suites.begin(), suites.end(), suite) != suites.end()) return "";
  return fmt::format("{} does not package it ({} {})", suite, fmt::join(suites, " and "),
                     suites.size() > 1 ? "do" : "does");
}

int exit_code_of(const Account& account, int signal) {
  std::vector<reports::Closing> closings;
  for (const auto& outcome : account.outcomes) closings.push_back({outcome.exit_code, ""});
  if (!account.left_behind.empty()) closings.push_back({exit_code::left_behind, ""});
  if (signal != 0) closings.push_back({128 + signal, ""});
  return reports::worst_of(closings).exit_code;
}

void add_unfinished(const std::vector<Job>& jobs, int signal, Account& account) {
  for (const auto& job : jobs)
    if (std::ranges::find(account.outcomes, job.profile.name(), &Outcome::profile) == account.outcomes.end())
      account.outcomes.push_back({job.profile.name(), 128 + signal, "interrupted before its end"});
}

void run_group(machine::Loop& loop, const Image& image, const Group& group, const Words& words, const Wishes& wishes,
               const Voice& voice, Account& account) {
  Session(loop, image, group, words, wishes, voice, account).run();
}

}  // namespace conformance::lab
