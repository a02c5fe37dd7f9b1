// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/section.h"

#include "runner/profile/suggest.h"
#include "runner/profile/units.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::runner::profiles {

namespace {

bool holds(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Section::Entry entry_of(const toml::key& key, const toml::node& node) {
  return {&node, place_of(key.source()), place_of(node.source())};
}

}  // namespace

Place place_of(const toml::source_region& region) {
  const std::size_t line = std::max<std::size_t>(1, region.begin.line);
  const std::size_t column = std::max<std::size_t>(1, region.begin.column);
  Place place{line, column, std::max<std::size_t>(line, region.end.line), region.end.column};
  if (place.end_line == line) place.end_column = std::max(place.end_column, column + 1);
  return place;
}

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or a time";
  }
}

std::string Section::named(std::string_view key) const {
  return title_.empty() ? fmt::format("\"{}\"", key) : fmt::format("\"{}\" in [{}]", key, title_);
}

Place Section::place() const {
  return layers_.empty() || title_.empty() ? Place{} : place_of(layers_.front()->source());
}

void Section::missing(std::string_view key, std::string_view help) const {
  diagnostics_.error(place(),
                     title_.empty() ? fmt::format("the table [{}] is missing", key)
                                    : fmt::format("the key \"{}\" is missing in [{}]", key, title_),
                     help);
}

void Section::wrong_type(std::string_view key, const Entry& entry, std::string_view wanted) const {
  std::string help;
  if (key == "options" && title_ != "") help = "the list \"options\" stands above the first [table]";
  diagnostics_.error(entry.value, fmt::format("{} must be {}, not {}", named(key), wanted, type_name(*entry.node)),
                     help);
}

void Section::allow(const std::vector<std::string_view>& keys) const {
  for (const toml::table* layer : layers_)
    for (const auto& [key, node] : *layer)
      if (!holds(keys, key.str()))
        diagnostics_.error(place_of(key.source()), fmt::format("unknown key {}", named(key.str())),
                           suggestion(key.str(), keys, "known keys"));
}

Section Section::with_one_of(const std::vector<std::string_view>& keys) const {
  Section narrowed = *this;
  narrowed.exclusive_ = keys;
  for (const toml::table* layer : layers_) {
    std::string_view first;
    for (const std::string_view key : keys) {
      const auto found = layer->find(key);
      if (found == layer->end()) continue;
      if (!first.empty())
        diagnostics_.error(place_of(found->first.source()), fmt::format("{} contradicts \"{}\"", named(key), first),
                           "one of them says how it is done; take the other out");
      if (first.empty()) first = key;
    }
    if (!first.empty() && narrowed.exclusive_layer_ == nullptr) narrowed.exclusive_layer_ = layer;
  }
  return narrowed;
}

std::optional<Section::Entry> Section::find(std::string_view key) const {
  const bool only_one = exclusive_layer_ != nullptr && holds(exclusive_, key);
  for (const toml::table* layer : layers_) {
    if (only_one && layer != exclusive_layer_) continue;
    const auto found = layer->find(key);
    if (found != layer->end()) return entry_of(found->first, found->second);
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, Section::Entry>> Section::entries() const {
  std::map<std::string, Entry> all;
  for (const toml::table* layer : layers_)
    for (const auto& [key, node] : *layer) all.emplace(std::string(key.str()), entry_of(key, node));
  return {all.begin(), all.end()};
}

Section Section::section(std::string_view key) const {
  std::vector<const toml::table*> tables;
  for (const toml::table* layer : layers_) {
    const auto found = layer->find(key);
    if (found == layer->end()) continue;
    if (const toml::table* table = found->second.as_table())
      tables.push_back(table);
    else
      wrong_type(key, entry_of(found->first, found->second), "a table");
  }
  return {diagnostics_, title_.empty() ? std::string(key) : fmt::format("{}.{}", title_, key), std::move(tables)};
}

std::vector<Section> Section::list(std::string_view key, std::size_t most) const {
  std::vector<Section> tables;
  const auto entry = find(key);
  if (!entry) return tables;
  const toml::array* array = entry->node->as_array();
  const auto refuse = [&](const toml::node& node) {
    diagnostics_.error(place_of(node.source()), fmt::format("{} must be tables, not {}", named(key), type_name(node)),
                       fmt::format("begin each with [[{}]]", key));
  };
  if (array == nullptr) {
    refuse(*entry->node);
    return tables;
  }
  if (array->size() > most) {
    diagnostics_.error(entry->key, fmt::format("{} has more than {} entries", named(key), most));
    return tables;
  }
  for (const toml::node& node : *array) {
    if (const toml::table* table = node.as_table())
      tables.emplace_back(diagnostics_, fmt::format("[{}]", key), std::vector<const toml::table*>{table});
    else
      refuse(node);
  }
  return tables;
}

std::optional<std::string> Section::string_of(std::string_view key, const Entry& entry) const {
  const auto* value = entry.node->as_string();
  if (value == nullptr) {
    wrong_type(key, entry, "a string");
    return std::nullopt;
  }
  if (value->get().find('\0') != std::string::npos) {
    diagnostics_.error(entry.value, fmt::format("{} holds a NUL character", named(key)),
                       "neither an argument nor a path can hold one");
    return std::nullopt;
  }
  return value->get();
}

std::optional<std::string> Section::text(std::string_view key) const {
  const auto entry = find(key);
  return entry ? string_of(key, *entry) : std::nullopt;
}

std::string Section::required_text(std::string_view key) const {
  const auto entry = find(key);
  if (!entry) {
    missing(key);
    return "";
  }
  const auto value = string_of(key, *entry);
  if (value && value->empty()) diagnostics_.error(entry->value, fmt::format("{} must not be empty", named(key)));
  return value.value_or("");
}

std::optional<bool> Section::boolean(std::string_view key) const {
  const auto entry = find(key);
  if (!entry) return std::nullopt;
  if (const auto* value = entry->node->as_boolean()) return value->get();
  wrong_type(key, *entry, "true or false");
  return std::nullopt;
}

std::vector<std::string> Section::texts(std::string_view key) const {
  std::vector<std::string> list;
  const auto entry = find(key);
  if (!entry) return list;
  const toml::array* array = entry->node->as_array();
  if (array == nullptr) {
    wrong_type(key, *entry, "an array of strings");
    return list;
  }
  for (const toml::node& node : *array)
    if (auto value = string_of(key, {&node, entry->key, place_of(node.source())})) list.push_back(std::move(*value));
  return list;
}

std::optional<std::chrono::milliseconds> Section::duration(std::string_view key) const {
  const auto entry = find(key);
  if (!entry) return std::nullopt;
  const auto* value = entry->node->as_string();
  if (value == nullptr) {
    wrong_type(key, *entry, "a duration in quotes such as \"30s\" or \"500ms\"");
    return std::nullopt;
  }
  const auto parsed = parse_duration(value->get());
  if (!parsed)
    diagnostics_.error(entry->value, fmt::format("{}: \"{}\" is no duration", named(key), value->get()),
                       "write a whole number and ms, s, min or h, up to 24h: \"30s\", \"500ms\"");
  return parsed;
}

std::size_t Section::choice(std::string_view key, const std::vector<std::string_view>& words,
                            std::size_t fallback) const {
  const auto entry = find(key);
  if (!entry) return fallback;
  const auto value = string_of(key, *entry);
  if (!value) return fallback;
  const auto found = std::find(words.begin(), words.end(), *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  diagnostics_.error(entry->value, fmt::format("{} cannot be \"{}\"", named(key), *value),
                     suggestion(*value, words, "possible values"));
  return fallback;
}

void Section::check(const std::string& text, const Place& place, const TemplateRules& rules) const {
  if (diagnostics_.full()) return;
  for (const TemplateProblem& problem : check_template(text, rules))
    diagnostics_.error(diagnostics_.inside(place, problem.part), problem.message, problem.help);
}

Template Section::line(std::string_view key, const TemplateRules& rules) const {
  const auto entry = find(key);
  if (!entry) return "";
  const auto value = string_of(key, *entry);
  if (value) check(*value, entry->value, rules);
  return value.value_or("");
}

std::vector<Template> Section::arguments(std::string_view key, const TemplateRules& rules) const {
  const std::vector<Template> list = texts(key);
  const auto entry = find(key);
  const toml::array* array = entry ? entry->node->as_array() : nullptr;
  if (array == nullptr) return list;
  if (array->empty())
    diagnostics_.error(entry->value, fmt::format("{} must not be empty", named(key)),
                       "its first string is the program");
  for (const toml::node& node : *array) {
    const auto* value = node.as_string();
    const bool list_argument =
        value != nullptr && (value->get() == options_argument ||
                             (value->get() == command_argument && (title_ == "exec" || title_ == "sandbox")));
    if (value != nullptr && !list_argument) check(value->get(), place_of(node.source()), rules);
  }
  return list;
}

}  // namespace conformance::runner::profiles
