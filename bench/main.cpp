// SPDX-License-Identifier: Apache-2.0
// conformance-bench [--rounds N] [--kernel FILE] [--full] PROFILE…
// conformance-bench [--rounds N] --reports EVIDENCE
//
// Runs without and with the program take turns, so that both meet the same machine; medians are compared.
#include "bench/bare.h"
#include "bench/by_hand.h"
#include "bench/child.h"
#include "bench/reports.h"
#include "evidence/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>

namespace {

using namespace conformance;
namespace fs = std::filesystem;

struct Options {
  int rounds = 11;
  bool full = false;  ///< the full set of scenarios, for profiles that are stopped by a signal
  fs::path kernel;
  fs::path reports;  ///< the evidence whose reports are measured, instead of managers
  std::vector<std::string> profiles;
};

fs::path beside(const char* program) { return fs::read_symlink("/proc/self/exe").parent_path() / program; }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Pair {
  double base;
  double ours;
};

Pair alternate(int rounds, const std::function<double()>& base, const std::function<double()>& ours) {
  std::vector<double> base_times, our_times;
  base();  // the first of each warms the caches
  ours();
  for (int round = 0; round < rounds; ++round) {
    base_times.push_back(base());
    our_times.push_back(ours());
  }
  return {median(base_times), median(our_times)};
}

void line(const std::string& what, const Pair& pair, const std::string& bar, bool kept) {
  fmt::print("{:<34} {:>9.1f} {:>9.1f} {:>7.2f} {:>+9.1f}   {:<18} {}\n", what, pair.base, pair.ours,
             pair.ours / pair.base, pair.ours - pair.base, bar, kept ? "kept" : "MISSED");
}

std::vector<std::string> run_command(const Options& options, const std::string& profile) {
  std::vector<std::string> argv{beside("conformance"), "run", "--profile", profile, "--gate", "none"};
  if (!options.kernel.empty()) argv.insert(argv.end(), {"--kernel", options.kernel});
  return argv;
}

void require(const bench::Timing& timing, const std::string& what) {
  if (timing.exit_code == 0) return;
  fmt::print(stderr, "{} ended with {}\n", what, timing.exit_code);
  std::exit(1);
}

evidence::Document read_evidence(const fs::path& file) {
  std::ifstream stream(file);
  return evidence::from_json(std::string(std::istreambuf_iterator<char>(stream), {}));
}

void measure_manager(const Options& options, const std::string& name, const fs::path& evidence) {
  bench::Bare bare(runner::find_profile(name), beside("conformance-probe"), options.kernel);
  auto argv = run_command(options, name);
  const auto pair = alternate(
      options.rounds, [&] { return bare.start_and_stop().milliseconds; },
      [&] {
        const auto timing = bench::run(argv);
        require(timing, "conformance run --profile " + name);
        return timing.milliseconds;
      });
  line("run " + name, pair, "1.10 x or +30 ms", pair.ours <= std::max(pair.base * 1.10, pair.base + 30));
  argv.insert(argv.end(), {"-o", "evidence=" + evidence.string()});
  const auto memory = bench::run(argv, true).peak_kib;
  fmt::print("{:<34} {:>9.1f} MiB peak memory of run     {:<18} {}\n", "", static_cast<double>(memory) / 1024, "32 MiB",
             memory <= 32 * 1024 ? "kept" : "MISSED");
  const auto elapsed = read_evidence(evidence).starts.at(0).guest.start->elapsed_us;
  fmt::print("{:<34} {:>9.1f} ms first instruction to end {:<16} {}\n", "", static_cast<double>(elapsed) / 1000,
             "10 ms (container)", elapsed <= 10'000 ? "kept" : "over");
}

void measure_full(const Options& options, const std::string& name, const fs::path& evidence) {
  auto argv = run_command(options, name);
  argv.insert(argv.end(), {"--scenarios", "full", "-o", "evidence=" + evidence.string()});
  require(bench::run(argv), "conformance run --scenarios full --profile " + name);
  const auto profile = runner::find_profile(name);
  bench::ByHand by_hand(read_evidence(evidence), beside("conformance-probe"), profile.stop.signal.value_or(SIGTERM));
  const auto pair = alternate(
      options.rounds, [&] { return by_hand.milliseconds(); },
      [&] {
        const auto timing = bench::run(argv);
        require(timing, "conformance run --scenarios full --profile " + name);
        return timing.milliseconds;
      });
  line("full run " + name, pair, "1.15 x", pair.ours <= pair.base * 1.15);
}

void measure_command(const Options& options, const std::vector<std::string>& words, double bar) {
  std::vector<std::string> argv{beside("conformance")};
  argv.insert(argv.end(), words.begin(), words.end());
  const auto pair = alternate(
      std::max(options.rounds, 51), [] { return bench::run({"/bin/true"}).milliseconds; },
      [&] { return bench::run(argv).milliseconds; });
  line("conformance " + words[0], pair, fmt::format("+{:.0f} ms over true", bar), pair.ours - pair.base <= bar);
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--rounds" && i + 1 < argc) {
      options.rounds = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--kernel" && i + 1 < argc) {
      options.kernel = argv[++i];
    } else if (word == "--reports" && i + 1 < argc) {
      options.reports = argv[++i];
    } else if (word == "--full") {
      options.full = true;
    } else if (word.starts_with('-')) {
      return {};  // for the usage
    } else {
      options.profiles.push_back(word);
    }
  }
  return options;
}

int measure(const Options& options) {
  if (!options.reports.empty()) {
    bench::measure_reports(beside("conformance"), options.reports, options.rounds);
    return 0;
  }
  if (options.profiles.empty()) {
    fmt::print(stderr,
               "usage: conformance-bench [--rounds N] [--kernel FILE] [--full] PROFILE… | --reports EVIDENCE\n");
    return 2;
  }
  const fs::path evidence = fs::temp_directory_path() / fmt::format("conformance-bench-{}.json", getpid());
  fmt::print("{:<34} {:>9} {:>9} {:>7} {:>9}   bar\n", "median of rounds, ms", "bare", "ours", "ratio", "difference");
  if (options.full) {
    for (const auto& profile : options.profiles) measure_full(options, profile, evidence);
    fs::remove(evidence);
    return 0;
  }
  for (const auto& profile : options.profiles) measure_manager(options, profile, evidence);
  measure_command(options, {"--version"}, 5);
  measure_command(options, {"list"}, 5);
  measure_command(options, {"explain", "exec.sys-read-only"}, 5);
  measure_command(options, {"eval", evidence, "--gate", "none"}, 10);
  fmt::print("{:<34} {:>9.1f} KiB                         {:<18} {}\n", "conformance-probe",
             static_cast<double>(fs::file_size(beside("conformance-probe"))) / 1024, "1 MiB",
             fs::file_size(beside("conformance-probe")) <= 1 << 20 ? "kept" : "MISSED");
  fs::remove(evidence);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try { return measure(parse(argc, argv)); } catch (const std::exception& error) {
  fmt::print(stderr, "conformance-bench: {}\n", error.what());
  return 2;
}
