// A whole number: on a scale, or typed.

import { follow, h, put, root } from "./common.js";

function render({ model, el }) {
  root(el, "dial", model);
  const id = `f-${model.get("name")}`;
  const typed = model.get("typed");
  const words = h("label", { for: id });
  const note = h("small", { id: `${id}-note`, className: "g-dial__note", hidden: true });
  const input = h("input", { id, type: typed ? "number" : "range", min: "0", step: "1", className: "g-dial__input" });
  const shown = h("output", { for: id, hidden: typed });
  let timer = 0;

  function send() {
    const number = Math.round(Number(input.value));
    if (input.value === "" || !(number >= 0 && number <= model.get("most"))) return;
    put(model, "value", number);
  }

  input.addEventListener("input", () => {
    shown.textContent = input.value;
    clearTimeout(timer);
    timer = setTimeout(send, 400);
  });
  input.addEventListener("change", () => {
    clearTimeout(timer);
    send();
  });
  el.append(h("div", { className: `g-dial${typed ? " g-dial--typed" : ""}` }, words, note, input, shown));
  follow(model, ["label", "most"], () => {
    words.textContent = model.get("label");
    input.max = String(model.get("most"));
  });
  follow(model, ["note"], () => {
    note.textContent = model.get("note");
    note.hidden = !note.textContent;
    if (note.hidden) input.removeAttribute("aria-describedby");
    else input.setAttribute("aria-describedby", note.id);
  });
  follow(model, ["value"], () => {
    if (input !== document.activeElement || Number(input.value) !== model.get("value")) input.value = String(model.get("value"));
    shown.textContent = input.value;
  });
  return () => clearTimeout(timer);
}

export default { render };
