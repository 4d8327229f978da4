// One field. What is typed goes to the kernel at a pause and on leaving; it never overwrites typing. What the
// kernel has not confirmed when the page goes away waits in this tab, and goes out when the same field stands again.

import { announce, follow, h, put, root, say } from "./common.js";
import { line } from "./line.js";

const TYPES = { text: "text", datetime: "datetime-local", date: "date" };
const FRESH = 60000; // ms for which what was typed waits for its field
const LAST = { datetime: "9999-12-31T23:59", date: "9999-12-31" }; // keeps the year at four digits

/** What was typed into a field when the page went away, once; nothing where storage is switched off. */
function typed(id) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`guide.typed.${id}`));
    sessionStorage.removeItem(`guide.typed.${id}`);
    return kept && Date.now() - kept.at < FRESH ? kept.value : null;
  } catch {
    return null;
  }
}

/** The field; `beside` makes an element that stands under it, from the field, its input and how its text is sent. */
export function field({ model, el }, beside = () => "") {
  root(el, "field", model);
  const id = `f-${model.get("name")}`;
  const kind = model.get("kind");
  const area = kind === "area";
  const timed = kind in LAST;
  const words = h("span", { id: `${id}-name` });
  const hint = h("small", { id: `${id}-hint` });
  const label = h("label", { for: id }, words, hint);
  const echo = h("p", { className: "g-status", id: `${id}-echo`, role: "status" });
  const error = h("p", { className: "g-error", id: `${id}-error`, role: "alert" });
  const input = h(area ? "textarea" : "input", {
    id, autocomplete: "off", spellcheck: false, "aria-labelledby": words.id, "aria-describedby": `${hint.id} ${echo.id} ${error.id}`,
  });
  if (!area) input.type = TYPES[kind];
  if (timed) input.max = LAST[kind];
  let timer = 0;
  let sending = false;
  let heard = ""; // what the kernel is known to have taken in

  function send() {
    clearTimeout(timer);
    // Half a date reads as an empty value: wait for the rest of it.
    if (input.validity.badInput || model.get("value") === input.value) return;
    sending = true; // setting it is a change, too, and not one that the kernel has made
    put(model, "value", input.value);
    sending = false;
    model.send({ ask: input.value }); // answered once everything that follows from it is done
  }
  const answer = (message) => { if (typeof message.heard === "string") heard = message.heard; };
  model.on("msg:custom", answer);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 500);
  };

  input.addEventListener("input", later);
  if (!timed) input.addEventListener("change", send);
  input.addEventListener("blur", send);
  if (kind === "text") {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      clearTimeout(timer);
      model.send({ enter: input.value }); // with its value, which may not have been sent yet
    });
  }

  function paint() {
    words.textContent = model.get("label");
    say(hint, model.get("hint"));
    if (area) input.rows = model.get("rows");
    if (!timed) {
      input.maxLength = model.get("max_length");
      input.placeholder = model.get("placeholder");
    }
    announce(echo, model.get("echo"));
    announce(error, model.get("error"));
    write(model.get("label"), model.get("brief"));
    if (model.get("error")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  let known = null;
  function take() {
    const value = model.get("value");
    const typing = input === document.activeElement && known !== null && input.value !== known && input.value !== value;
    known = value;
    if (!sending) heard = value;
    if (typing || input.value === value) return;
    const { selectionStart, selectionEnd } = input;
    input.value = value;
    if (input === document.activeElement && selectionStart !== null) input.setSelectionRange(selectionStart, selectionEnd);
  }

  const box = h("div", { className: "g-field" }, label, input, echo, error);
  echo.before(beside(box, input, send));
  const write = line(model, el, box);
  follow(model, ["label", "hint", "rows", "placeholder", "max_length", "echo", "error", "brief"], paint);
  follow(model, ["value"], take);

  const leave = () => {
    if (input.value === heard || input.validity.badInput) return;
    try {
      sessionStorage.setItem(`guide.typed.${id}`, JSON.stringify({ value: input.value, at: Date.now() }));
    } catch { /* nothing to keep it in */ }
  };
  function resume() {
    const again = typed(id);
    if (again === null) return;
    input.value = again;
    send();
  }
  if (document.documentElement.classList.contains("g-app")) {
    addEventListener("pagehide", leave);
    // Not before the kernel was told which case this is: what comes earlier belongs to none.
    if (document.documentElement.dataset.greeted) resume();
    else addEventListener("guide:greeted", resume, { once: true });
  }
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("guide:greeted", resume);
    model.off("msg:custom", answer);
    clearTimeout(timer);
  };
}
