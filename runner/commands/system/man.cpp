// SPDX-License-Identifier: Apache-2.0
// man: prints conformance(1), from the descriptions that --help prints. Not shown in --help; the build writes it down.
#include "reports/formats.h"
#include "reports/gate.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace conformance::runner {

namespace {

/// Text as roff shows it: no request, no escape, and "-" as the sign that one can copy.
std::string roff(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (safe.empty() && (c == '.' || c == '\'')) safe += "\\&";
    if (c == '\\')
      safe += "\\e";
    else if (c == '-')
      safe += "\\-";
    else
      safe += c;
  }
  return safe;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }
std::string section(std::string_view name) { return fmt::format(".SH {}\n", name); }
std::string item(std::string_view tag, std::string_view text) { return fmt::format(".TP\n{}\n{}\n", tag, text); }

std::string names(const Option& option) {
  std::vector<std::string> all;
  for (const auto& name : names_of(option)) all.push_back(bold(name));
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string help_of(const Option& option) {
  auto text = roff(option.help) + ".";
  const auto told = [&](const auto& choice) { return option.help.find(choice) != std::string::npos; };
  if (!std::ranges::all_of(option.choices, told))
    text += " One of: " + roff(fmt::format("{}", fmt::join(option.choices, ", "))) + ".";
  return text;
}

std::string item_of(const Option& option) {
  if (is_argument(option)) return item(italic(option.value), help_of(option));
  return item(names(option) + (option.value.empty() ? "" : " " + italic(option.value)), help_of(option));
}

std::string synopsis_of(const Summary& summary, const Command& command) {
  auto line = fmt::format("{} {}", bold("conformance"), bold(summary.name));
  for (const auto& option : command.options)
    if (!is_argument(option) && option.required) line += fmt::format(" {} {}", names(option), italic(option.value));
  const auto is_option = [](const Option& option) { return !is_argument(option); };
  if (std::ranges::any_of(command.options, is_option)) line += " [" + italic("OPTION") + "]...";
  for (const auto& option : command.options) {
    if (!is_argument(option)) continue;
    const auto word = italic(option.value) + (is_repeatable(option) ? "..." : "");
    line += option.required ? " " + word : " [" + word + "]";
  }
  return line + "\n";
}

std::string commands_text() {
  auto text = section("COMMANDS");
  for (const auto& [summary, make] : registered_commands()) {
    if (summary.hidden) continue;
    const auto command = make();
    text += fmt::format(".SS {}\n{}.PP\n{}.\n", roff(summary.name), synopsis_of(summary, command), roff(summary.text));
    for (const auto& option : command.options) text += item_of(option);
  }
  return text;
}

std::string formats_text() {
  auto text = section("FORMATS") + "What " + bold("-o") + " " + italic("FORMAT") + "[=" + italic("PATH") +
              "] writes; it may be given any number of times.\n";
  for (const auto& format : reports::formats()) text += item(bold(format.name), roff(format.description) + ".");
  return text + item(bold("evidence"), "the facts, as JSON; \\fBconformance eval\\fR judges them again.");
}

/// The table of --help: two blanks, codes, two blanks, meaning.
std::string exit_codes_text() {
  auto text = section("EXIT STATUS");
  const auto help = reports::exit_code_help();
  for (std::size_t at = 0; at < help.size();) {
    const auto end = std::min(help.find('\n', at), help.size());
    const auto line = help.substr(at, end - at);
    at = end + 1;
    if (const auto gap = line.find("  ", 2); line.starts_with("  ") && gap != std::string_view::npos)
      text += item(bold(line.substr(2, gap - 2)), roff(line.substr(line.find_first_not_of(' ', gap))) + ".");
    else if (!line.ends_with(':'))
      text += ".PP\n" + roff(line) + "\n";
  }
  return text;
}

using Entries = std::vector<std::pair<std::string_view, std::string_view>>;

std::string list_of(std::string_view name, const Entries& entries) {
  auto text = section(name);
  for (const auto& [tag, what] : entries) text += item(bold(tag), roff(what));
  return text;
}

std::string environment_text() {
  return list_of(
      "ENVIRONMENT",
      {{"CONFORMANCE_PROFILES", "Directories with profiles, separated by colons; searched before the installed ones."},
       {"CONFORMANCE_CACHE",
        "Where the images of the lab lie, instead of conformance below $XDG_CACHE_HOME, /var/cache "
        "(root) or ~/.cache."},
       {"CONFORMANCE_PROBE", "The probe to boot, instead of the one beside the program."},
       {"TMPDIR", "Where a run keeps its work directory if it is not root's /run/conformance."},
       {"NO_COLOR", "If set, no colour. Without a terminal there is none either."}});
}

std::string files_text() {
  return list_of(
      "FILES",
      {{"PREFIX/share/conformance/profiles/NAME.toml", "The profiles of the managers it knows."},
       {"PREFIX/share/conformance/profiles/expected/NAME.toml",
        "What is known to deviate; beside a profile of your own, "
        "expected/NAME.toml."},
       {"PREFIX/share/conformance/schema/DOCUMENT.schema.json", "What conformance schema prints."},
       {"PREFIX/libexec/conformance/conformance-inside", "Prints the evidence of the machine it is executed in."},
       {"PREFIX/share/doc/conformance/profiles.md",
        "How a manager is described; beside it expectations.md, matrix.md, lab.md, running-machines.md, "
        "over-time.md, own-clauses.md."},
       {"/run/conformance, /var/tmp/conformance-UID",
        "Work directories of runs; conformance clean removes what a killed "
        "one left."},
       {"/var/cache/conformance", "Images of the lab."},
       {"lab-results/SUITE", "Results and evidence of lab run."}});
}

std::string examples_text() {
  return list_of(
      "EXAMPLES",
      {{"conformance run --profile nspawn", "Examine systemd-nspawn on this host."},
       {"conformance run --profile ./box.toml -o junit=junit.xml -o json=result.json",
        "In CI: the exit code is the answer, the files are for the people and services behind it."},
       {"conformance baseline result.json", "Write the known deviations down: only news fails from then on."},
       {"conformance explain exec.sys-read-only", "Where one clause stands, how it is seen, how to mend it."}});
}

std::string man_page() {
  return fmt::format(".\\\" Written by \"conformance man\".\n.TH CONFORMANCE 1 \"{}\" \"conformance {}\"\n",
                     CONFORMANCE_RELEASED, CONFORMANCE_VERSION) +
         section("NAME") + "conformance \\- do container and VM managers keep systemd's interfaces for them?\n" +
         section("SYNOPSIS") + bold("conformance") + " " + italic("COMMAND") + " [" + italic("OPTION") + "]... [" +
         italic("ARGUMENT") + "]...\n" + section("DESCRIPTION") +
         "Starts a machine with a container or VM manager, looks at it from the inside and from the host, and judges "
         "it by "
         "the clauses of systemd's Container Interface, VM Interface, and Writing VM and Container Managers. Says what "
         "the "
         "document asks, what was seen, and what to change.\n.PP\n" +
         bold("conformance") + " " + italic("COMMAND") + " " + bold("--help") + " shows the options of a command, " +
         bold("--version") +
         " the version and that of the catalogue of clauses. Results go to standard output, words for "
         "people to standard error.\n" +
         commands_text() + formats_text() + exit_codes_text() + environment_text() + files_text() + examples_text() +
         section("SEE ALSO") +
         "\\fBsystemd\\-nspawn\\fR(1), \\fBsystemd\\-machined.service\\fR(8), \\fBorg.freedesktop.machine1\\fR(5)\n";
}

Command man_command() {
  Command command;
  command.action = [] {
    print(man_page());
    return reports::exit_code::passed;
  };
  return command;
}

const Registered registered(summary::man, man_command);

}  // namespace

}  // namespace conformance::runner
