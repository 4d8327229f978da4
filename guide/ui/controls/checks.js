// The evidence list. Rebuilt only when the items change; texts and ticks change in place.

import { announce, follow, h, root, say } from "./common.js";

function render({ model, el }) {
  root(el, "checks", model);
  const name = model.get("name");
  let rows = [];
  let heads = [];
  let shape = null;
  const list = h("div");
  const status = h("p", { className: "g-status", role: "status" });

  function item({ value }) {
    const input = h("input", { type: "checkbox", value });
    const parts = { label: h("b"), missing: h("i"), proves: h("span"), not: h("span"), how: h("small") };
    const tile = h("label", { className: "g-tile", id: `f-${name}-${value}` }, input, h("span", {}, ...Object.values(parts).flatMap((part) => [part, " "])));
    const add = h("button", { type: "button", className: "g-btn g-btn--plain" });
    add.addEventListener("click", () => window.dispatchEvent(new CustomEvent("guide:add", { detail: value })));
    const caption = h("figcaption");
    const sketch = h("figure", { className: "g-sketch" }, caption);
    const summary = h("summary");
    const fold = h("details", { className: "g-sketches" }, summary, sketch);
    const more = h("div", { className: "g-evid__more" }, add, h("small", { className: "g-num" }), fold);
    const li = h("li", {}, tile, more);
    li.dataset.slot = value;
    return { value, input, tile, li, add, sketch, caption, summary, more, files: more.children[1], ...parts };
  }

  function build(groups) {
    const active = el.contains(document.activeElement) ? document.activeElement : null;
    const held = active?.closest("li")?.dataset.slot;
    const adding = active?.matches("button");
    rows = [];
    heads = [];
    const levels = groups.map((group, i) => {
      const head = { title: document.createTextNode(""), note: h("small") };
      const h3 = h("h3", { id: `f-${name}-level-${i}` }, head.title, " ", head.note);
      const items = group.items.map(item);
      heads.push(head);
      rows.push(...items);
      return h("div", { className: "g-level" }, h3,
        h("ul", { className: "g-evid", "aria-labelledby": h3.id }, ...items.map((row) => row.li)));
    });
    list.replaceChildren(...levels);
    const again = held && (rows.find((row) => row.value === held) ?? rows[0]);
    if (again) (adding ? again.add : again.input).focus({ preventScroll: true });
  }

  function paint() {
    const groups = model.get("groups");
    const now = JSON.stringify(groups.map((group) => group.items.map((i) => i.value)));
    if (now !== shape) build(groups);
    shape = now;
    groups.forEach(({ title, note = "" }, i) => {
      heads[i].title.data = title;
      say(heads[i].note, note);
    });
    groups.flatMap((group) => group.items).forEach((it, i) => {
      const row = rows[i];
      row.label.textContent = it.label;
      row.tile.classList.toggle("is-missing", Boolean(it.missing));
      say(row.missing, it.missing ? it.missing_label ?? "" : "");
      say(row.proves, it.proves ?? "");
      say(row.not, it.proves_not ?? "");
      say(row.how, it.how ?? "");
      dress(row, it);
    });
    tick();
  }

  /** The button and the drawing of an item, where the page has them. */
  function dress(row, it) {
    const drawing = model.get("sketches")[it.value];
    row.more.hidden = !model.get("add_label") && !drawing;
    say(row.add, model.get("add_label"));
    row.add.setAttribute("aria-label", `${model.get("add_label")}: ${it.label}`);
    say(row.files, it.files ?? "");
    row.summary.replaceChildren(model.get("sketch_label"), h("span", { className: "g-vh" }, `: ${it.label}`)); // as many as there are slots
    if (drawing && row.sketch.firstChild === row.caption) {
      row.sketch.insertAdjacentHTML("afterbegin", drawing); // ours, from the kernel's own files
    }
    row.caption.textContent = it.shows ?? "";
  }

  function tick() {
    const value = model.get("value");
    for (const row of rows) row.input.checked = value.includes(row.value);
  }

  el.addEventListener("change", ({ target }) => {
    if (!target.matches("input[type=checkbox]")) return;
    model.set("value", rows.filter((row) => row.input.checked).map((row) => row.value));
    model.save_changes();
  });

  el.append(list, status);
  follow(model, ["groups", "add_label", "sketch_label"], paint);
  follow(model, ["value"], tick);
  follow(model, ["status"], () => announce(status, model.get("status")));
}

export default { render };
