// SPDX-License-Identifier: Apache-2.0
// A table of the profile with those of the chosen variant laid over it. toml++ forgets where a copied node stood, so
// nothing is merged: a key is looked up in the variant first, then in the base.
#pragma once

#include "runner/profile/diagnostics.h"
#include "runner/profile/profile.h"
#include "runner/profile/template.h"

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::runner::profiles {

Place place_of(const toml::source_region& region);
std::string_view type_name(const toml::node& node);

class Section {
 public:
  struct Entry {
    const toml::node* node = nullptr;
    Place key;
    Place value;
  };

  Section(Diagnostics& diagnostics, std::string title, std::vector<const toml::table*> layers)
      : diagnostics_(diagnostics), title_(std::move(title)), layers_(std::move(layers)) {}

  bool present() const { return !layers_.empty(); }
  const std::string& title() const { return title_; }
  Diagnostics& diagnostics() const { return diagnostics_; }

  /// Errors for every key that is not one of these.
  void allow(const std::vector<std::string_view>& keys) const;

  /// Of keys that exclude one another the variant's replaces the base's: only the first layer that has one of them
  /// keeps them. Two in the same layer are an error.
  Section with_one_of(const std::vector<std::string_view>& keys) const;

  std::optional<Entry> find(std::string_view key) const;
  /// All keys of all layers, each once.
  std::vector<std::pair<std::string, Entry>> entries() const;

  Section section(std::string_view key) const;
  /// The tables of an array of tables ([[key]]).
  std::vector<Section> list(std::string_view key, std::size_t most = 100) const;

  std::optional<std::string> text(std::string_view key) const;
  std::string required_text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::optional<std::chrono::milliseconds> duration(std::string_view key) const;
  std::size_t choice(std::string_view key, const std::vector<std::string_view>& words, std::size_t fallback) const;

  Template line(std::string_view key, const TemplateRules& rules) const;  ///< a template, "" if it is not there
  std::vector<Template> arguments(std::string_view key, const TemplateRules& rules) const;

  void error_at(const Place& place, std::string_view message, std::string_view help = "") const {
    diagnostics_.error(place, message, help);
  }
  void wrong_type(std::string_view key, const Entry& entry, std::string_view wanted) const;
  void missing(std::string_view key, std::string_view help = "") const;
  /// The header of the table, or the first line.
  Place place() const;
  /// `key "argv" in [start]`
  std::string named(std::string_view key) const;

  void check(const std::string& text, const Place& place, const TemplateRules& rules) const;
  std::optional<std::string> string_of(std::string_view key, const Entry& entry) const;

 private:
  Diagnostics& diagnostics_;
  std::string title_;
  std::vector<const toml::table*> layers_;
  std::vector<std::string_view> exclusive_;  ///< looked for in this layer only
  const toml::table* exclusive_layer_ = nullptr;
};

}  // namespace conformance::runner::profiles
