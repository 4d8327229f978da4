// The evidence list. Rebuilt only when the items change; texts and ticks change in place.

function render({ model, el }) {
  root(el, "checks");
  const name = model.get("name");
  let rows = [];
  let heads = [];
  let shape = null;

  function item({ value }) {
    const input = h("input", { type: "checkbox", value });
    const parts = { label: h("b"), missing: h("i"), proves: h("span"), how: h("small") };
    const tile = h("label", { className: "g-tile", id: `f-${name}-${value}` }, input, h("span", {}, ...Object.values(parts)));
    return { value, input, tile, ...parts };
  }

  function build(groups) {
    const held = el.contains(document.activeElement) ? document.activeElement.value : null;
    rows = [];
    heads = [];
    const levels = groups.map((group, i) => {
      const head = { title: document.createTextNode(""), note: h("small") };
      const h3 = h("h3", { id: `f-${name}-level-${i}` }, head.title, head.note);
      const items = group.items.map(item);
      heads.push(head);
      rows.push(...items);
      return h("div", { className: "g-level" }, h3,
        h("ul", { className: "g-evid", "aria-labelledby": h3.id }, ...items.map((row) => h("li", {}, row.tile))));
    });
    el.replaceChildren(...levels);
    const again = held !== null && (rows.find((row) => row.value === held) ?? rows[0]);
    if (again) again.input.focus({ preventScroll: true });
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
      say(row.how, it.how ?? "");
    });
    tick();
  }

  function tick() {
    const value = model.get("value");
    for (const row of rows) row.input.checked = value.includes(row.value);
  }

  el.addEventListener("change", () => {
    model.set("value", rows.filter((row) => row.input.checked).map((row) => row.value));
    model.save_changes();
  });

  follow(model, ["groups"], paint);
  follow(model, ["value"], tick);
}

export default { render };
