// SPDX-License-Identifier: Apache-2.0
// What stands between braces in a profile's strings.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::profiles {

/// Which variables a template may use where it stands.
struct TemplateRules {
  std::vector<std::string_view> known;
  std::map<std::string, std::string, std::less<>> refused;  ///< known ones that are not there, and why
};

struct TemplateProblem {
  std::string part;  ///< of the template, as it is written
  std::string message;
  std::string help;
};

inline constexpr std::string_view options_argument = "{options...}";
inline constexpr std::string_view command_argument = "{command...}";

/// Everything that would make expand() throw, or that is there at another place only.
std::vector<TemplateProblem> check_template(std::string_view text, const TemplateRules& rules);

/// The same text with literal braces.
std::string escape_template(std::string_view text);

/// A name a variable can have: lower case letters, digits, "_"; a letter first.
bool is_variable_name(std::string_view name);

}  // namespace conformance::runner::profiles
