// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/program.h"

#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/nearest.h"

#include <fmt/format.h>

#include <exception>
#include <sstream>

namespace conformance::runner {

namespace {

namespace exit_code = reports::exit_code;

std::string version() {
  return fmt::format("conformance {}\ncatalogue {}", CONFORMANCE_VERSION, checks::catalogue_version());
}

void describe(CLI::App& app) {
  app.require_subcommand(1);
  app.set_version_flag("--version", version, "Print the version and exit");
  app.footer("\n" + std::string(reports::exit_code_help()));
  app.get_formatter()->column_width(34);
}

/// The command the words have led to: the program itself, or the last subcommand that was understood.
const CLI::App& chosen(const CLI::App& app) {
  const auto subcommands = app.get_subcommands();
  return subcommands.empty() ? app : chosen(*subcommands.front());
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    for (const auto& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::vector<std::string> subcommands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* subcommand : app.get_subcommands(nullptr))
    if (!subcommand->get_group().empty()) names.push_back(subcommand->get_name());
  return names;
}

std::string unknown_word(const CLI::App& app, const std::string& word) {
  const bool option = word.starts_with('-');
  const bool program = app.get_parent() == nullptr;
  const auto name = word.substr(0, word.find('='));
  const auto hint = did_you_mean(name, option ? options_of(app) : subcommands_of(app));
  const std::string kind = option ? "option" : program ? "command" : "argument";
  return fmt::format("there is no {} \"{}\"{}", kind, reports::printable(name), hint);
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto& command = chosen(app);
  const std::string name = command.get_parent() == nullptr ? "conformance" : "conformance " + command.get_name();
  const auto unknown = app.remaining(true);
  const std::string problem =
      unknown.empty() ? reports::printable(error.what()) : unknown_word(command, unknown.front());
  tell(fmt::format("{}; see {} --help", problem, name));
  return exit_code::usage;
}

int parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return exit_code::passed;
  } catch (const CLI::Success& wanted) {  // --help, --version
    std::ostringstream out;
    app.exit(wanted, out, out);
    print(out.str());
    return exit_code::passed;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
}

int run(int argc, const char* const* argv) {
  Context context;
  CLI::App app("Does a container or VM manager keep systemd's interfaces for such managers?", "conformance");
  describe(app);
  for (const auto add : registered_commands()) add(app, context);
  const int code = parse(app, argc, argv);
  return context.action && code == exit_code::passed ? context.action() : code;
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
