// SPDX-License-Identifier: Apache-2.0
// What the page of the matrix looks like beyond html_style, under the same rules.
#pragma once

namespace conformance::reports::matrix {

inline constexpr const char* style = R"(
body { max-width: 120rem; } .wide { max-height: 92vh; width: fit-content; max-width: 100%; }
td a { color: inherit; text-decoration-color: var(--faint); }
thead th { position: sticky; top: 0; z-index: 2; } tbody th { background: var(--back); }
.clauses tbody th { position: sticky; left: 0; z-index: 1; min-width: 9rem; max-width: 20rem; overflow-wrap: anywhere; border-right: 1px solid var(--line); }
.clauses thead th:first-child { left: 0; z-index: 3; border-right: 1px solid var(--line); }
.clauses td { white-space: nowrap; }
.clauses tbody .area { background: var(--head); font-weight: bold; }
.advice th { font-style: italic; }
.suspect { color: var(--open); font-weight: bold; }
details { max-width: 60rem; } details p { margin: 0.3rem 0; }
@media (max-width: 40rem) { body { padding: 0.5rem; } .clauses tbody th { max-width: 44vw; min-width: 8.5rem; } th, td { padding: 0.25rem 0.35rem; } }
)";

}  // namespace conformance::reports::matrix
