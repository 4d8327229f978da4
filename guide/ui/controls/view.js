// Html from the kernel. It is replaced as a whole, yet folds, focus and inner scroll stay as they were.

import { announce, follow, h, once, root, save } from "./common.js";

const FIELDS = "input:not([type=hidden]), select, textarea, button, a[href], [tabindex]";
const quote = (text) => CSS.escape(text ?? "");

/** A selector that finds the same control again after the html has been replaced. */
function address(el) {
  if (el.id) return `#${quote(el.id)}`;
  const fold = el.matches("summary") && el.closest("details[data-key]");
  if (fold) return `details[data-key="${quote(fold.dataset.key)}"] > summary`;
  const { act, arg, copy } = el.dataset;
  if (act) return `[data-act="${quote(act)}"]${arg === undefined ? "" : `[data-arg="${quote(arg)}"]`}`;
  if (copy) return `[data-copy="${quote(copy)}"]`;
  return el.matches("a[href]") ? `a[href="${quote(el.getAttribute("href"))}"]` : null;
}

/** A part that is wider than the screen, and was not moved sideways yet, shows what it names, where it has that. */
function middle(body, scrolled) {
  for (const part of body.querySelectorAll("[data-middle]")) {
    if (scrolled.has(part.id) || part.closest(".g-static ~ .g-live")) continue; // a form that does not stand yet has no width
    const box = part.querySelector(part.dataset.middle)?.getBoundingClientRect();
    const by = box && box.left + box.width / 2 - part.getBoundingClientRect().left - part.clientWidth / 2;
    if (by) part.scrollBy({ left: by, behavior: "instant" });
  }
}

/** Put other html into the body. `scrolled` holds where its parts were scrolled to: to look for it now would lay the
    page out anew for each piece of html. */
function replace(body, html, scrolled) {
  const folds = new Map([...body.querySelectorAll("details[data-key]")].map((d) => [d.dataset.key, d.open]));
  const active = document.activeElement;
  const held = active !== body && body.contains(active);
  const where = held ? address(active) : null;
  body.innerHTML = html;
  for (const d of body.querySelectorAll("details[data-key]")) {
    if (folds.has(d.dataset.key)) d.open = folds.get(d.dataset.key);
  }
  for (const [id, place] of scrolled) {
    const part = body.querySelector(`#${quote(id)}`);
    if (part) part.scrollTo({ ...place, behavior: "instant" });
    else scrolled.delete(id);
  }
  middle(body, scrolled);
  // A control that is gone leaves the focus where it was on the page, not at its top.
  if (!held) return;
  const again = (where && body.querySelector(where)) || body;
  if (again === body) body.tabIndex = -1;
  again.focus({ preventScroll: true });
}

const inApp = () => document.documentElement.classList.contains("g-app");

const SOON = 60; // milliseconds until what the kernel has just opened is laid out
let reached = null; // what somebody was brought to last

/** Jump as soon as the page is laid out, unless somebody goes elsewhere meanwhile: they are left where they went. */
function jumpSoon(...where) {
  const from = document.activeElement;
  setTimeout(() => {
    const now = document.activeElement;
    const isElsewhere = from?.isConnected && ![from, reached, document.body].includes(now);
    if (!isElsewhere) jump(...where);
  }, SOON);
}

/** Bring a field into view and put the focus on the first thing in it that takes one; of a text, its blank is chosen, so
    that what is typed takes its place. `elsewhere` hears that it is not here. */
function jump(id, elsewhere = () => {}, blank = "") {
  const target = document.getElementById(id);
  if (!target) {
    // A chapter shows a part of the fields; the page with all of them has this one, too. JupyterLab has no such address.
    if (!inApp()) elsewhere();
    else if (!location.pathname.endsWith("/wizard")) location.assign(`wizard#${encodeURIComponent(id)}`);
    return;
  }
  // While the text of a page still stands before its form, the form is hidden, and what is hidden takes no focus.
  if (target.closest(".g-static + .g-live")) return addEventListener("guide:stands", () => jump(id, elsewhere, blank), { once: true });
  for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  const field = target.matches(FIELDS) ? target
    : target.querySelector("input:checked") ?? target.querySelector(FIELDS) ?? target;
  if (!field.matches(FIELDS)) field.tabIndex = -1;
  reached = field;
  target.scrollIntoView({ block: target.offsetHeight > innerHeight * 0.8 ? "start" : "center" });
  field.focus({ preventScroll: true });
  const at = blank ? field.value?.indexOf(blank) ?? -1 : -1;
  if (at >= 0) field.setSelectionRange(at, at + blank.length);
}

/** Put a text on the clipboard; the old way serves pages that are not on a secure origin. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const back = document.activeElement;
    const area = h("textarea", { value: text, className: "g-vh", "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus({ preventScroll: true });
    return done;
  }
}

/** The text that a button copies. */
function copies(button) {
  const source = document.getElementById(button.dataset.copy);
  return source?.matches("textarea") ? source.value : source?.dataset.text ?? source?.innerText;
}

function render({ model, el }) {
  root(el, "view", model);
  const body = h("div", { className: "g-view" });
  const status = h("p", { className: "g-vh", role: "status" });
  const away = h("p", { className: "g-status", role: "status" }); // where something is that this notebook has not got
  const fresh = once();
  let shown = null;
  let copied = ""; // the text that was copied last
  const scrolled = new Map();
  body.addEventListener("scroll", ({ target: { id, scrollLeft: left, scrollTop: top } }) => id && scrolled.set(id, { left, top }), true);

  /** What comes after a text that was copied is now the one to press. */
  function passOn(button) {
    const next = copied && copies(button) === copied && body.querySelector(button.dataset.next);
    if (!next) return;
    button.classList.remove("g-btn--go");
    next.classList.add("g-btn--go");
  }

  async function onCopy(button) {
    const text = copies(button);
    if (text === undefined) return;
    const done = await copy(text);
    const words = (done ? button.dataset.done : button.dataset.fail) ?? "";
    announce(status, words);
    const beside = (button.closest(".g-draft__foot, .g-field__row") ?? button.parentElement).querySelector("[data-copy-status]");
    if (beside) beside.textContent = words;
    if (done) copied = text;
    body.querySelectorAll("[data-next]").forEach(passOn);
  }

  function onAct(button) {
    if (button.getAttribute("aria-disabled") === "true") {
      document.getElementById(button.getAttribute("aria-describedby"))?.querySelector("a")?.focus();
      return;
    }
    const { act, arg = "" } = button.dataset;
    if (!fresh(`${act} ${arg}`)) return;
    // Marked where the answer is not there at once; it goes with the next html. To mark it before would draw a frame of its
    // own, and the answer would wait for the one after that.
    setTimeout(() => button.classList.add("is-tapped"), 100);
    setTimeout(() => button.classList.remove("is-tapped"), 4000);
    model.send({ act, arg });
  }

  el.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-act], a[data-jump], button[data-copy], [data-print], a[data-lab]");
    if (!hit || !body.contains(hit) || (hit.matches("[data-lab]") && inApp())) return;
    event.preventDefault();
    if (hit.matches("[data-act]")) onAct(hit);
    else if (hit.matches("[data-lab]")) announce(away, hit.dataset.lab);
    else if (hit.matches("[data-jump]")) jump(hit.dataset.jump);
    else if (hit.matches("[data-copy]")) onCopy(hit);
    else print();
  });

  el.append(body, ...(inApp() ? [] : [away]), status);
  addEventListener("guide:stands", () => middle(body, scrolled), { once: true }); // before that the form is hidden
  follow(model, ["html"], () => {
    const html = model.get("html");
    if (html !== shown) {
      replace(body, html, scrolled);
      announce(away, "");
      body.querySelectorAll("[data-next]").forEach(passOn); // it stays so when the time in the bar goes on
    }
    shown = html;
  });
  follow(model, ["status"], () => announce(status, model.get("status")));
  model.on("msg:custom", ({ jump: to, away: words, blank }) => to && jumpSoon(to, () => announce(away, words), blank));
  model.on("msg:custom", ({ say }) => say && announce(status, say)); // also where it is what was said before
  model.on("msg:custom", ({ save: file }) => file && save(file.name, file.kind ?? "text/plain;charset=utf-8", [file.text]));
  const timer = setInterval(() => {
    if (body.querySelector("[data-tick]") && document.visibilityState === "visible") model.send({ act: "tick", arg: "" });
  }, 30000);
  return () => clearInterval(timer);
}

export default { render };
