"use strict";
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

function key(cell, kind) {
  const text = cell.dataset.key ?? cell.textContent.trim();
  if (kind === "text") return text;
  return text === "" ? NaN : parseFloat(text);
}

function compare(kind, up) {
  const sign = up ? 1 : -1;
  if (kind === "text") return (a, b) => sign * collator.compare(a.key, b.key);
  // Where there is no number, there is nothing to compare: such rows stand last either way.
  return (a, b) => (isNaN(a.key) - isNaN(b.key)) || sign * (a.key - b.key) || 0;
}

function sort(table, header, up) {
  const body = table.tBodies[0], column = header.cellIndex, kind = header.dataset.sort;
  const rows = Array.from(body.rows, row => ({ row, key: key(row.cells[column], kind) }));
  rows.sort(compare(kind, up));
  body.replaceChildren(...rows.map(({ row }) => row));
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
  table.dispatchEvent(new Event("sorted"));
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(table, header, header.getAttribute("aria-sort") !== "ascending"));
  }
}

const [form, table, shown, more] = ["form.filter", "#rows", "#shown", "#more"].map(name => document.querySelector(name));
const [search, exercise, status_] = ["search", "exercise", "status"].map(id => document.getElementById(id));
const columns = Array.from(table.tHead.rows[0].cells).filter(cell => "exercise" in cell.dataset)
  .map(cell => cell.cellIndex);
const plain = text => text.normalize("NFC").toLowerCase();
const tiles = document.querySelectorAll("[data-tile]");
let kind = "";
const facts = new Map(Array.from(table.tBodies[0].rows, row => [row, {
  text: plain(Array.from(row.cells).filter(cell => cell.matches("th, .text")).map(cell => cell.textContent).join("\n")),
  statuses: columns.map(column => row.cells[column].className),
  kinds: row.classList,
}]));
const FIRST = 200;  // A browser takes seconds to lay out thousands of rows.
let most = FIRST;

function fits({ text, statuses, kinds }) {
  const looked = exercise.value === "" ? statuses : [statuses[exercise.value]];
  if (kind !== "" && !kinds.contains(kind)) return false;
  return plain(search.value).split(/\s+/).every(word => text.includes(word))
    && (status_.value === "" || looked.includes(status_.value));
}

function filter() {
  let count = 0;
  for (const row of table.tBodies[0].rows) {
    const found = fits(facts.get(row));
    count += found;
    const hidden = !found || count > most;
    if (row.hidden !== hidden) row.hidden = hidden;
  }
  shown.textContent = shown.dataset.text.replace("{shown}", count).replace("{all}", facts.size);
  more.hidden = count <= most;
  more.textContent = more.dataset.text.replace("{count}", count);
}

function show(limit) {
  most = limit;
  filter();
}

function press(chosen) {
  kind = chosen;
  for (const { dataset, firstChild } of tiles) firstChild.setAttribute("aria-pressed", dataset.tile === kind);
  show(FIRST);
}

for (const tile of tiles) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...tile.childNodes);
  tile.append(button);
  button.addEventListener("click", () => press(tile.dataset.tile === kind ? "" : tile.dataset.tile));
}

form.addEventListener("input", () => show(FIRST));
form.addEventListener("submit", event => event.preventDefault());
table.addEventListener("sorted", filter);
more.addEventListener("click", () => show(Infinity));
form.hidden = false;
press("");
table.classList.remove("early");

// What is folded or left out on a screen is printed.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
  show(Infinity);
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  show(FIRST);
});
