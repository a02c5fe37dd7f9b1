// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Environment Variables 3: $container_ttys.
#include "checks/env_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Terminal;

constexpr Source item_3 = {"CONTAINER_INTERFACE", "Environment Variables", "3"};
constexpr std::uint64_t devpts_magic = 0x1cd1;
constexpr std::uint64_t first_pty_major = 136;
constexpr std::uint64_t last_pty_major = 143;

bool is_pty(const Terminal& terminal) {
  return terminal.kind == "character" && terminal.major >= first_pty_major && terminal.major <= last_pty_major;
}

std::string_view without_dev(std::string_view word) { return word.starts_with("/dev/") ? word.substr(5) : word; }

/// pts/N
bool names_a_pty(std::string_view word) {
  if (!word.starts_with("pts/") || word.size() == 4) return false;
  return word.find_first_not_of("0123456789", 4) == std::string_view::npos;
}

/// The words of $container_ttys that name a pty, however spelt; the others are the business of the format clause.
std::vector<std::string> announced_ptys(const Evidence& evidence) {
  std::vector<std::string> ptys;
  for (const auto& word : words_of(guest_variable(evidence, "container_ttys").value_or("")))
    if (names_a_pty(without_dev(word))) ptys.emplace_back(without_dev(word));
  return ptys;
}

const Terminal* terminal_of(const Evidence& evidence, const std::string& word) {
  for (const auto& terminal : *evidence.guest.announced_terminals)
    if (without_dev(terminal.path) == word) return &terminal;
  return nullptr;
}

/// What is wrong with a listed pty; empty if nothing is.
std::string flaw_of(const Terminal& terminal) {
  if (!terminal.stat_error.empty()) return "is missing (" + terminal.stat_error + ")";
  if (terminal.symlink) return "is a symlink to " + terminal.target;
  if (!is_pty(terminal)) return "is no pty";
  if (terminal.file_system != 0 && terminal.file_system != devpts_magic) return "does not lie on a devpts";
  if (terminal.open_error == "EIO") return "has lost its master (EIO)";
  if (terminal.open_error.empty() && !terminal.terminal) return "is no terminal";
  return "";
}

/// The same rdev in another devpts instance is another pty.
bool same_pty(const Terminal& a, const Terminal& b) {
  return a.major == b.major && a.minor == b.minor && (a.device == b.device || a.device == 0 || b.device == 0);
}

Finding judge_existence(const Evidence& evidence, const std::vector<std::string>& ptys) {
  std::string unopened;
  for (const auto& word : ptys) {
    const Terminal* terminal = terminal_of(evidence, word);
    if (terminal == nullptr) return unknown("the probe did not look at /dev/" + word);
    if (const auto flaw = flaw_of(*terminal); !flaw.empty()) return fail("/dev/" + word + " " + flaw);
    if (!terminal->open_error.empty()) unopened = "/dev/" + word + " cannot be opened: " + terminal->open_error;
  }
  if (!unopened.empty()) return unknown(unopened);
  return pass(std::to_string(ptys.size()) + " listed, all of them ptys that open");
}

Finding judge_console_apart(const Evidence& evidence, const std::vector<std::string>& ptys) {
  const Terminal& console = *evidence.guest.console;
  if (!console.stat_error.empty() || !is_pty(console)) return not_applicable("/dev/console is no pty");
  for (const auto& word : ptys) {
    const Terminal* terminal = terminal_of(evidence, word);
    if (terminal == nullptr) return unknown("the probe did not look at /dev/" + word);
    if (terminal->stat_error.empty() && same_pty(*terminal, console)) return fail("/dev/" + word + " is /dev/console");
  }
  return pass("none of the " + std::to_string(ptys.size()) + " listed ptys is /dev/console");
}

/// Judges the listed ptys, or says that there are none.
template <auto check>
Finding for_listed_ptys(const Evidence& evidence) {
  const auto ptys = announced_ptys(evidence);
  if (ptys.empty()) return not_applicable("not offered: $container_ttys names no pty");
  return check(evidence, ptys);
}

constexpr Clause clauses[] = {
    {
        .id = "env.container-ttys-format",
        .says = "$container_ttys lists ptys as pts/N, without /dev/, separated by blanks.",
        .level = optional,
        .subject = container,
        .source = item_3,
        .since = "v209",
        .preconditions = "$container_ttys is set",
        .observe = "every word of it in the environment of PID 1 reads pts/ and a number",
        .remedy = "Write container_ttys=\"pts/1 pts/2\": names below /dev without that prefix, ptys only.",
        .judge =
            [](const Evidence& evidence) {
              const auto value = guest_variable(evidence, "container_ttys").value_or("");
              const auto words = words_of(value);
              if (words.empty()) return not_applicable("not offered: $container_ttys lists nothing");
              return pass_if(std::ranges::all_of(words, names_a_pty), "container_ttys=" + value);
            },
    },
    {
        .id = "env.container-ttys-exist",
        .says = "Each pty listed in $container_ttys is there, as the pty itself and not as a symlink.",
        .level = optional,
        .subject = container,
        .source = item_3,
        .since = "v209",
        .preconditions = "$container_ttys is set",
        .observe = "lstat() and an open without a controlling terminal, of every listed name",
        .remedy = "Allocate the ptys in the container's own devpts, list the numbers they have there, and keep the "
                  "master sides open.",
        .judge = for_listed_ptys<judge_existence>,
    },
    {
        .id = "env.container-ttys-excludes-console",
        .says = "The pty behind /dev/console is not listed in $container_ttys once more.",
        .level = optional,
        .subject = container,
        .source = item_3,
        .since = "2013-12 wiki",
        .preconditions = "$container_ttys is set, and the console is a pty",
        .observe = "device numbers of every listed pty compared with those of /dev/console",
        .remedy = "Leave the pty of /dev/console out of container_ttys: systemd puts a login on the console anyway.",
        .judge = for_listed_ptys<judge_console_apart>,
    },
};

}  // namespace

Section env_terminals() { return clauses; }

}  // namespace conformance::checks
