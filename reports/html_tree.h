// SPDX-License-Identifier: Apache-2.0
// HTML as a tree, in which no text can be taken for markup: what every page is built with.
#pragma once

#include <pugixml.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace conformance::reports {

/// An element at the end of `parent`. Its text is made harmless; `kind` is its class.
pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text = "", const char* kind = "");
/// One that HTML gives no end tag: br, input, meta.
pugi::xml_node add_void(pugi::xml_node parent, const char* name);
pugi::xml_node add_link(pugi::xml_node parent, std::string_view text, const std::string& target);
/// More text at the end of `parent`.
void add_words(pugi::xml_node parent, std::string_view text);

/// A table in a box that scrolls if the table is too wide. `name` is for those who do not see it.
pugi::xml_node add_table(pugi::xml_node parent, std::string_view name, const char* kind = "");
/// The row that holds a table's headings, and headings in it.
pugi::xml_node add_head_row(pugi::xml_node table);
void add_heads(pugi::xml_node row, std::initializer_list<const char*> words, const char* kind = "");

/// `html` with its head, in html_style and what the page adds to it. The page loads nothing, and runs only the script
/// of that hash, if any.
pugi::xml_node add_html(pugi::xml_document& document, std::string_view title, const char* own_style,
                        std::string_view script_hash = "");

/// Where a clause stands on a page; what no reference can hold is replaced.
std::string anchor_of(std::string_view id);

std::string html_of(const pugi::xml_node& node);

}  // namespace conformance::reports
