// SPDX-License-Identifier: Apache-2.0
#include "bench/by_hand.h"

#include "bench/child.h"
#include "fixtures/guest/build.h"
#include "fixtures/guest/requests.h"

#include <fmt/ranges.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>

namespace conformance::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* end_mark = " end count=";
constexpr std::string_view base = "/run/conformance/";
constexpr std::size_t nonce_size = 16;

bool comes_again(const evidence::Run& run) { return run.start == "reboot" || run.start == "machinectl-reboot"; }

const evidence::Step* step_of(const evidence::Run& run, const std::string& phase) {
  const auto found = std::ranges::find(run.steps, phase, &evidence::Step::phase);
  return found == run.steps.end() ? nullptr : &*found;
}

/// The directory of the run that the first such word names.
std::string directory_in(const std::vector<std::string>& words, std::string_view before) {
  for (const auto& word : words) {
    const auto at = word.find(std::string(before) + std::string(base));
    if (at != std::string::npos) return word.substr(at + before.size(), base.size() + nonce_size);
  }
  throw std::runtime_error("the start names no directory of the run");
}

/// A manager's only child is the init.
pid_t leader_of(pid_t manager) {
  pid_t leader = 0;
  std::ifstream("/proc/" + std::to_string(manager) + "/task/" + std::to_string(manager) + "/children") >> leader;
  if (leader <= 0) throw std::runtime_error("the manager has no child");
  return leader;
}

/// What should end a machine and fails would be waited for in vain.
void must(const std::vector<std::string>& argv) {
  if (const auto timing = run(argv); timing.exit_code != 0)
    throw std::runtime_error(fmt::format("{} ended with {}", fmt::join(argv, " "), timing.exit_code));
}

void ask(pid_t leader, const std::string& how) {
  sigval value{};
  value.sival_int = static_cast<int>(guest::request_of(how));
  sigqueue(leader, guest::request_signal, value);
}

/// Returns when `happened`, which can change only with something in the directory.
void await_in(const fs::path& directory, const std::function<bool()>& happened) {
  const int events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  inotify_add_watch(events, directory.c_str(), IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVE);
  std::array<char, 4096> bytes;
  bool came = true;
  while (!happened() && came) {
    came = await_readable(events);
    while (read(events, bytes.data(), bytes.size()) > 0) {
    }
  }
  close(events);
  if (!came) throw std::runtime_error("nothing happened in " + directory.string());
}

/// machined knows a machine for a while after its end, and takes no second one of that name.
void await_forgotten(const std::string& machine) {
  const fs::path machines = "/run/systemd/machines";
  await_in(machines, [&] { return !fs::exists(machines / machine); });
}

std::string content(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void connect_to(const fs::path& path) {
  const int one = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.native().copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to " + path.string());
  ::close(one);
}

}  // namespace

ByHand::ByHand(evidence::Document document, fs::path probe, int stop_signal)
    : document_(std::move(document)), probe_(std::move(probe)), stop_signal_(stop_signal) {
  plan();
}

std::string ByHand::moved(const std::string& text) const {
  std::string result = text;
  for (auto at = result.find(base); at != std::string::npos; at = result.find(base, at + work_.native().size()))
    result.replace(at, base.size() - 1, work_.native());
  return result;
}

void ByHand::plan() {
  work_ = "/run/conformance-by-hand";
  std::set<std::string> known;
  for (const auto& evidence : document_.starts) {
    const auto& run = evidence.run;
    if (comes_again(run)) {
      starts_.back().actions.insert(starts_.back().actions.end() - 1, run.start);
      continue;
    }
    Start start{.run = &run};
    const auto& words = step_of(run, "start")->arguments;
    for (const auto& word : words) start.argv.push_back(moved(word));
    const auto directory = directory_in(words, "--directory=");
    start.work = moved(directory);
    start.builds = run.start != "clone" && known.insert(directory).second;
    start.actions = {run.end->how};
    starts_.push_back(std::move(start));
  }
}

fs::path ByHand::tree_of(const Start& start) const {
  const auto nonce = start.work.filename().string();
  return start.work / ("cf-" + nonce.substr(0, 8) + "-tree");
}

void ByHand::prepare() const {
  fs::remove_all(work_);
  for (const auto& start : starts_) {
    fs::create_directories(start.work / "credentials");
    for (const char* name : {"cf.text", "cf.binary"}) std::ofstream(start.work / "credentials" / name) << name;
    if (!start.builds) continue;
    guest::build_tree(
        tree_of(start), probe_,
        {.nonce = start.work.filename(), .end_takes_us = static_cast<std::uint64_t>(start.run->end_takes_us)});
  }
}

void ByHand::act(const Start& start, const std::string& how, pid_t manager) const {
  const auto* step = step_of(*start.run, how);
  if (how == "stop") {
    if (manager <= 0) throw std::runtime_error("there is no manager to stop");
    kill(manager, stop_signal_);
  } else if (how == "leader-death") {
    kill(leader_of(manager), SIGKILL);
  } else if (step != nullptr && !step->arguments.empty()) {
    must(step->arguments);
  } else if (how == "machinectl-reboot") {
    must({"machinectl", "reboot", *start.run->asked.machine_name});
  } else {
    ask(leader_of(manager), how);
  }
}

void ByHand::make(const Start& start, const Start* meanwhile) {
  await_forgotten(*start.run->asked.machine_name);
  if (start.run->start == "socket-unit") return make_by_socket(start);
  if (!start.builds && start.run->start != "clone") {
    guest::remove_report(tree_of(start));
    guest::replace_parameters(tree_of(start), {.nonce = start.work.filename()});
  }
  auto next = start.actions.begin();
  run_on_terminal(start.argv, end_mark, [&](pid_t manager) {
    if (meanwhile != nullptr) make(*std::exchange(meanwhile, nullptr), nullptr);
    if (next == start.actions.end()) return;
    if (next + 1 != start.actions.end()) guest::remove_report(tree_of(start));
    act(start, *next++, manager);
  });
  if (next != start.actions.end()) throw std::runtime_error("\"" + start.run->start + "\" reported too seldom");
}

/// The manager is started by the connection; what it prints goes to a file.
void ByHand::make_by_socket(const Start& start) {
  run(start.argv);
  connect_to(start.work / "activation");
  await_in(start.work, [&] { return content(start.work / "activated").find(end_mark) != std::string::npos; });
  act(start, start.actions.back(), 0);
  run(step_of(*start.run, "teardown")->arguments);  // of the socket, which would listen on; what has ended it refuses
}

double ByHand::milliseconds() {
  prepare();
  const auto begun = std::chrono::steady_clock::now();
  for (auto start = starts_.begin(); start != starts_.end(); ++start) {
    const auto twin = std::next(start);
    const bool pair = twin != starts_.end() && twin->run->start == "twin";
    make(*start, pair ? &*twin : nullptr);
    if (pair) ++start;
  }
  const auto elapsed = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  fs::remove_all(work_);
  return elapsed;
}

}  // namespace conformance::bench
