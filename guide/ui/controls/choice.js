// One question: native radios as tiles. Texts change in place, so a change of language keeps the focus.

import { announce, follow, h, put, root, say } from "./common.js";
import { line } from "./line.js";

let groups = 0; // the radios of two views must not share a group

function render({ model, el }) {
  root(el, "field", model);
  const id = `f-${model.get("name")}`;
  const group = `${id}-${(groups += 1)}-${Math.random().toString(36).slice(2)}`;
  const words = h("span", { id: `${group}-name` });
  const open = h("span", { className: "g-open", id: `${group}-open` });
  const hint = h("small", { id: `${group}-hint` });
  const keys = h("small", { className: "g-vh" });
  const legend = h("legend", {}, words, open, hint, keys);
  const tiles = h("div");
  const clearWords = h("span");
  const clearOf = h("span", { className: "g-vh" });
  const clear = h("button", { type: "button", className: "g-clear" }, clearWords, clearOf);
  const error = h("p", { className: "g-error", id: `${group}-error`, role: "alert" });
  const field = h("fieldset", {
    className: "g-choice", id, "aria-labelledby": `${words.id} ${open.id}`, "aria-describedby": `${hint.id} ${error.id}`,
  }, legend, tiles, error);
  let rows = [];
  let shelves = [];
  let pickedAt = 0;
  let byArrow = false;

  const answered = () => !["", "unknown"].includes(model.get("value"));
  const radio = (value) => rows.find((row) => row.value === value)?.input;

  /** Place for tiles; those of a group are in a fold under its name. */
  function shelf(name, open) {
    const grid = h("div");
    if (!name) return { name, grid };
    const head = h("summary", { id: `${group}-${shelves.length}` });
    return { name, grid, head, fold: h("details", { className: "g-fold", open }, head, grid) };
  }

  function build(options) {
    const held = tiles.contains(document.activeElement) ? document.activeElement.value : null;
    const opened = new Set(shelves.filter(({ fold }) => fold?.open).map(({ name }) => name));
    shelves = [];
    rows = options.map(({ value, group: name = "", open: wanted = false }, i) => {
      if (!i || name !== (options[i - 1].group ?? "")) shelves.push(shelf(name, !i || wanted || opened.has(name)));
      const { grid, head } = shelves.at(-1);
      const input = h("input", { type: "radio", name: group, value });
      if (head) input.setAttribute("aria-describedby", head.id);
      const label = document.createTextNode("");
      const small = h("small");
      const key = h("kbd", { "aria-hidden": "true", hidden: i > 8 }, String(i + 1));
      grid.append(h("label", { className: "g-tile" }, input, key, h("span", {}, label, small)));
      return { value, input, label, small, shelf: shelves.at(-1) };
    });
    tiles.replaceChildren(...shelves.map(({ fold, grid }) => fold ?? grid));
    if (held !== null) (radio(held) ?? rows[0]?.input)?.focus({ preventScroll: true });
  }

  function paint() {
    const options = model.get("options");
    if (options.length !== rows.length || options.some((o, i) => o.value !== rows[i].value)) build(options);
    options.forEach(({ label, hint: note = "", group: name = "" }, i) => {
      rows[i].label.data = label;
      say(rows[i].small, note);
      rows[i].shelf.name = name;
      if (name) rows[i].shelf.head.textContent = name;
    });
    words.textContent = model.get("legend");
    say(hint, model.get("hint"));
    say(keys, model.get("is_next") ? model.get("numbers") : ""); // said once, and not by every question
    field.toggleAttribute("data-keys", Boolean(model.get("numbers")));
    field.toggleAttribute("data-next", model.get("is_next"));
    say(open, answered() ? "" : model.get("open_label"));
    const look = `g-tiles${model.get("columns") === 3 ? " g-tiles--3" : ""}${model.get("short") ? " g-tiles--short" : ""}`;
    for (const { grid } of shelves) grid.className = look;
    field.classList.toggle("has-clear", Boolean(model.get("clear_label")));
    clearWords.textContent = model.get("clear_label");
    clearOf.textContent = ` ${model.get("legend")}`;
    check();
    announce(error, model.get("error"));
  }

  function check() {
    for (const { value, input } of rows) input.checked = value === model.get("value");
    const given = model.get("options").find(({ value }) => value === model.get("value"));
    write(model.get("legend"), given?.label ?? model.get("open_label"));
    const gone = !(answered() && model.get("clear_label"));
    if (gone && clear === document.activeElement) rows[0]?.input.focus({ preventScroll: true });
    clear.hidden = gone;
    say(open, answered() ? "" : model.get("open_label"));
  }

  function pick(value) {
    pickedAt = performance.now();
    put(model, "value", value);
  }

  tiles.addEventListener("change", (event) => {
    if (!(byArrow && model.get("deliberate"))) pick(event.target.value);
  });
  tiles.addEventListener("keydown", (event) => {
    byArrow = event.key.startsWith("Arrow");
    if (event.key === "Enter" && model.get("deliberate") && event.target.matches("input")) pick(event.target.value);
  });
  tiles.addEventListener("pointerdown", () => { byArrow = false; });
  tiles.addEventListener("click", (event) => {
    if (model.get("deliberate")) {
      if (!byArrow && event.target.matches("input")) pick(event.target.value); // space on what the arrows chose
      return;
    }
    // Pressing the chosen option again takes the answer back; a double click and an arrow key must not.
    const again = event.target.matches("input") && event.target.value === model.get("value");
    if (again && !byArrow && answered() && performance.now() - pickedAt > 500) pick("unknown");
  });
  clear.addEventListener("click", () => pick("unknown"));

  const write = line(model, el, field, clear);
  follow(model, ["options", "legend", "hint", "columns", "short", "open_label", "clear_label", "error", "numbers", "is_next"], paint);
  follow(model, ["value"], check);
}

export default { render };
