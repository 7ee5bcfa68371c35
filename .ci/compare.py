#!/usr/bin/env python3
"""Looks at the page of `feltsense compare` in a browser: that it loads nothing, fits a phone, a laptop and
paper, folds and unfolds by keyboard, holds both drafts, and can be read in light and in dark. Pictures
stay in the folder.

    compare.py FELTSENSE FOLDER_FOR_FILES
"""
import subprocess
import sys
from pathlib import Path

import browser

ESSAY = "corpus/essays/01-what-my-foot-knew.md"
# Lowest contrast of any text with what it stands on, by WCAG 2.2.
CONTRAST = """
const light = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b }
const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number)
const ground = element => { for (let at = element; at; at = at.parentElement) {
  const colour = parts(getComputedStyle(at).backgroundColor)
  if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3) } return [255, 255, 255] }
let worst = [99, '']
const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
while (seen.nextNode()) { const element = seen.currentNode.parentElement
  if (!seen.currentNode.textContent.trim() || !element.offsetParent || element.closest('svg, .vh, .skip')) continue
  const [a, b] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(ground(element))]
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  if (ratio < worst[0]) worst = [ratio, element.className + ' ' + seen.currentNode.textContent.slice(0, 40)] }
return worst
"""


def drafts(folder):
    """An essay and a revision of it: words changed, a paragraph moved, sentences added and removed."""
    old = Path(ESSAY).read_text(encoding="utf-8")
    paragraphs = old.split("\n\n")
    paragraphs.append(paragraphs.pop(3))
    paragraphs[5] = paragraphs[5].replace(" the ", " that same ", 1) + " I was not ashamed of any of it."
    paragraphs[6] = paragraphs[6].rsplit(". ", 1)[0] + "."
    names = folder / "v1.md", folder / "v2.md"
    names[0].write_text(old, encoding="utf-8")
    names[1].write_text("\n\n".join(paragraphs), encoding="utf-8")
    return names


def check_text(tab, feltsense, names):
    dense = lambda words: "".join(words.split())
    shown = dense(tab.js("return document.getElementById('text').textContent"))
    for name in names:
        plain = subprocess.run([feltsense, "text", name], check=True, capture_output=True, text=True).stdout
        for sentence in plain.replace("\n", " ").split(". "):
            assert dense(sentence).rstrip(".") in shown, f"a sentence of {name} is not on the page"
    for part in (".row.went del", ".row.came ins", ".row.moved", "b.w", "#list .hit", "#sums svg", "#sums table"):
        assert tab.js(f"return document.querySelectorAll('{part}').length") > 0, part


def check_sizes(tab, folder):
    for scheme in tab.schemes():
        for size in tab.sizes():
            for part in ("text", "sums"):
                tab.js(f"document.documentElement.style.scrollBehavior = 'auto'; document.getElementById('{part}').scrollIntoView()")
                tab.picture(folder / f"{part}-{size}-{scheme}.png")
        ratio, where = tab.js(CONTRAST)
        assert ratio >= 4.5, f"{scheme}: {ratio:.2f} at {where}"


def check_keyboard(tab):
    tab.size(*browser.SIZES["laptop"])
    opened = "return document.querySelector('details').open"
    tab.js("document.querySelector('summary').focus()")
    tab.key("Enter", 13, "\r")
    assert tab.js(opened), "opens by the keyboard"
    tab.js("document.querySelector('.row mark').focus()")
    told = tab.js("return getComputedStyle(document.activeElement, '::after').content")
    assert "entry:" in told and "whose:" in told, told
    tab.js("document.activeElement.blur(); document.querySelector('details').open = false")


def main():
    feltsense, folder = sys.argv[1], Path(sys.argv[2])
    with browser.tab(folder) as tab:
        names = drafts(folder)
        page = folder / "compare.html"
        subprocess.run([feltsense, "compare", *names, "--html", page, "--force"], check=True, stderr=subprocess.DEVNULL)
        tab.open_alone(page)
        check_text(tab, feltsense, names)
        check_sizes(tab, folder)
        check_keyboard(tab)
        tab.media("light", "print")
        assert tab.js("return getComputedStyle(document.querySelector('nav')).display") == "none"
        tab.pdf(folder / "compare.pdf")
    print("the page of compare is as it should be")


main()
