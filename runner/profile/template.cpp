// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/template.h"

#include "runner/profile/load.h"
#include "runner/profile/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace conformance::runner::profiles {

namespace {

constexpr std::size_t longest_shown = 40;
constexpr std::size_t most_problems = 10;  // of one template

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
}

/// The next piece of a template: literal text, a variable, or something that is neither.
struct Piece {
  enum class Kind { text, variable, list, stray } kind;
  std::string_view written;
  std::string_view content;  ///< the text, or the variable's name
};

Piece brace(std::string_view rest) {
  const std::string_view two = rest.substr(0, 2);
  if (two == "{{" || two == "}}") return {Piece::Kind::text, two, two.substr(0, 1)};
  if (rest.front() == '}') return {Piece::Kind::stray, rest.substr(0, 1), {}};
  const auto* const end = std::find_if(rest.begin() + 1, rest.end(),
                                       [](char letter) { return letter == '{' || letter == '}' || letter == '\n'; });
  if (end == rest.end() || *end != '}') return {Piece::Kind::stray, rest.substr(0, 1), {}};
  const std::string_view written = rest.substr(0, static_cast<std::size_t>(end - rest.begin()) + 1);
  const std::string_view name = written.substr(1, written.size() - 2);
  if (written == options_argument || written == command_argument) return {Piece::Kind::list, written, name};
  const bool word =
      !name.empty() && name.size() <= longest_shown && name.find_first_of(" \t\":,;") == std::string_view::npos;
  if (!word) return {Piece::Kind::stray, rest.substr(0, 1), {}};
  return {Piece::Kind::variable, written, name};
}

/// Calls `use` with each piece.
template <class Use>
void for_each_piece(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of("{}"), text.size());
    const Piece piece =
        plain > 0 ? Piece{Piece::Kind::text, text.substr(0, plain), text.substr(0, plain)} : brace(text);
    use(piece);
    text.remove_prefix(piece.written.size());
  }
}

TemplateProblem problem_with(std::string_view name, std::string_view written, const TemplateRules& rules) {
  const auto refused = rules.refused.find(name);
  if (refused != rules.refused.end())
    return {std::string(written), fmt::format("{} is not there: {}", written, refused->second), ""};
  return {std::string(written), fmt::format("unknown variable {}", written),
          suggestion(name, rules.known, "variables")};
}

}  // namespace

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), is_name_letter);
}

std::string escape_template(std::string_view text) {
  std::string escaped;
  for (const char letter : text) escaped.append(letter == '{' || letter == '}' ? 2 : 1, letter);
  return escaped;
}

std::vector<TemplateProblem> check_template(std::string_view text, const TemplateRules& rules) {
  std::vector<TemplateProblem> problems;
  for_each_piece(text, [&](const Piece& piece) {
    if (problems.size() >= most_problems) return;
    if (piece.kind == Piece::Kind::stray)
      problems.push_back({std::string(piece.written), fmt::format("a single \"{}\" in a template", piece.written),
                          "write \"{{\" and \"}}\" for literal braces"});
    if (piece.kind == Piece::Kind::list)
      problems.push_back({std::string(piece.written), fmt::format("{} cannot stand here", piece.written),
                          piece.written == command_argument
                              ? "it is an argument of its own in argv of [exec] and [sandbox]"
                              : "it is an argument of its own in argv or options"});
    if (piece.kind != Piece::Kind::variable) return;
    const bool known = std::find(rules.known.begin(), rules.known.end(), piece.content) != rules.known.end();
    if (!known || rules.refused.contains(piece.content))
      problems.push_back(problem_with(piece.content, piece.written, rules));
  });
  return problems;
}

}  // namespace conformance::runner::profiles

namespace conformance::runner {

using profiles::command_argument;
using profiles::for_each_piece;
using profiles::options_argument;
using profiles::Piece;

std::string expand(std::string_view text, const Values& values) {
  std::string result;
  for_each_piece(text, [&](const Piece& piece) {
    if (piece.kind == Piece::Kind::text) {
      result += piece.content;
      return;
    }
    const auto value = values.single.find(std::string(piece.content));
    if (piece.kind != Piece::Kind::variable || value == values.single.end())
      throw ProfileError(fmt::format("{} has no value in \"{}\"", piece.written, text.substr(0, 200)));
    result += value->second;
  });
  return result;
}

std::vector<std::string> expand_all(const std::vector<Template>& argv, const Values& values) {
  std::vector<std::string> result;
  for (const Template& argument : argv) {
    if (argument == options_argument) {
      result.insert(result.end(), values.options.begin(), values.options.end());
    } else if (argument == command_argument) {
      result.insert(result.end(), values.command.begin(), values.command.end());
    } else {
      result.push_back(expand(argument, values));
    }
  }
  return result;
}

Values values_for(const Profile& profile, std::map<std::string, std::string> single) {
  if (const auto self = single.find("self"); self != single.end())
    single["bin"] = self->second.substr(0, self->second.rfind('/'));
  const Values given{single, {}, {}};
  Values values{std::move(single), {}, {}};
  for (const auto& [name, value] : profile.variables) values.single[name] = expand(value, given);
  if (!profile.asked.slice.empty()) values.single["slice"] = expand(profile.asked.slice, values);
  if (!profile.start.console_file.empty()) values.single["console_file"] = expand(profile.start.console_file, values);
  values.options = expand_all(profile.options, values);
  return values;
}

}  // namespace conformance::runner
