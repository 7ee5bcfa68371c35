#!/usr/bin/env python3
"""Looks at the page of `feltsense report` in a browser: that it loads nothing, fits, sorts, filters,
prints and can be read without script. Standard library only; Chromium is driven through a pipe.

    page.py FELTSENSE FOLDER_FOR_FILES [PATH…]        PATH: what the page is made from [corpus]

Without a browser it fails, unless FELTSENSE_NO_BROWSER is set.
"""
import subprocess
import sys
from pathlib import Path

import browser

def column(tab, table, at):
    """The shown cells of a column, as sorted by: titles before texts."""
    return tab.js(f"""return [...document.querySelectorAll('#{table} tbody tr')].filter(row => !row.hidden)
        .map(row => row.cells[{at}].title || row.cells[{at}].textContent)""")


def place(tab, table, title):
    heads = tab.js(f"return [...document.querySelectorAll('#{table} thead th')].map(head => head.textContent)")
    return heads.index(title)


def check_sorting(tab):
    tab.js("for (const folded of document.querySelectorAll('details')) folded.open = true")
    words = place(tab, "texts-table", "Words")
    before = column(tab, "texts-table", words)
    button = f"document.querySelectorAll('#texts-table thead th')[{words}].querySelector('button')"
    tab.js(f"{button}.focus()")
    tab.key("Enter", 13, "\r")
    numbers = [float(text) for text in column(tab, "texts-table", words)]
    assert numbers == sorted(numbers, reverse=True), "words, most first, by the keyboard"
    assert tab.js(f"return {button}.parentNode.getAttribute('aria-sort')") == "descending"
    tab.js(f"{button}.click()")
    numbers = [float(text) for text in column(tab, "texts-table", words)]
    assert numbers == sorted(numbers), "words, fewest first"
    assert sorted(before) == sorted(column(tab, "texts-table", words)), "no row is lost"
    rate = place(tab, "texts-table", "Shame per 100")
    tab.js(f"document.querySelectorAll('#texts-table thead th button')[{rate}].click()")
    rates = column(tab, "texts-table", rate)
    known = [float(text) for text in rates if text]
    assert known == sorted(known, reverse=True), "rates, highest first"
    assert all(rates[:len(known)]), "empty cells stand at the end"
    tab.js("document.querySelector('#texts-table thead th button').click()")
    names = column(tab, "texts-table", 0)
    assert names[0] == min(names, key=str.lower) and len(names) > 10, "names, from the start"
    return len(names)


def check_filter(tab, rows):
    names = column(tab, "texts-table", 0)
    wanted = names[0].split("/")[0][:6]
    field = "document.querySelector('#texts-table').closest('.scroll').previousElementSibling.querySelector('input')"
    tab.js(f"{field}.focus()")
    tab.call("Input.insertText", text=wanted.upper())
    shown = column(tab, "texts-table", 0)
    texts = tab.js("""return [...document.querySelectorAll('#texts-table tbody tr')].filter(row => !row.hidden)
        .map(row => row.textContent.toLowerCase())""")
    assert 0 < len(shown) < rows, f"{wanted}: {len(shown)} of {rows} rows"
    assert all(wanted.lower() in text for text in texts)
    said = tab.js(f"return {field}.closest('.filter').querySelector('output').textContent")
    assert said == f"{len(shown)} of {rows} rows", said
    tab.js(f"{field}.value = ''; {field}.dispatchEvent(new Event('input'))")
    assert len(column(tab, "texts-table", 0)) == rows, "all rows are back"


def check_room(tab, width):
    tab.size(width, 900)
    over = tab.js("return document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, f"at {width} the page is {over} wider than the window"
    cut = tab.js("""return [...document.querySelectorAll('svg[role=img] text')].filter(text => {
        const own = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect();
        return own.width && (own.left < all.left - 2 || own.right > all.right + 2 || own.top < all.top - 3 || own.bottom > all.bottom + 3);
    }).map(text => text.ownerSVGElement.querySelector('title').textContent + ': ' + text.textContent)""")
    assert not cut, f"at {width} texts reach over the edge of their drawing: {cut[:8]}"


def main():
    program, folder, *paths = sys.argv[1:]
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "page.html"
    subprocess.run([program, "report", *(paths or ["corpus"]), "-o", page, "--quiet", "--force"], check=True)
    with browser.tab(folder) as tab:
        tab.size(1280, 900)
        asked = tab.open(page.as_uri())
        rows = check_sorting(tab)
        check_filter(tab, rows)
        for width in (390, 768, 1280):
            check_room(tab, width)
        tab.size(1280, 900)
        light = tab.js("return getComputedStyle(document.body).backgroundColor")
        tab.media("dark")
        assert light != tab.js("return getComputedStyle(document.body).backgroundColor"), "dark is as light"
        tab.media()
        tab.pdf(folder / "page.pdf")
        pdf = (folder / "page.pdf").read_bytes()
        told = tab.complaints()
        assert pdf[:5] == b"%PDF-" and len(pdf) > 20_000, "a print"
        tab.call("Emulation.setScriptExecutionDisabled", value=True)
        asked += tab.open(page.as_uri())
        assert not tab.js("return document.querySelector('th button, .filter')"), "no dead buttons without script"
        assert len(column(tab, "texts-table", 0)) == rows, "all rows without script"
        assert set(asked) <= {page.as_uri(), "about:blank"}, f"something is loaded: {asked}"
        told += tab.complaints()
        assert not told, f"the browser complains: {told}"
    print(f"the page ({page.stat().st_size >> 10} KiB, {rows} texts) sorts, filters, fits, prints and loads nothing")


main()
