// SPDX-License-Identifier: Apache-2.0
// The look that the pages share. Without "<", ">" and "&", so that it is the same in HTML and in XML. Every colour of
// text has a contrast of 4.5 or more on the grounds it stands on.
#pragma once

namespace conformance::reports {

inline constexpr const char* html_style = R"(
:root { color-scheme: light dark; --back: #fff; --text: #1b1f23; --faint: #57606a; --line: #d0d7de; --head: #f3f5f7; --link: #0a53a8;
  --good: #116329; --good-back: #e6f6ea; --bad: #a40e26; --bad-back: #fde8ea; --open: #7a4d00; --open-back: #fff3d6; }
@media screen and (prefers-color-scheme: dark) {
  :root { --back: #0f1318; --text: #e3e8ee; --faint: #9aa5b1; --line: #363e48; --head: #1a2028; --link: #8ab8ff;
    --good: #6fd08c; --good-back: #10291a; --bad: #ff9aa2; --bad-back: #3a1519; --open: #f0c36d; --open-back: #33270d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; background: var(--back); color: var(--text); font: 0.95rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.2rem 0 0.4rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 0.6rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); } .remark { border-left: 4px solid var(--open); padding: 0.3rem 0.8rem; background: var(--open-back); }
.wide { overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; font-size: 0.87rem; }
th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--head); white-space: nowrap; } tbody th { font-weight: normal; }
.num { text-align: right; font-variant-numeric: tabular-nums; } .level { color: var(--faint); font-size: 0.8rem; }
.pass, .conformant { color: var(--good); background: var(--good-back); }
.fail, .not-conformant { color: var(--bad); background: var(--bad-back); font-weight: bold; }
.blocked, .unknown, .flaky, .undecided, .not-measured { color: var(--open); background: var(--open-back); }
.not-applicable { color: var(--faint); }
summary { cursor: pointer; }
@media print { .wide { overflow: visible; max-height: none; } }
)";

}  // namespace conformance::reports
