// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/program.h"

#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command_line.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

namespace {

namespace exit_code = reports::exit_code;

/// What conformance-system has and this program has not. Without a description of their words: it reads them itself.
std::vector<Registration> commands_elsewhere(const std::vector<Registration>& here) {
  std::vector<Registration> elsewhere;
  for (const auto& summary : summary::system_commands)
    if (std::ranges::none_of(here, [&](const auto& known) { return known.summary.name == summary.name; }))
      elsewhere.push_back({summary, [] { return Command{}; }});
  return elsewhere;
}

/// The options before a command take no values, so the first word that is no option is its name.
std::string_view command_word(int argc, const char* const* argv) {
  const auto* const end = argv + argc;
  const auto* const word =
      std::find_if(argv + std::min(argc, 1), end, [](const std::string_view each) { return !each.starts_with('-'); });
  return word == end ? "" : *word;
}

/// As if it had been called itself: same words, same process. Only returns if that cannot be.
int become_system_program(const char* const* argv) {
  const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "conformance-system";
  execv(program.c_str(), const_cast<char* const*>(argv));  // NOLINT: its type is older than const
  tell(fmt::format("cannot start {}, which belongs beside this program: {}", reports::printable(program.string()),
                   std::strerror(errno)));
  return exit_code::internal;
}

int run(int argc, const char* const* argv) {
  auto commands = registered_commands();
  const auto elsewhere = commands_elsewhere(commands);
  const auto word = command_word(argc, argv);
  if (std::ranges::any_of(elsewhere, [&](const auto& command) { return command.summary.name == word; }))
    return become_system_program(argv);
  commands.insert(commands.end(), elsewhere.begin(), elsewhere.end());
  std::ranges::stable_sort(commands, {}, [](const auto& command) { return command.summary.order; });
  const auto wanted = read_command_line(commands, argc, argv);
  return wanted.action ? wanted.action() : wanted.exit_code;
}

}  // namespace

int program(int argc, const char* const* argv) {
  try {
    return run(argc, argv);
  } catch (const UsageError& error) {
    tell(error.what());
    return exit_code::usage;
  } catch (const OutputError& error) {
    tell(error.what());
    return exit_code::internal;
  } catch (const std::exception& error) {
    tell(std::string("internal error: ") + error.what());
    return exit_code::internal;
  }
}

}  // namespace conformance::runner
