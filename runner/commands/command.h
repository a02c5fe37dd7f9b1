// SPDX-License-Identifier: Apache-2.0
// What a command of the program is: a description of its words, and what it does. A command is one file, and registers
// itself; nothing else has to know of it.
//
//     Command list_command() {
//       auto options = std::make_shared<Options>();
//       Command command;
//       command.add({{.names = "--json", .help = "As JSON", .into = &options->json}});
//       command.action = [options] { return list(*options); };
//       return command;
//     }
//     const Registered registered({50, "list", "List the clauses"}, list_command);
//
// It is data, so that only one file (command_line.cpp) has to know, and compile, the library that reads the words.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conformance::runner {

/// The command line asks for something that cannot be: one message, exit 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something could not be written: one message, exit 70.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps the value and returns "", or says what is wrong with it.
using Accept = std::function<std::string(const std::string& value)>;

struct Range {
  double lowest;
  double highest;
};

/// A word of the command line, and where it is put.
struct Option {
  std::string names;  ///< "-o,--output"; without dashes it is the name of an argument
  std::string value;  ///< what stands for its value in --help; a flag has none
  std::string help;
  /// bool: a flag. A vector: may be repeated. They have to live as long as the command's action.
  std::variant<bool*, std::string*, std::vector<std::string>*, double*, Accept> into;
  bool required = false;
  std::vector<std::string> choices;  ///< the only values there are; empty: any
  std::optional<Range> range;        ///< of a number
  std::string excludes;              ///< a name of the option, given earlier, that cannot stand beside this one
  std::vector<std::string> offers;   ///< values that shells complete, where others are right, too
};

/// "-o", "--output"; of an argument its name.
std::vector<std::string> names_of(const Option& option);
bool is_argument(const Option& option);
bool is_flag(const Option& option);
bool is_repeatable(const Option& option);

struct Command {
  void add(std::initializer_list<Option> more) { options.insert(options.end(), more); }

  std::vector<Option> options;  ///< in the order of --help
  std::function<int()> action;  ///< returns the exit code
};

/// What --help of the program says of a command.
struct Summary {
  int order;  ///< its place among the commands
  std::string_view name;
  std::string_view text;
  bool hidden = false;  ///< works, but is not shown
};

struct Registration {
  Summary summary;
  Command (*make)();
};

class Registered {
 public:
  Registered(Summary summary, Command (*make)());
};

/// In the order of --help.
std::vector<Registration> registered_commands();

}  // namespace conformance::runner
