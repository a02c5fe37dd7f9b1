// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/reader.h"

#include "runner/profile/load.h"
#include "runner/profile/section.h"
#include "runner/profile/suggest.h"
#include "runner/profile/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <utility>

namespace conformance::runner::profiles {

namespace {

using Words = std::vector<std::string_view>;

const Words variant_keys{"title", "requires", "version", "machine", "claims", "variables", "options",
                         "guest", "file",     "setup",   "start",   "report", "exec",      "stop",
                         "kill",  "teardown", "sandbox", "clone",   "lab"};

Words base_keys() {
  Words keys = variant_keys;
  std::replace(keys.begin(), keys.end(), std::string_view("title"), std::string_view("profile"));
  keys.emplace_back("variant");
  return keys;
}

bool is_id(std::string_view word) {
  const auto plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  };
  return !word.empty() && word.front() != '-' && std::all_of(word.begin(), word.end(), plain);
}

constexpr std::string_view package_letters = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
constexpr std::string_view unit_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_.@\\-";

/// What goes to another program as an argument must not look like one of its options.
bool is_word_of(std::string_view letters, std::string_view word) {
  return !word.empty() && word.front() != '-' && word.front() != '.' && word.front() != '+' &&
         word.find_first_not_of(letters) == std::string_view::npos;
}

bool is_package(std::string_view word) { return word.size() > 1 && is_word_of(package_letters, word); }

bool is_service(std::string_view word) {
  return is_word_of(unit_letters, word) && (word.ends_with(".service") || word.ends_with(".socket"));
}

constexpr std::string_view id_help = "an id is made of lower case letters, digits and \"-\"";

class Reader {
 public:
  explicit Reader(Section root) : root_(std::move(root)) {}

  Profile read(std::string_view variant) {
    profile_.variant = variant;
    head();
    requirements();
    guest();
    variables();
    start();
    machine();
    version();
    claims();
    options();
    files();
    profile_.setup = steps("setup", rules(false));
    profile_.teardown = steps("teardown", rules(true));
    ends();
    exec();
    sandbox();
    clone();
    lab();
    contradictions();
    return std::move(profile_);
  }

 private:
  void head() {
    const Section head = root_.section("profile");
    if (!head.present()) return root_.missing("profile");
    head.allow({"id", "title", "subject", "documentation", "untested"});
    profile_.id = head.required_text("id");
    if (!profile_.id.empty() && !is_id(profile_.id))
      head.error_at(head.find("id")->value, fmt::format("\"{}\" cannot be an id", profile_.id), id_help);
    profile_.title = head.required_text("title");
    if (!profile_.variant.empty())
      profile_.title = root_.text("title").value_or(fmt::format("{}, {}", profile_.title, profile_.variant));
    const Words subjects{"container", "vm"};
    if (!head.find("subject")) head.missing("subject", "\"container\" or \"vm\"");
    profile_.subject = subjects[head.choice("subject", subjects, 0)];
    profile_.documentation = head.text("documentation").value_or("");
    profile_.untested = head.text("untested").value_or("");
  }

  void requirements() {
    const Section section = root_.section("requires");
    section.allow({"commands", "files", "service_manager", "root"});
    profile_.requires_ = {section.texts("commands"), section.texts("files"),
                          section.boolean("service_manager").value_or(false), section.boolean("root").value_or(true)};
  }

  void version() {
    const Section section = root_.section("version");
    if (!section.present()) return;
    section.allow({"argv", "pattern"});
    if (!section.find("argv")) section.missing("argv");
    profile_.version = {section.arguments("argv", rules(false)), section.required_text("pattern")};
    if (!profile_.version.pattern.empty()) check_pattern(section, section.find("pattern")->value);
  }

  void check_pattern(const Section& section, const Place& place) const {
    constexpr std::size_t longest = 500;  // std::regex recurses
    const std::string& pattern = profile_.version.pattern;
    if (pattern.size() > longest) return section.error_at(place, "the pattern is too long");
    try {
      if (std::regex(pattern).mark_count() > 0) return;
      section.error_at(place, "the pattern has no group", "put parentheses around the version: '(\\d+\\.\\d+)'");
    } catch (const std::regex_error& error) {
      section.error_at(place, fmt::format("the pattern is no regular expression: {}", error.what()),
                       "single quotes spare TOML's own backslashes: '(\\d+)'");
    }
  }

  void guest() {
    const Section section = root_.section("guest");
    section.allow({"kind"});
    profile_.guest = static_cast<GuestKind>(section.choice("kind", {"tree", "tar", "initramfs"}, 0));
  }

  void variables() {
    const Section section = root_.section("variables");
    TemplateRules builtin{known_variables(), refused(false)};
    builtin.refused["console_file"] = builtin.refused["slice"] = "[variables] come first";
    for (const auto& [name, entry] : section.entries()) {
      if (!is_variable_name(name))
        section.error_at(entry.key, fmt::format("\"{}\" cannot be a variable", name),
                         "a variable's name is made of lower case letters, digits and \"_\"");
      if (std::find(known_variables().begin(), known_variables().end(), name) != known_variables().end())
        section.error_at(entry.key, fmt::format("{{{}}} has its own meaning", name), "take another name");
      const auto value = section.string_of(name, entry);
      if (!value) continue;
      section.check(*value, entry.value, builtin);
      profile_.variables[name] = *value;
    }
  }

  /// Variables that are known but not there, given the guest, the console and the moment.
  std::map<std::string, std::string, std::less<>> refused(bool started) const {
    std::map<std::string, std::string, std::less<>> names;
    const std::vector<std::pair<std::string, GuestKind>> guests{
        {"tree", GuestKind::tree}, {"tar", GuestKind::tar}, {"initramfs", GuestKind::initramfs}};
    for (const auto& [name, kind] : guests)
      if (profile_.guest != kind) names[name] = fmt::format("it needs kind = \"{}\" in [guest]", name);
    if (profile_.subject != "vm") names["kernel"] = names["command_line"] = "only a vm has a kernel of its own";
    if (profile_.start.console != ConsoleKind::file) names["console_file"] = "it needs console = \"file\" in [start]";
    if (!root_.section("machine").find("slice")) names["slice"] = "[machine] sets no slice";
    if (!started) names["leader"] = "there is none before the start";
    return names;
  }

  TemplateRules rules(bool started) const {
    TemplateRules rules{known_variables(), refused(started)};
    for (const auto& [name, value] : profile_.variables) rules.known.emplace_back(name);
    return rules;
  }

  Step step(const Section& section, const TemplateRules& rules) const {
    Step step;
    step.argv = section.arguments("argv", rules);
    const Section environment = section.section("environment");
    for (const auto& [name, entry] : environment.entries()) {
      if (name.empty() || name.find('=') != std::string::npos || name.find('\0') != std::string::npos)
        environment.error_at(entry.key, "this cannot be the name of an environment variable");
      const auto value = environment.string_of(name, entry);
      if (!value) continue;
      environment.check(*value, entry.value, rules);
      step.environment[name] = *value;
    }
    step.deadline = section.duration("deadline").value_or(step.deadline);
    if (section.find("success")) step.success = exit_codes(section);
    return step;
  }

  static std::vector<int> exit_codes(const Section& section) {
    const Section::Entry entry = *section.find("success");
    const toml::array* array = entry.node->as_array();
    std::vector<int> codes;
    if (array == nullptr || array->empty()) {
      section.error_at(entry.value, fmt::format("{} must be an array of exit codes", section.named("success")),
                       "for example: success = [0, 1]");
      return codes;
    }
    for (const toml::node& node : *array) {
      const auto* code = node.as_integer();
      if (code != nullptr && code->get() >= 0 && code->get() <= 255)
        codes.push_back(static_cast<int>(code->get()));
      else
        section.error_at(place_of(node.source()), "an exit code is a number from 0 to 255");
    }
    return codes;
  }

  std::vector<Step> steps(std::string_view key, const TemplateRules& rules) const {
    std::vector<Step> list;
    for (const Section& section : root_.list(key)) {
      section.allow({"argv", "environment", "deadline", "success"});
      if (!section.find("argv")) section.missing("argv");
      list.push_back(step(section, rules));
    }
    return list;
  }

  void start() {
    const Section section = root_.section("start");
    if (!section.present()) return root_.missing("start", "it says which command starts the machine");
    section.allow({"mode", "argv", "environment", "console", "console_file", "deadline", "success"});
    Start& start = profile_.start;
    start.mode = static_cast<StartMode>(section.choice("mode", {"foreground", "detached"}, 0));
    start.console = static_cast<ConsoleKind>(section.choice("console", {"pty", "file"}, 0));
    if (!section.find("argv")) section.missing("argv");
    start.step = step(section, rules(false));
    TemplateRules file_rules = rules(false);
    file_rules.refused["console_file"] = "this is it";
    start.console_file = section.line("console_file", file_rules);
    const bool to_file = start.console == ConsoleKind::file;
    if (to_file && start.console_file.empty())
      section.missing("console_file", "console = \"file\" needs it: the file the manager writes the console to");
    if (const auto entry = section.find("console_file"); entry && !to_file)
      section.error_at(entry->key, "\"console_file\" contradicts console = \"pty\"", "write console = \"file\"");
    if (const auto entry = section.find("deadline"); entry && start.mode == StartMode::foreground)
      section.error_at(entry->key, "\"deadline\" contradicts mode = \"foreground\"",
                       "the command runs as long as the machine; how long its report may take is deadline in [report]");
    const Section report = root_.section("report");
    report.allow({"deadline"});
    profile_.report_deadline = report.duration("deadline").value_or(profile_.report_deadline);
  }

  void machine() {
    const Section section = root_.section("machine");
    section.allow({"name", "hostname", "uuid", "slice"});
    TemplateRules own = rules(false);
    own.refused["slice"] = "[machine] sets it";
    profile_.asked = {section.line("hostname", own), section.line("name", own), section.line("uuid", own),
                      section.line("slice", own)};
  }

  void claims() {
    const Section section = root_.section("claims");
    section.allow(known_capabilities());
    for (const auto& [name, entry] : section.entries()) {
      const auto text = section.string_of(name, entry);
      if (!text) continue;
      const std::size_t colon = text->find(':');
      const std::string value = text->substr(0, colon);
      const std::size_t reason = colon == std::string::npos ? colon : text->find_first_not_of(' ', colon + 1);
      const Words values{"yes", "no", "unknown"};
      if (std::find(values.begin(), values.end(), value) == values.end())
        section.error_at(entry.value, fmt::format("{} cannot be \"{}\"", section.named(name), value),
                         suggestion(value, values, "possible values"));
      else if (value != "yes" && reason == std::string::npos)
        section.error_at(entry.value, fmt::format("{}: a reason is missing", section.named(name)),
                         fmt::format("write {} = \"{}: why\"", name, value));
      profile_.claims[name] = {value, reason == std::string::npos ? "" : text->substr(reason)};
    }
  }

  void options() {
    const auto entry = root_.find("options");
    profile_.options = root_.texts("options");
    const toml::array* array = entry ? entry->node->as_array() : nullptr;
    if (array == nullptr) return;
    for (const toml::node& node : *array)
      if (const auto* value = node.as_string()) root_.check(value->get(), place_of(node.source()), rules(false));
  }

  void files() {
    for (const Section& section : root_.list("file")) {
      section.allow({"path", "content", "mode"});
      GeneratedFile file{section.line("path", rules(false)), section.line("content", rules(false))};
      for (const std::string_view key : {"path", "content"})
        if (!section.find(key)) section.missing(key);
      const bool absolute = file.path.starts_with('/') || file.path.starts_with('{');
      if (!file.path.empty() && !absolute)
        section.error_at(section.find("path")->value, "the path of a file must be absolute",
                         fmt::format("\"{{work}}/{}\" is the run's own directory", file.path));
      if (const auto text = section.text("mode")) {
        const auto mode = parse_mode(*text);
        if (!mode)
          section.error_at(section.find("mode")->value, fmt::format("\"{}\" is no file mode", *text),
                           "as for chmod: \"0644\"");
        file.mode = mode.value_or(file.mode);
      }
      profile_.files.push_back(std::move(file));
    }
  }

  std::optional<int> signal(const Section& section) const {
    const auto entry = section.find("signal");
    if (!entry) return std::nullopt;
    const auto* number = entry->node->as_integer();
    if (number != nullptr && is_signal(number->get())) return static_cast<int>(number->get());
    if (number != nullptr) {
      section.error_at(entry->value, fmt::format("{} is no signal", number->get()), "1 to 31, or 34 to 64");
      return std::nullopt;
    }
    const auto name = section.string_of("signal", *entry);
    const auto known = name ? parse_signal(*name) : std::nullopt;
    if (name && !known)
      section.error_at(entry->value, fmt::format("\"{}\" is no signal", *name),
                       parse_signal("SIG" + *name) ? fmt::format("did you mean \"SIG{}\"?", *name)
                                                   : suggestion(*name, signal_names(), "signals"));
    return known;
  }

  Step end(std::string_view key, Words ways) const {
    const Section section = root_.section(key).with_one_of(ways);
    if (std::none_of(ways.begin(), ways.end(), [&](std::string_view way) { return section.find(way).has_value(); }))
      section.missing("argv", ways.size() == 3 ? "or signal, or console = true" : "or signal");
    Words keys = ways;
    keys.insert(keys.end(), {"environment", "deadline", "success"});
    section.allow(keys);
    Step result = step(section, rules(true));
    result.signal = signal(section);
    if (ways.size() == 3) result.console_request = section.boolean("console").value_or(false);
    if (const auto entry = section.find("signal"); entry && profile_.start.mode == StartMode::detached)
      section.error_at(entry->key, fmt::format("{} contradicts mode = \"detached\"", section.named("signal")),
                       "a signal goes to the foreground process of the manager; give argv here");
    if (const auto entry = section.find("console"); entry && ways.size() == 3) check_request(section, *entry, result);
    return result;
  }

  void check_request(const Section& section, const Section::Entry& entry, const Step& stop) const {
    if (!stop.console_request && entry.node->is_boolean())
      section.error_at(entry.value, "\"console\" can only be true here", "leave it out, and give argv or signal");
    if (profile_.start.console == ConsoleKind::file)
      section.error_at(entry.key, "\"console\" contradicts console = \"file\" in [start]",
                       "nothing can be written to the machine through a file; give argv or signal");
  }

  void ends() {
    if (!root_.section("stop").present())
      root_.missing("stop", "it says how the machine is asked to end: argv, signal or console = true");
    else
      profile_.stop = end("stop", {"argv", "signal", "console"});
    if (root_.section("kill").present()) profile_.kill = end("kill", {"argv", "signal"});
  }

  void exec() {
    const Section section = root_.section("exec");
    if (!section.present()) return;
    section.allow({"argv", "environment", "deadline", "success"});
    profile_.exec = step(section, rules(true));
    const auto& argv = profile_.exec->argv;
    if (!section.find("argv")) return section.missing("argv");
    if (std::count(argv.begin(), argv.end(), command_argument) != 1)
      section.error_at(section.find("argv")->value, "{command...} must stand once in argv of [exec]",
                       "it becomes the program to run inside and its arguments");
  }

  void sandbox() {
    const Section section = root_.section("sandbox");
    if (!section.present()) return;
    section.allow({"argv", "environment"});
    if (!section.find("argv")) return section.missing("argv");
    profile_.sandbox = step(section, rules(false));
    if (const auto& argv = profile_.sandbox->argv; std::count(argv.begin(), argv.end(), command_argument) != 1)
      section.error_at(section.find("argv")->value, "{command...} must stand once in argv of [sandbox]",
                       "it becomes the program that is started instead of an init");
  }

  void clone() {
    const Section section = root_.section("clone");
    if (!section.present()) return;
    section.allow({"argv", "start", "environment", "tree", "deadline", "success"});
    TemplateRules with_source = rules(false);
    with_source.known.insert(with_source.known.end(), {"source_name", "source_tree", "source_work"});
    Clone& clone = profile_.clone.emplace();
    if (section.find("argv")) clone.copy = step(section, with_source);
    if (section.find("start")) {
      clone.start.emplace();
      clone.start->argv = section.arguments("start", with_source);
    }
    if (!clone.copy && !clone.start)
      section.missing("argv", "the command that makes the copy, or start, one that does both");
    clone.tree = section.line("tree", rules(false));
  }

  void lab() {
    const Section section = root_.section("lab");
    section.allow({"backend", "reason", "suites", "packages", "services"});
    Lab& lab = profile_.lab;
    lab = {static_cast<LabBackend>(section.choice("backend", {"nspawn", "qemu"}, 0)),
           section.text("reason").value_or(""), section.texts("suites"), section.texts("packages"),
           section.texts("services")};
    if (lab.backend == LabBackend::qemu && lab.reason.empty())
      section.missing("reason", "say what the manager lacks on a host that is a container");
    for_each_text(section, "suites", [](const std::string& suite) {
      const auto& known = known_suites();
      return std::find(known.begin(), known.end(), suite) != known.end() ? "" : suggestion(suite, known, "suites");
    });
    for_each_text(section, "packages", [](const std::string& name) {
      return is_package(name) ? "" : "the name of a Debian package: \"qemu-system-x86\"";
    });
    for_each_text(section, "services", [](const std::string& name) {
      return is_service(name) ? "" : "a unit with its suffix, .service or .socket: \"docker.service\"";
    });
  }

  /// `help_for` says what to write instead of a text that does not fit, nothing of one that does.
  template <class HelpFor>
  static void for_each_text(const Section& section, std::string_view key, const HelpFor& help_for) {
    const auto entry = section.find(key);
    const toml::array* array = entry ? entry->node->as_array() : nullptr;
    if (array == nullptr) return;
    for (const toml::node& node : *array) {
      const auto* text = node.as_string();
      if (text == nullptr) continue;
      if (const std::string help = help_for(text->get()); !help.empty())
        section.error_at(place_of(node.source()), fmt::format("{} cannot hold \"{}\"", section.named(key), text->get()),
                         help);
    }
  }

  void contradictions() const {
    const Section section = root_.section("claims");
    const auto against = [&](std::string_view claim, bool used, std::string_view by) {
      const auto entry = section.find(claim);
      if (entry && used && profile_.claims_no(std::string(claim)))
        section.error_at(entry->value, fmt::format("\"{}\" is claimed not to work, but {}", claim, by),
                         "take one of the two out");
    };
    against("uuid", !profile_.asked.uuid.empty(), "[machine] asks for a uuid");
    against("hostname", !profile_.asked.hostname.empty(), "[machine] asks for a hostname");
    against("slice", !profile_.asked.slice.empty(), "[machine] asks for a slice");
    against("exec", profile_.exec.has_value(), "there is an [exec]");
    against("sandbox", profile_.sandbox.has_value(), "there is a [sandbox]");
    against("clone", profile_.clone.has_value(), "there is a [clone]");
  }

  Section root_;
  Profile profile_;
};

const toml::table* variants(const toml::table& base) { return base["variant"].as_table(); }

}  // namespace

Profile read_profile(Diagnostics& diagnostics, const toml::table& base, std::string_view variant) {
  std::vector<const toml::table*> layers;
  if (const toml::table* all = variants(base); all != nullptr && !variant.empty())
    if (const toml::table* one = (*all)[variant].as_table()) layers.push_back(one);
  layers.push_back(&base);
  return Reader(Section(diagnostics, "", std::move(layers))).read(variant);
}

void check_outline(Diagnostics& diagnostics, const toml::table& base) {
  const Section root(diagnostics, "", {&base});
  root.allow(base_keys());
  const Section all = root.section("variant");
  for (const auto& [name, entry] : all.entries()) {
    if (!is_id(name)) all.error_at(entry.key, fmt::format("\"{}\" cannot be a variant", name), id_help);
    if (!entry.node->is_table()) all.wrong_type(name, entry, "a table");
    all.section(name).allow(variant_keys);
  }
}

std::vector<std::string> variant_names(const toml::table& base) {
  std::vector<std::string> names;
  if (const toml::table* all = variants(base))
    for (const auto& [name, node] : *all)
      if (node.is_table()) names.emplace_back(name.str());
  return names;
}

}  // namespace conformance::runner::profiles
