// A list of any length: the browser holds what is in sight of it, and asks the kernel for the rows around that.

import { follow, h, root, say } from "./common.js";

const TALLEST = 8e6; // px; a browser cannot lay out more, so a longer list is scrolled in larger steps
const AROUND = 10; // rows kept above and below what is seen
const PART = 100; // rows asked for at once
const HEADING = 48; // px of the heading of the first group, which has no rows above to stand apart from

const cell = (kind, head, small, extra = "") => h("div", { role: "cell", className: `g-rows__${kind} ${extra}` },
  h("span", {}, head), h("small", {}, small));

function render({ model, el }) {
  root(el, "rows", model);
  const words = () => model.get("words");
  const head = h("div", { role: "row", className: "g-rows__head" });
  const space = h("div", { className: "g-rows__space", role: "presentation" });
  const scroller = h("div", { className: "g-rows__scroll", role: "rowgroup", tabIndex: -1 }, space);
  const empty = h("p", { className: "g-note g-rows__none" });
  const table = h("div", { className: "g-rows", role: "table" }, h("div", { role: "rowgroup" }, head), scroller);
  const rows = new Map(); // place -> the row, as far as it is known; one of an earlier version until the new one comes
  let drawn = new Map(); // place -> what the row was drawn from, and its element
  let asked = new Set();
  let height = 64;
  let wanted = null; // the row that takes the focus once it is in sight
  let timer = 0;

  const many = () => model.get("many");
  const tall = () => Math.min(many() * height, TALLEST);
  const seen = () => Math.ceil(scroller.clientHeight / height) + 1;
  /** The place of the first row in sight, and how far the list is pushed up below the edge. */
  function first() {
    const room = tall() - scroller.clientHeight;
    if (room <= 0) return 0;
    return many() * height <= TALLEST ? scroller.scrollTop / height
      : (scroller.scrollTop / room) * (many() - scroller.clientHeight / height);
  }

  function ask(from, to) {
    for (let part = Math.floor(from / PART) * PART; part < to; part += PART) {
      if (asked.has(part)) continue;
      asked.add(part);
      model.send({ from: part, version: model.get("version") });
    }
  }

  /** The element of a row: the same one while nothing about it changes, so that a press or a focus is not lost with it. */
  function line(place) {
    const row = rows.get(place);
    const from = JSON.stringify([row, row?.row === model.get("current")]);
    const before = drawn.get(place);
    return before?.from === from ? before : { from, el: make(place, row) };
  }

  function make(place, row) {
    const props = { role: "row", "aria-rowindex": String(place + 2) };
    if (!row) return h("div", { ...props, className: "g-rows__row is-coming" }, h("div", { role: "cell" }, "…"));
    if (row.group) {
      return h("div", { ...props, className: "g-rows__row g-rows__group" },
        h("div", { role: "cell" }, h("strong", {}, row.group), h("small", {}, row.note)));
    }
    const open = row.row === model.get("current");
    const name = h("button", { type: "button", className: "g-rows__open", "aria-expanded": String(open) }, row.no);
    name.dataset.row = row.row;
    const no = h("div", { role: "rowheader", className: "g-rows__no" }, name, h("small", {}, row.item));
    const turn = h("div", { role: "cell", className: "g-rows__turn" },
      h("i", { className: row.mine ? "is-mine" : "" }, row.turn), h("small", {}, row.who));
    const line_ = h("div", { ...props, className: `g-rows__row${open ? " is-open" : ""}` },
      cell("by", row.by, row.left, row.late ? "is-late" : ""), no,
      cell("do", row.action, row.why, row.mine ? "" : "is-waiting"), cell("sum", row.sum, ""), turn);
    line_.dataset.row = row.row;
    return line_;
  }

  /** Show these and no others; who stays is not moved, for a browser takes the focus from what it moves. */
  function put(lines) {
    const stay = new Set(lines);
    for (const one of [...space.children]) if (!stay.has(one)) one.remove();
    let next = space.firstElementChild;
    for (const one of lines) {
      if (one === next) next = next.nextElementSibling;
      else space.insertBefore(one, next);
    }
  }

  function paint() {
    const from = Math.max(0, Math.floor(first()) - AROUND);
    const to = Math.min(many(), from + seen() + 2 * AROUND);
    space.style.height = `${tall()}px`;
    space.style.marginTop = rows.get(0)?.group ? `${Math.min(0, HEADING - height)}px` : "";
    const held = space.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    drawn = new Map(Array.from({ length: to - from }, (_, n) => [from + n, line(from + n)]));
    put([...drawn.values()].map(({ el: one }) => one));
    const offset = many() * height <= TALLEST ? from * height : scroller.scrollTop - (first() - from) * height;
    space.style.paddingTop = `${Math.max(0, offset)}px`;
    const focus = held ?? (wanted === null ? null : String(wanted));
    const button = focus === null ? null : space.querySelector(`button[data-row="${focus}"]`);
    if (button) {
      wanted = null;
      if (button !== document.activeElement) button.focus({ preventScroll: true });
    }
    clearTimeout(timer);
    timer = setTimeout(() => ask(from, to), rows.has(from) ? 0 : 40); // not for rows that fly past
  }

  function measure() {
    height = parseFloat(getComputedStyle(table).getPropertyValue("--row")) || 64;
    paint();
  }

  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest(".g-rows__row");
    if (!by || !here) return;
    event.preventDefault();
    let next = here;
    do next = by > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && !next.dataset.row);
    if (!next) return;
    next.querySelector("button").focus({ preventScroll: true });
    scroller.scrollTop += by * height;
  }

  scroller.addEventListener("scroll", paint);
  scroller.addEventListener("keydown", step);
  scroller.addEventListener("click", (event) => {
    const hit = event.target.closest(".g-rows__row[data-row]");
    if (hit) model.send({ open: Number(hit.dataset.row) });
  });
  model.on("msg:custom", (message) => {
    if (message.rows && message.version === model.get("version")) {
      message.rows.forEach((row, n) => rows.set(message.from + n, row));
      for (let part = message.from; part < message.from + message.rows.length; part += PART) asked.add(part);
      paint();
    }
    if (message.top) scroller.scrollTop = 0;
    if (typeof message.focus === "number") {
      wanted = message.focus;
      paint();
    }
  });

  const watch = new ResizeObserver(measure);
  el.append(table, empty);
  watch.observe(scroller);
  follow(model, ["words"], () => {
    const { columns = [], label = "", none = "" } = words();
    head.replaceChildren(...columns.map((name) => h("div", { role: "columnheader" }, name)));
    table.setAttribute("aria-label", label);
    say(empty, many() ? "" : none);
  });
  follow(model, ["version"], () => {
    asked = new Set();
    table.setAttribute("aria-rowcount", String(many() + 1));
    scroller.hidden = !many();
    say(empty, many() ? "" : words().none ?? "");
    paint();
  });
  follow(model, ["current"], paint);
  return () => {
    watch.disconnect();
    clearTimeout(timer);
  };
}

export default { render };
