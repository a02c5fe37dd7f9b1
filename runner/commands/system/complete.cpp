// SPDX-License-Identifier: Apache-2.0
// complete: what could stand for the last of the words, for the completion of shells (runner/commands/completion). One
// candidate a line, behind a tab what it is; ":files" and ":directories" ask the shell for paths. Not shown in --help.
#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/profile/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <span>

namespace conformance::runner {

namespace {

struct Candidate {
  std::string word;
  std::string text;
};
using Candidates = std::vector<Candidate>;

bool is_option(const std::string& word) { return word.starts_with('-') && word.size() > 1; }
const Option* find_option(const Command& command, const std::string& name) {
  const auto called = [&](const Option& option) {
    const auto names = names_of(option);
    return !is_argument(option) && std::ranges::find(names, name) != names.end();
  };
  const auto found = std::ranges::find_if(command.options, called);
  return found == command.options.end() ? nullptr : &*found;
}

const Option* find_argument(const Command& command, std::size_t place) {
  const Option* last = nullptr;
  for (const auto& option : command.options) {
    if (!is_argument(option)) continue;
    last = &option;
    if (place-- == 0) return last;
  }
  return last != nullptr && is_repeatable(*last) ? last : nullptr;
}

Candidates clauses() {
  Candidates all;
  for (const auto* clause : checks::catalogue()) all.push_back({std::string(clause->id), std::string(clause->says)});
  return all;
}

Candidates areas() {
  std::set<std::string> names;
  for (const auto* clause : checks::catalogue()) names.emplace(clause->area());
  Candidates all;
  for (const auto& name : names) all.push_back({name, ""});
  return all;
}

Candidates profiles() {
  Candidates all;
  for (const auto& file : known_profiles()) {
    try {
      for (const auto& variant : variants_of(file)) {
        const auto profile = load_profile(file, variant);
        all.push_back({profile.name(), profile.title});
      }
    } catch (const ProfileError&) {  // `profiles` tells
    }
  }
  return all;
}

bool names_file(const std::string& value) {
  for (const auto* word : {"FILE", "RESULT", "EVIDENCE"})
    if (value.find(word) != std::string::npos) return true;
  return false;
}

/// What can follow the option, or stand for the argument: known from its choices, or from what --help calls its value.
Candidates values_of(const Option& option, const std::string& begun) {
  Candidates all;
  for (const auto& word : option.choices.empty() ? option.offers : option.choices) all.push_back({word, ""});
  if (option.value.ends_with("[=PATH]") && begun.find('=') != std::string::npos) return {{":files", ""}};
  if (!all.empty()) return all;
  if (option.value == "GLOB" || option.value == "ID") return clauses();
  if (option.value == "AREA") return areas();
  if (option.value == "PROFILE") {
    all = profiles();
    all.push_back({":files", ""});
  } else if (option.value == "TREE" || option.value == "DIR") {
    all.push_back({":directories", ""});
  } else if (names_file(option.value)) {
    all.push_back({":files", ""});
  }
  return all;
}

Candidates with_prefix(const std::string& prefix, Candidates all) {
  for (auto& [word, text] : all)
    if (!word.starts_with(':')) word = prefix + word;
  return all;
}

Candidates options_of(const Command& command) {
  Candidates all{{"--help", "Print this help message and exit"}};
  for (const auto& option : command.options)
    if (!is_argument(option)) all.push_back({names_of(option).back(), option.help});
  return all;
}

/// What the words before the one to complete have led to.
struct Position {
  const Option* open = nullptr;  ///< the option whose value comes next
  std::size_t arguments = 0;     ///< how many were given
  bool options_ended = false;    ///< by "--"
};

Position after(const Command& command, std::span<const std::string> words) {
  Position position;
  for (const auto& word : words) {
    if (position.open != nullptr) {
      position.open = nullptr;
    } else if (position.options_ended || !is_option(word)) {
      ++position.arguments;
    } else {
      position.options_ended = word == "--";
      const auto* option = find_option(command, word);
      position.open = option != nullptr && !is_flag(*option) ? option : nullptr;
    }
  }
  return position;
}

/// An option itself, or the value of one that is written "--only=…".
Candidates for_option(const Command& command, const std::string& begun) {
  const auto equals = begun.find('=');
  if (equals == std::string::npos) return options_of(command);
  const auto* option = find_option(command, begun.substr(0, equals));
  if (option == nullptr) return {};
  return with_prefix(begun.substr(0, equals + 1), values_of(*option, begun.substr(equals + 1)));
}

/// `words`: those after the command; the last one is to be completed.
Candidates for_command(const Command& command, const std::vector<std::string>& words) {
  const auto position = after(command, std::span(words).first(words.size() - 1));
  if (position.open != nullptr) return values_of(*position.open, words.back());
  if (!position.options_ended && words.back().starts_with('-')) return for_option(command, words.back());
  const auto* argument = find_argument(command, position.arguments);
  return argument == nullptr ? Candidates{} : values_of(*argument, words.back());
}

Candidates for_program(const std::vector<Registration>& commands) {
  Candidates all{{"--help", "Print this help message and exit"}, {"--version", "Print the version and exit"}};
  for (const auto& [summary, make] : commands)
    if (!summary.hidden) all.push_back({std::string(summary.name), std::string(summary.text)});
  return all;
}

Candidates candidates(const std::vector<std::string>& words) {
  const auto commands = registered_commands();
  const auto name = std::ranges::find_if_not(words, is_option);
  if (name == words.end() || name == words.end() - 1) return for_program(commands);
  const auto called = [&](const Registration& command) { return command.summary.name == *name; };
  const auto command = std::ranges::find_if(commands, called);
  return command == commands.end() ? Candidates{} : for_command(command->make(), {name + 1, words.end()});
}

/// Shells put a candidate on the command line as it is: one with a blank or a special character would be other words.
bool is_plain(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("-_.,:=+@%/").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return std::ranges::all_of(word, plain);
}

int complete(std::vector<std::string> words) {
  if (words.empty()) words.emplace_back();
  std::string text;
  for (const auto& [word, what] : candidates(words)) {
    if (word.starts_with(':'))
      text += word + "\n";
    else if (word.starts_with(words.back()) && is_plain(word))
      text += fmt::format("{}\t{}\n", word, reports::printable(what));
  }
  print(text);
  return reports::exit_code::passed;
}

Command complete_command() {
  auto words = std::make_shared<std::vector<std::string>>();
  Command command;
  command.add({{.names = "words",
                .value = "WORD",
                .help = "After --: the words behind \"conformance\", up to the one to complete",
                .into = words.get()}});
  command.action = [words] { return complete(*words); };
  return command;
}

const Registered registered(summary::complete, complete_command);

}  // namespace

}  // namespace conformance::runner
