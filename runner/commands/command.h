// SPDX-License-Identifier: Apache-2.0
// What a command of the program is. A command is one file here: it adds its words to the command line and registers
// itself; nothing else has to know of it.
//
//     void add_list(CLI::App& app, Context& context) {
//       auto options = std::make_shared<Options>();
//       auto* command = app.add_subcommand("list", "the clauses");
//       command->add_flag("--json", options->json, "as JSON");
//       command->callback([&context, options] { context.action = [options] { return list(*options); }; });
//     }
//     const Registered registered(30, add_list);
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <stdexcept>
#include <string>
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

struct Context {
  std::function<int()> action;  ///< what the chosen command does; returns the exit code
};

using AddCommand = void (*)(CLI::App& app, Context& context);

/// `order` is the place in --help.
class Registered {
 public:
  Registered(int order, AddCommand add);
};

/// In the order of --help.
std::vector<AddCommand> registered_commands();

}  // namespace conformance::runner
