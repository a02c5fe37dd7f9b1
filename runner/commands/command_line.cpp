// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/command_line.h"

#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/io.h"
#include "runner/commands/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>

namespace conformance::runner {

namespace {

/// The table of exit codes has its lines already; a newer CLI11 would make a paragraph of them.
template <typename Formatter>
void keep_lines(Formatter& formatter) {
  if constexpr (requires { formatter.enable_footer_formatting(false); }) formatter.enable_footer_formatting(false);
}

namespace exit_code = reports::exit_code;

std::string version() {
  return fmt::format("conformance {}\ncatalogue {}", CONFORMANCE_VERSION, checks::catalogue_version());
}

void describe(CLI::App& app) {
  app.require_subcommand(1);
  app.set_version_flag("--version", version, "Print the version and exit");
  app.footer("\n" + std::string(reports::exit_code_help()));
  keep_lines(*app.get_formatter());
  app.get_formatter()->column_width(34);
}

/// One function for each kind of value an option may have.
struct Add {
  CLI::App& app;
  const Option& option;

  CLI::Option* operator()(bool* into) const { return app.add_flag(option.names, *into, option.help); }
  CLI::Option* operator()(std::string* into) const { return value(app.add_option(option.names, *into, option.help)); }
  CLI::Option* operator()(double* into) const { return value(app.add_option(option.names, *into, option.help)); }
  CLI::Option* operator()(std::vector<std::string>* into) const {
    auto* added = value(app.add_option(option.names, *into, option.help));
    // "--only a b" is one glob and one argument; but arguments themselves may be several.
    return option.names.starts_with('-') ? added->allow_extra_args(false) : added;
  }
  CLI::Option* operator()(const Accept&) const {
    const auto accepted_already = [](const std::string&) {};
    return value(app.add_option_function<std::string>(option.names, accepted_already, option.help));
  }

  CLI::Option* value(CLI::Option* added) const { return added->type_name(option.value); }
};

CLI::Validator one_of(const std::vector<std::string>& choices) {
  const auto check = [choices](const std::string& word) {
    if (std::ranges::find(choices, word) != choices.end()) return std::string();
    return fmt::format("there is no \"{}\"{} (known: {})", reports::printable(word), did_you_mean(word, choices),
                       fmt::join(choices, ", "));
  };
  return {check, fmt::format("{{{}}}", fmt::join(choices, ","))};
}

CLI::Validator within(const Range& range) {
  const auto words = fmt::format("{} to {}", range.lowest, range.highest);
  const auto check = [range, words](const std::string& text) {
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool good = read.ec == std::errc() && read.ptr == end && number >= range.lowest && number <= range.highest;
    return good ? "" : fmt::format("a number from {} is expected, not \"{}\"", words, reports::printable(text));
  };
  return {check, words};
}

void add(CLI::App& app, const Option& option) {
  auto* added = std::visit(Add{app, option}, option.into);
  added->required(option.required);
  if (!option.choices.empty()) added->check(one_of(option.choices));
  if (option.range) added->check(within(*option.range));
  if (const auto* accept = std::get_if<Accept>(&option.into)) added->check(*accept);  // after the choices
  if (!option.excludes.empty()) added->excludes(app.get_option(option.excludes));
}

void add(CLI::App& app, const Summary& summary, const Command& command) {
  auto* subcommand = app.add_subcommand(std::string(summary.name), std::string(summary.text));
  if (summary.hidden) subcommand->group("");
  for (const auto& option : command.options) add(*subcommand, option);
}

/// The command the words have led to: the program itself, or the subcommand that was understood.
const CLI::App& chosen(const CLI::App& app) {
  const auto subcommands = app.get_subcommands();
  return subcommands.empty() ? app : *subcommands.front();
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
  const auto options = options_of(app);
  auto hint = did_you_mean(name, option ? options : subcommands_of(app));
  if (std::ranges::find(options, "--" + name) != options.end()) hint = fmt::format(", did you mean \"--{}\"?", name);
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

}  // namespace

Wanted read_command_line(const std::vector<Registration>& commands, int argc, const char* const* argv) {
  CLI::App app("Does a container or VM manager keep systemd's interfaces for such managers?", "conformance");
  describe(app);
  std::map<std::string, Command> made;
  for (const auto& [summary, make] : commands) add(app, summary, made[std::string(summary.name)] = make());
  try {
    app.parse(argc, argv);
    return {made.at(chosen(app).get_name()).action};
  } catch (const CLI::Success& wanted) {  // --help, --version
    std::ostringstream out;
    app.exit(wanted, out, out);
    print(out.str());
    return {{}, exit_code::passed};
  } catch (const CLI::ParseError& error) {
    return {{}, usage_error(app, error)};
  }
}

}  // namespace conformance::runner
