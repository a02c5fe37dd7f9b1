// SPDX-License-Identifier: Apache-2.0
#include "bench/reports.h"

#include "bench/child.h"
#include "reports/formats.h"
#include "reports/json.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace conformance::bench {

namespace {

namespace fs = std::filesystem;

constexpr int many = 10'000;
constexpr int columns = 200;

/// A directory of its own, gone at the end.
class Directory {
 public:
  Directory() {
    std::string pattern = fs::temp_directory_path() / "conformance-bench-XXXXXX";
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
    path_ = pattern;
  }
  ~Directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

Timing must(const std::vector<std::string>& argv, bool trace = false) {
  const auto timing = run(argv, trace);
  if (timing.exit_code != 0) throw std::runtime_error(fmt::format("{} ended with {}", argv[1], timing.exit_code));
  return timing;
}

/// `cpu`: how much of a time was spent computing; on a machine that does other things, too, it tells more.
void line(const std::string& what, double value, const char* unit, double bar, double cpu = 0) {
  const auto more = cpu > 0 ? fmt::format("{} ({:.1f} of CPU)", unit, cpu) : unit;
  fmt::print("{:<34} {:>9.1f} {:<28} {:<18} {}\n", what, value, more, fmt::format("{:.0f} {}", bar, unit),
             value <= bar ? "kept" : "MISSED");
}

void measure_formats(const fs::path& program, const fs::path& result, const Directory& directory, int rounds) {
  std::vector<std::string> argv{program, "report", result};
  for (const auto& format : reports::formats()) {
    const std::string name(format.name);
    argv.insert(argv.end(), {"-o", name + "=" + (directory / name).native()});
  }
  std::vector<Timing> times;
  for (int round = 0; round < rounds; ++round) times.push_back(must(argv));
  std::ranges::sort(times, {}, &Timing::milliseconds);
  const auto& median = times[times.size() / 2];
  line("all formats of one result", median.milliseconds, "ms", 20, median.cpu);
  line("HTML of one result", static_cast<double>(fs::file_size(directory / "html")) / 1024, "KiB", 400);
}

void measure_matrix(const fs::path& program, const fs::path& result, const Directory& directory) {
  std::ifstream stream(result);
  auto one = reports::result_from_json(std::string(std::istreambuf_iterator<char>(stream), {}));
  std::vector<std::string> argv{program, "matrix", "-o", "html=" + (directory / "matrix.html").native()};
  for (int i = 0; i < many; ++i) {
    one.manager.version = std::to_string(i % columns);
    argv.push_back(directory / fmt::format("{}.json", i));
    std::ofstream(argv.back()) << reports::to_json(one);
  }
  const auto timing = must(argv);
  line(fmt::format("matrix of {} results", many), timing.milliseconds / 1000, "s", 10, timing.cpu / 1000);
  line("", static_cast<double>(must(argv, true).peak_kib) / 1024, "MiB", 512);
}

}  // namespace

void measure_reports(const fs::path& program, const fs::path& evidence, int rounds) {
  const Directory directory;
  const auto result = directory / "result";
  must({program, "eval", evidence, "--gate", "none", "-o", "json=" + result.native()});
  measure_formats(program, result, directory, rounds);
  measure_matrix(program, result, directory);
}

}  // namespace conformance::bench
