// SPDX-License-Identifier: Apache-2.0
// The look of the page. Without "<", ">" and "&", so that it is the same in HTML and in XML.
#pragma once

namespace conformance::reports::matrix {

inline constexpr const char* style = R"(
:root { color-scheme: light dark; --back: #fff; --text: #1b1f23; --faint: #57606a; --line: #d0d7de; --head: #f3f5f7;
  --good: #116329; --good-back: #e6f6ea; --bad: #a40e26; --bad-back: #fde8ea; --open: #7a4d00; --open-back: #fff3d6; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0f1318; --text: #e3e8ee; --faint: #9aa5b1; --line: #363e48; --head: #1a2028;
    --good: #6fd08c; --good-back: #10291a; --bad: #ff9aa2; --bad-back: #3a1519; --open: #f0c36d; --open-back: #33270d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 120rem; background: var(--back); color: var(--text);
  font: 0.95rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: inherit; text-decoration-color: var(--faint); }
.faint { color: var(--faint); } .remark { border-left: 4px solid var(--open); padding: 0.3rem 0.8rem; background: var(--open-back); }
.wide { overflow: auto; max-height: 92vh; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: separate; border-spacing: 0; font-size: 0.85rem; }
th, td { padding: 0.3rem 0.55rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--head); white-space: nowrap; }
tbody th { font-weight: normal; background: var(--back); }
.clauses tbody th { position: sticky; left: 0; z-index: 1; min-width: 9rem; max-width: 20rem; overflow-wrap: anywhere; border-right: 1px solid var(--line); }
.clauses thead th:first-child { left: 0; z-index: 3; border-right: 1px solid var(--line); }
.clauses td { white-space: nowrap; }
.clauses tbody .area { background: var(--head); font-weight: bold; }
.advice th { font-style: italic; }
.num { text-align: right; } .level { color: var(--faint); font-size: 0.8rem; }
.pass { color: var(--good); background: var(--good-back); } .fail, .not-conformant { color: var(--bad); background: var(--bad-back); font-weight: bold; }
.blocked, .unknown, .flaky, .undecided, .not-measured { color: var(--open); background: var(--open-back); }
.conformant { color: var(--good); background: var(--good-back); } .not-applicable { color: var(--faint); }
.suspect { color: var(--open); font-weight: bold; }
details { max-width: 60rem; } details p { margin: 0.3rem 0; } summary { cursor: pointer; }
@media (max-width: 40rem) { body { padding: 0.5rem; } .clauses tbody th { max-width: 44vw; min-width: 0; } th, td { padding: 0.25rem 0.35rem; } }
@media print { .wide { overflow: visible; max-height: none; } }
)";

}  // namespace conformance::reports::matrix
