# SPDX-License-Identifier: Apache-2.0
# check_html.py PAGE…: what html5lib reads in a page, by the standard and without forgiving anything.
import base64
import hashlib
import sys

import html5lib


def check(path):
    with open(path, "rb") as file:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(file)
    assert page.get("lang"), "no language"
    assert page.find(".//main") is not None and page.find(".//title").text
    headings = [int(node.tag[1]) for node in page.iter() if node.tag in ("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1 and headings[0] == 1, headings
    assert all(after <= before + 1 for before, after in zip(headings, headings[1:])), headings
    ids = {node.get("id") for node in page.iter() if node.get("id")}
    for link in page.iter("a"):
        target = link.get("href")
        assert not target.startswith("#") or target[1:] in ids, target
        assert not target.lower().startswith(("javascript:", "data:")), target
    for field in page.iter("input"):
        assert any(field in label.iter() for label in page.iter("label")), "a field without a label"
    for node in page.iter():
        assert not any(name.lower().startswith("on") or name == "src" for name in node.keys()), node.attrib
    check_scripts(page)


def check_scripts(page):
    """Only the script that the page's policy knows may stand in it."""
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    for script in page.iter("script"):
        digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, f"the script's hash is {digest}"


for path in sys.argv[1:]:
    check(path)
