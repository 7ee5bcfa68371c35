#!/usr/bin/env python3
"""Looks at the page of `feltsense show` in a browser: that it loads nothing, fits a phone, a laptop and
paper, can be switched and read by keyboard, and shows what it must. Pictures stay in the folder.

    show.py FELTSENSE FOLDER_FOR_FILES
"""
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import browser

FACE = "return getComputedStyle(document.querySelector('mark.{}')).textDecorationLine"


def page_of(feltsense, text, folder):
    out = folder / (Path(text).stem + ".html")
    subprocess.run([feltsense, "show", text, "--html", out, "--force"], check=True, stderr=subprocess.DEVNULL)
    return out


def check_text(tab, feltsense, text):
    plain = subprocess.run([feltsense, "text", text], check=True, capture_output=True, text=True).stdout
    shown = tab.js("return document.getElementById('text').textContent")
    dense = lambda words: "".join(words.split())
    parts = [dense(part) for part in plain.split("\n\n")]
    where = 0
    for part in parts:
        found = dense(shown).find(part, where)
        assert found >= 0, f"a paragraph of {text} is not on the page"
        where = found
    marks = tab.js("return [...document.querySelectorAll('mark[id]')].map(mark => mark.id.slice(1))")
    assert len(marks) > 10, "marks"
    wrong = tab.js("""return [...document.querySelectorAll('#list .hit')].filter(item => {
        const parts = [...document.querySelectorAll(`[data-h="${item.id.slice(1)}"]`)].map(part => part.textContent)
        const flat = text => text.split(/\\s+/).join(' ').trim()
        return flat(parts.join('')) !== item.querySelector('bdi').textContent }).length""")
    assert wrong == 0, f"{wrong} hits differ between text and list"


def check_sizes(tab, folder, name):
    for scheme in tab.schemes():
        for size in tab.sizes():
            tab.picture(folder / f"{name}-{size}-{scheme}.png")


def check_switches(tab):
    tab.size(*browser.SIZES["laptop"])
    shown = "return [...document.querySelectorAll('#list .hit')].filter(item => item.offsetParent).length"
    face = lambda name: tab.js(FACE.format(name))
    every = tab.js(shown)
    assert face("l3") == "underline"
    tab.js("document.getElementById('sw-l3').focus()")
    tab.key(" ", 32, " ")
    assert face("l3") == "none", "switched off by the keyboard"
    fewer = tab.js(shown)
    assert 0 < fewer < every
    sign = "return getComputedStyle(document.querySelector('mark.l3'), '::before').content"
    assert tab.js(sign) == "none", "without its sign"
    tab.key(" ", 32, " ")
    assert tab.js(shown) == every
    tab.js("document.getElementById('sw-s0').click()")
    assert tab.js(shown) == tab.js("return document.querySelectorAll('#list .hit:not(.s0)').length")
    tab.js("document.getElementById('sw-s0').click()")


def check_explanation(tab):
    tab.js("document.querySelector('mark[id]').focus()")
    told = tab.js("""const tip = getComputedStyle(document.activeElement, '::after')
        return [tip.content, tip.position, tip.visibility]""")
    assert "entry:" in told[0] and "whose:" in told[0] and told[1] == "fixed", told
    tab.key("Tab", 9)
    assert tab.js("return document.activeElement.tagName") == "MARK", "the tab key goes from hit to hit"
    by = tab.js("return document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")
    assert "line" in by
    tab.js("document.activeElement.blur()")


def check_paper(tab, folder, name):
    tab.media("light", "print")
    for part in (".tools", "nav"):
        assert tab.js(f"return getComputedStyle(document.querySelector('{part}')).display") == "none", part
    assert tab.js("return document.querySelector('#list').offsetParent !== null")
    tab.pdf(folder / f"{name}.pdf")
    tab.media("light")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", folder / f"{name}.pdf", "-"], capture_output=True, text=True).stdout
        text = " ".join(unicodedata.normalize("NFKC", text).split())
        for part in ("Hits in order", "How much", "From beginning to end", "What the marks mean", "Not a diagnosis"):
            assert part in text, f"{part} is not on paper"


def main():
    feltsense, folder = sys.argv[1], Path(sys.argv[2])
    with browser.tab(folder) as tab:
        for text in ("corpus/essays/01-what-my-foot-knew.md", "corpus/transcripts/p1-s01.md"):
            page = page_of(feltsense, text, folder)
            tab.open_alone(page)
            check_text(tab, feltsense, text)
            check_sizes(tab, folder, page.stem)
            check_switches(tab)
            check_explanation(tab)
            check_paper(tab, folder, page.stem)
    print("the pages of show are as they should be")


main()
