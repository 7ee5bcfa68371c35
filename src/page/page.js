
"use strict";
// Sorts and filters tables. Without it the page is read as it stands.
for (const table of document.querySelectorAll("table.tools")) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const value = (row, at) => {
    const cell = row.cells[at];
    return cell.title || cell.textContent;
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const numeric = head.classList.contains("n");
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === (numeric ? "descending" : "ascending") ? !numeric : numeric;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      const keyed = rows.map((row, place) => {
        const text = value(row, at);
        const number = parseFloat(text.replace("\u2212", "-").replace(/,/g, ""));
        return { row, place, text, number };
      });
      keyed.sort((a, b) => {
        if (!numeric) return sign * a.text.localeCompare(b.text, "en") || a.place - b.place;
        const empty = Number.isNaN(a.number) - Number.isNaN(b.number);
        // Empty cells stay at the end in both directions.
        return empty || (Number.isNaN(a.number) ? 0 : sign * (a.number - b.number)) || a.place - b.place;
      });
      body.append(...keyed.map((each) => each.row));
    });
  });
  if (rows.length < 8) continue;
  const bar = document.createElement("div");
  bar.className = "filter";
  const label = document.createElement("label");
  label.textContent = "Rows that contain ";
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  label.append(field);
  const told = document.createElement("output");
  const tell = (shown) => {
    told.textContent = shown === rows.length ? rows.length + " rows" : shown + " of " + rows.length + " rows";
  };
  const texts = [];
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, at) => {
      texts[at] ??= row.textContent.toLowerCase();
      row.hidden = !texts[at].includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    tell(shown);
  });
  tell(rows.length);
  bar.append(label, told);
  table.parentNode.before(bar);
}
// On paper, folded tables of a readable length are open.
const opened = [];
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open]):not(.numbers)")) {
    if (folded.querySelectorAll("tr").length <= 120) {
      folded.open = true;
      opened.push(folded);
    }
  }
});
addEventListener("afterprint", () => {
  for (const folded of opened.splice(0)) folded.open = false;
});
