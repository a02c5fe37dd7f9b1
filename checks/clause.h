// SPDX-License-Identifier: Apache-2.0
// A clause: what a document asks of a manager, and the check that judges it. To add one see docs/adding-a-clause.md.
#pragma once

#include "checks/finding.h"
#include "evidence/document.h"

#include <string_view>

namespace conformance::checks {

using evidence::Document;
using evidence::Evidence;

/// How much the document wants it. Only required clauses of origin `documented` decide the verdict.
enum class Level { required, recommended, optional };

/// A sentence in a document, or something that follows only from code or from a protocol. Derived clauses advise.
enum class Origin { documented, derived };

/// What kind of machine it binds.
enum class Subject { container, vm, both };

/// Where the clause stands.
struct Source {
  std::string_view document;  ///< "CONTAINER_INTERFACE", "VM_INTERFACE", "org.freedesktop.machine1(5)", …
  std::string_view section;   ///< its heading; empty for a whole page
  std::string_view item;      ///< number in the section; empty if it has none
  std::string_view revision = "systemd 262";
};

using Judge = Finding (*)(const Evidence&);
/// Of two starts: the one of `compared_with`, and the one of `scenario`.
using Compare = Finding (*)(const Evidence&, const Evidence&);

/// Ids never change and are never used again for something else.
struct Clause {
  std::string_view id;    ///< "area.name"
  std::string_view says;  ///< one sentence in our own words: what is asked
  Level level = Level::required;
  Origin origin = Origin::documented;
  Subject subject = Subject::both;
  Source source;
  std::string_view since = "all";       ///< first systemd or document version that asks for it
  std::string_view preconditions = "";  ///< when it binds; empty: always
  std::string_view observe;             ///< how it is seen
  std::string_view remedy;              ///< what a maintainer changes
  std::string_view scenario = "boot";   ///< what shows it (scenarios.h)
  Judge judge = nullptr;                ///< exactly one of judge and compare, or neither: there is no check,
  Compare compare = nullptr;            ///< and `reason` says why
  std::string_view compared_with = "";  ///< the scenario of the other start
  std::string_view reason = "";

  constexpr bool has_check() const { return judge != nullptr || compare != nullptr; }

  /// The part of the id before the dot.
  constexpr std::string_view area() const { return id.substr(0, id.find('.')); }
};

}  // namespace conformance::checks
