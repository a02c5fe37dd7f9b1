// SPDX-License-Identifier: Apache-2.0
#include "reports/html_tree.h"

#include "reports/html_style.h"
#include "reports/text.h"
#include "reports/xml.h"

#include <fmt/format.h>

namespace conformance::reports {

// An element without a child would be written as <p/>, which HTML takes for a begin: an empty text is a child.
pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text, const char* kind) {
  auto node = parent.append_child(name);
  if (*kind != '\0') set(node, "class", kind);
  add_words(node, text);
  return node;
}

pugi::xml_node add_void(pugi::xml_node parent, const char* name) { return parent.append_child(name); }

pugi::xml_node add_link(pugi::xml_node parent, std::string_view text, const std::string& target) {
  return set(add(parent, "a", text), "href", target);
}

void add_words(pugi::xml_node parent, std::string_view text) { add_text(parent, printable(text)); }

pugi::xml_node add_table(pugi::xml_node parent, std::string_view name, const char* kind) {
  auto box = set(set(add(parent, "div", "", "wide"), "role", "region"), "aria-label", name);
  return add(set(box, "tabindex", "0"), "table", "", kind);  // what scrolls has to be reached by keys
}

pugi::xml_node add_head_row(pugi::xml_node table) { return add(add(table, "thead"), "tr"); }

void add_heads(pugi::xml_node row, std::initializer_list<const char*> words, const char* kind) {
  for (const char* word : words) set(add(row, "th", word, kind), "scope", "col");
}

pugi::xml_node add_html(pugi::xml_document& document, std::string_view title, const char* own_style,
                        std::string_view script_hash) {
  auto html = set(add(document, "html"), "lang", "en");
  auto head = add(html, "head");
  set(add_void(head, "meta"), "charset", "utf-8");
  std::string policy = "default-src 'none'; style-src 'unsafe-inline'";
  if (!script_hash.empty()) policy += fmt::format("; script-src 'sha256-{}'", script_hash);
  set(set(add_void(head, "meta"), "http-equiv", "Content-Security-Policy"), "content", policy);
  set(set(add_void(head, "meta"), "name", "viewport"), "content", "width=device-width, initial-scale=1");
  add(head, "title", title);
  auto style = add(head, "style");
  for (const char* part : {html_style, own_style}) add_text(style, part);
  return html;
}

std::string anchor_of(std::string_view id) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  std::string anchor(id);
  for (char& letter : anchor)
    if (plain.find(letter) == std::string_view::npos) letter = '_';
  return anchor.empty() ? "_" : anchor;
}

std::string html_of(const pugi::xml_node& node) { return text_of(node, pugi::format_raw); }

}  // namespace conformance::reports
