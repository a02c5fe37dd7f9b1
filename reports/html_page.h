// SPDX-License-Identifier: Apache-2.0
// What the page of a result looks like beyond html_style, under the same rules, and its script, which holds no "<", ">"
// and "&" either.
#pragma once

namespace conformance::reports {

inline constexpr const char* html_page_style = R"(
body { max-width: 64rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
header p { margin: 0.2rem 0; } h3 { font-size: 1rem; margin: 1.8rem 0 0; scroll-margin-top: 0.5rem; } h3 + p { margin: 0 0 0.4rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; list-style: none; padding: 0.5rem 0; margin: 0.8rem 0 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.verdict { font-size: 1.1rem; padding: 0.7rem 1rem; border-radius: 6px; font-weight: normal; margin: 1.2rem 0 0.6rem; } .verdict strong { font-size: 1.35rem; display: block; } .verdict strong::first-letter { text-transform: uppercase; }
.score { font-size: 1.1rem; margin: 1rem 0 0.3rem; } .score strong { font-size: 1.7rem; font-variant-numeric: tabular-nums; }
.bar { display: flex; height: 0.9rem; border-radius: 0.45rem; overflow: hidden; border: 1px solid var(--line); background: var(--back); print-color-adjust: exact; }
.bar span { display: block; } .bar .kept { background: var(--good); } .bar .open { background: repeating-linear-gradient(45deg, var(--open) 0 4px, var(--open-back) 4px 8px); } .bar .lost { background: var(--bad-back); }
table { min-width: 100%; } tbody tr:last-child th, tbody tr:last-child td, tfoot td, tfoot th { border-bottom: 0; } tfoot td, tfoot th { border-top: 1px solid var(--line); font-weight: bold; } thead .num { text-align: right; } td.num { font-weight: normal; background: none; } td.zero { color: var(--faint); }
.steps { padding-left: 0; list-style: none; } .steps li { display: grid; grid-template-columns: 4rem 1fr; padding: 0.6rem 0; border-bottom: 1px solid var(--line); } .steps p { margin: 0; } .gain { color: var(--good); font-weight: bold; font-variant-numeric: tabular-nums; } .steps .open { color: var(--open); font-weight: bold; }
form { margin: 1rem 0; padding: 0.7rem 1rem; background: var(--head); border-radius: 6px; font-size: 0.87rem; } form[hidden], .clause[hidden], .area[hidden] { display: none; }
fieldset { border: 0; padding: 0; margin: 0 0 0.5rem; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; } legend { float: left; width: 4.5rem; color: var(--faint); } form p { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin: 0; } select, button { font: inherit; }
.clause { border-top: 1px solid var(--line); padding: 0.35rem 0; scroll-margin-top: 0.5rem; } .clause:target { background: var(--head); box-shadow: -4px 0 0 var(--link); }
.clause summary { display: grid; grid-template-columns: 5.6rem 1fr auto; gap: 0 0.6rem; list-style: none; } .clause summary::after { content: "▸"; color: var(--faint); grid-row: 1; grid-column: 3; } .clause[open] summary::after { content: "▾"; } .clause summary::-webkit-details-marker { display: none; }
.mark { font-size: 0.8rem; padding: 0 0.45rem; border-radius: 4px; justify-self: start; align-self: start; white-space: nowrap; print-color-adjust: exact; }
.name code { font-weight: bold; } .says { grid-column: 2 / -1; } .clause[data-outcome="pass"] .says, .clause[data-outcome="not-applicable"] .says { color: var(--faint); } .clause[data-outcome="not-applicable"] code { font-weight: normal; }
dl { display: grid; grid-template-columns: 5.6rem 1fr; gap: 0.2rem 0.6rem; margin: 0.4rem 0 0.5rem; } dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.facts { grid-template-columns: minmax(8rem, max-content) 1fr; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); font-size: 0.87rem; color: var(--faint); }
@media (max-width: 40rem) { body { padding: 0.7rem; } .steps li { grid-template-columns: 1fr; } .clause summary { grid-template-columns: 5.2rem 1fr auto; } .says { grid-column: 1 / -1; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.3rem; } table { font-size: 0.8rem; } th, td { padding: 0.3rem 0.3rem; } legend { width: 100%; } }
@media (scripting: none) { .clause:target::details-content { content-visibility: visible; display: block; } }
@media print { body { max-width: none; font-size: 9.5pt; padding: 0; } nav, form, .skip { display: none; } .clause, .steps li, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } a { color: inherit; } .clause::details-content { content-visibility: visible; display: block; } }
)";

inline constexpr const char* html_script = R"(
(function () {
  'use strict';
  var form = document.getElementById('filter');
  var clauses = Array.from(document.querySelectorAll('.clause'));
  var areas = Array.from(document.querySelectorAll('.area'));
  function chosen(name) {
    return Array.from(form.querySelectorAll('input[name=' + name + ']:checked'), function (box) { return box.value; });
  }
  function apply() {
    var outcomes = chosen('outcome'), levels = chosen('level'), area = form.elements.area.value, shown = 0;
    clauses.forEach(function (clause) {
      var data = clause.dataset;
      var fits = [outcomes.includes(data.outcome), levels.includes(data.level), area === '' || area === data.area];
      clause.hidden = fits.includes(false);
      shown += clause.hidden ? 0 : 1;
    });
    areas.forEach(function (one) { one.hidden = one.querySelector('.clause:not([hidden])') === null; });
    document.getElementById('shown').textContent = shown + ' of ' + clauses.length + ' clauses';
  }
  function setOpen(open) {
    clauses.forEach(function (clause) { clause.open = clause.hidden ? clause.open : open; });
  }
  function follow() {
    var target = document.getElementById(location.hash.slice(1));
    if (target === null || !target.matches('.clause, .area')) return;
    if (target.hidden) { form.reset(); apply(); }
    if (target.matches('.clause')) target.open = true;
    target.scrollIntoView();
  }
  form.hidden = false;
  form.addEventListener('change', apply);
  document.getElementById('open').addEventListener('click', function () { setOpen(true); });
  document.getElementById('close').addEventListener('click', function () { setOpen(false); });
  window.addEventListener('hashchange', follow);
  apply();
  follow();
})();
)";

/// SHA-256 of the script, Base64: the page lets nothing else run. check-formats compares.
inline constexpr const char* html_script_hash = "1EJuAXGp9dJUKfn24qQm6FXLB8FeXgOZJfBGSIWl8X0=";

}  // namespace conformance::reports
