// What the page knows: language, clock, the case kept on this device. Shows itself in JupyterLab only.

import { follow, h, put, root } from "./common.js";
import { answerByNumber } from "./keys.js";
import { way } from "./way.js";

const inApp = () => document.documentElement.classList.contains("g-app");

/** Storage may be switched off; the handbook then simply forgets. */
function keep(store, key, value) {
  try {
    if (value === undefined) return window[store].getItem(key);
    if (value) window[store].setItem(key, value);
    else window[store].removeItem(key);
  } catch { /* nothing to keep it in */ }
  return null;
}

const SOON = 100; // milliseconds after which what is drawn now is drawn
const AT_HOME = 480; // minutes that Beijing is ahead of UTC, all year

/** Where this device keeps the class of a trainee, and that of a trainer. */
const CLASS = { practice: "guide.joined", class: "guide.class" };

/** The cases this device knows: a code each, and what the user calls it. */
function listed() {
  try {
    const found = JSON.parse(keep("localStorage", "guide.cases") ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one?.code === "string").slice(0, 50) : [];
  } catch {
    return [];
  }
}

const store = (cases) => keep("localStorage", "guide.cases", cases.length ? JSON.stringify(cases) : "");
const discreet = () => keep("localStorage", "guide.private") === "1";

function remember({ code, label, next, due }) {
  if (discreet() || !code) return;
  const cases = listed();
  const known = cases.find((one) => one.code === code);
  if (!known) cases.unshift({ code, label: label ?? "", next, due });
  else {
    if (label !== undefined) known.label = label;
    if (next) Object.assign(known, { next, due });
  }
  store(cases);
}

/** What the kernel wants kept here, taken away from here, or told. */
function obey(model, message) {
  if (message.remember) remember(message.remember);
  else if (message.forget) store(listed().filter((one) => one.code !== message.forget));
  else if (message.joined) {
    keep("localStorage", CLASS[model.get("page")], discreet() || !message.joined.code ? "" : JSON.stringify(message.joined));
  }
  else if (message.private === true) { store([]); for (const key of Object.values(CLASS)) keep("localStorage", key, ""); keep("localStorage", "guide.private", "1"); }
  else if (message.private === false) { keep("localStorage", "guide.private", ""); remember(message); }
  else if (!message.cases) return;
  if (message.remember && message.remember.label === undefined) return; // the list is not on show
  model.send({ cases: { list: listed(), private: discreet() } });
}

/** The class that was joined or opened on this device: its code, and the sign of a person who practises. */
function joined(page) {
  try {
    return JSON.parse((CLASS[page] && keep("localStorage", CLASS[page])) ?? "null");
  } catch {
    return null;
  }
}

/** What was typed last belongs to the case of before, and not to the one that a link opens. */
function forgetTyped() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("guide.typed.")) sessionStorage.removeItem(key);
  } catch { /* nothing was kept */ }
}

/** The code in the address, which is taken out of it at once: it belongs in no history and on no picture. */
function linked() {
  const [, code] = /^#c=([\w%-]{1,80})$/.exec(location.hash) ?? [];
  if (!code) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  forgetTyped();
  return code;
}

/** Tell the kernel which case this tab works on, and which one a link asks for. */
function hello(model, saved, signal) {
  const wanted = linked();
  const own = saved ? keep("sessionStorage", "guide.code") ?? "" : "";
  if (own || !wanted) model.send({ hello: { code: own, own: true, waiting: keep("sessionStorage", "guide.waiting") ?? "" } });
  if (wanted) model.send({ hello: { code: wanted } });
  addEventListener("hashchange", () => {
    const code = linked();
    if (code) model.send({ hello: { code } });
  }, { signal });
}

/** Selectors that begin with the class of a page: it is the root itself, and not something in it. */
const PAGES = /(^|[,{}])(\s*)((?:\.jupyter-widgets)?\.(?:g-case-page|g-desk)(?![\w-]))/gm;

/** JupyterLab links no sheet of ours: take it from the kernel, once a document, inside our own root. */
function dress({ scoped, plain }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.g-root {\n${scoped.replaceAll(":root", "&").replace(PAGES, "$1$2&$3")}\n}\n${plain}`);
  sheet.guide = true;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((s) => !s.guide), sheet];
}

/** Go to the part of the page that the address names, as soon as it stands, and stay while the page settles. */
function arrive(id, signal) {
  let left = 80; // 20 s to appear, and then 3 s in place
  const timer = setInterval(() => {
    const target = document.getElementById(id);
    if (target?.offsetParent) {
      left = Math.min(left, 12);
      target.scrollIntoView({ block: "center", behavior: "instant" });
    }
    left -= 1;
    if (left <= 0) stop();
  }, 250);
  const stop = () => clearInterval(timer);
  for (const act of ["wheel", "pointerdown", "keydown", "touchstart"]) addEventListener(act, stop, { once: true, signal });
  signal?.addEventListener("abort", stop);
}

/** The case of before makes room for another: one that is stored stays in the list of this device, any other in this tab. */
function makeRoom() {
  forgetTyped();
  const before = keep("sessionStorage", "guide.case");
  keep("sessionStorage", "guide.former", keep("sessionStorage", "guide.code") ? "" : before ?? "");
  if (before) keep("sessionStorage", "guide.case.before", before);
  for (const part of ["case", "code", "waiting", "draft"]) keep("sessionStorage", `guide.${part}`, "");
}

/* A case in the address, after #case=, as the check of the rules prints it. It stays in the browser: what comes after
   the # is sent to no server. */
function shown() {
  const [, code] = /^#case=([\w-]{1,100000})$/.exec(location.hash) ?? [];
  if (!code) return null;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    makeRoom();
    return text;
  } catch {
    return null;
  }
}

/** What the first page left in this tab. */
const left = (name) => (location.hash === `#${name}` ? keep("sessionStorage", `guide.${name}`) : "");

/** The kernel has it, or nobody asked for it: a page that is opened again goes on with its case. */
function taken({ start, paste, picture } = {}) {
  for (const name of ["paste", "picture"]) keep("sessionStorage", `guide.${name}`, "");
  if (start || paste || picture) history.replaceState(history.state, "", location.pathname + location.search);
}

/** What the address asks for: an answer of the first page, or the tracking from there, begins a case; else a place. What
    was shown when the page was left is shown again; a step of the walk comes back with its case. */
function wanted() {
  const [, start] = /^#start=([a-z_]{1,40})$/.exec(location.hash) ?? [];
  const [paste, picture] = ["paste", "picture"].map(left);
  if (start || paste || picture) {
    makeRoom();
    return start ? { start } : paste ? { paste } : { picture };
  }
  const spot = history.state?.spot;
  if (spot) return spot.startsWith("now") ? null : { spot };
  const [, place] = /^#(?:at=([a-z]+)|[fs]-[\w-]+)$/.exec(location.hash) ?? [];
  if (place) return { place };
  return /^#[fs]-/.test(location.hash) ? { field: location.hash.slice(1, 81) } : null;
}

/** Tell the kernel what the address asks for; a picture goes as its bytes. Whoever opens the page again before it
    stands, because it is slow, asks the same once more. */
function arriveAt(model, ask) {
  const { picture } = ask;
  const done = () => {
    model.off("change:case", done);
    removeEventListener("guide:form", done, true);
    taken(ask);
  };
  model.on("change:case", done);
  addEventListener("guide:form", done, true);
  put(model, "former", keep("sessionStorage", "guide.former") ?? "");
  if (!picture) model.send({ arrive: ask });
  else model.send({ arrive: { picture: "" } }, undefined, [Uint8Array.from(atob(picture), (c) => c.charCodeAt(0)).buffer]);
}

/** The name of the browser's zone. Where it has only its calendars to ask, it loads them first, which takes longer than
    to draw a question. */
const zoneName = () => globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

/** Tell the zone, once a question stands; its name only where the year may change it. */
function locate(model) {
  const minutes = -new Date().getTimezoneOffset();
  model.set("zone_minutes", minutes);
  if (minutes !== AT_HOME) model.set("zone_name", zoneName());
  model.save_changes();
}

function initialize({ model, signal }) {
  let saved = "";
  let arriving = null;
  const small = matchMedia("(max-width: 1099px)");
  model.set("narrow", small.matches);
  model.set("reads_many", Boolean(model.readsMany)); // the web app's own script, and no other
  small.addEventListener("change", () => { // paper is narrow, too, and is no other window
    if (!matchMedia("print").matches) put(model, "narrow", small.matches);
  }, { signal });
  let isNew = false; // nothing is kept or asked for: what stands first holds no time
  if (inApp()) {
    const lang = keep("localStorage", "guide.lang");
    const isOther = (lang === "zh" || lang === "en") && lang !== model.get("lang");
    if (isOther) model.set("lang", lang);
    if (model.get("holds_case")) arriving = wanted();
    saved = shown() ?? keep("sessionStorage", "guide.case") ?? "";
    isNew = !isOther && !arriving && !saved && !location.hash.startsWith("#c=");
    if (!isNew) dispatchEvent(new Event("guide:changing"));
    if (saved && saved.length <= 200000) {
      keep("sessionStorage", "guide.case.before", saved); // what a newer handbook cannot read is not lost
      model.set("case", saved);
    }
    for (const part of ["draft", "former"]) {
      const kept = keep("sessionStorage", `guide.${part}`);
      if (kept && kept.length <= 200000) model.set(part, kept);
    }
    for (const part of ["case", "former", "code", "waiting", "draft"]) {
      model.on(`change:${part}`, () => keep("sessionStorage", `guide.${part}`, model.get(part)));
    }
    model.on("msg:custom", (message) => obey(model, message));
    const [, part] = /^#([fs]-[\w-]+)$/.exec(location.hash) ?? [];
    if (part) arrive(part, signal);
    window.addEventListener("guide:lang", ({ detail }) => {
      if (detail === "zh" || detail === "en") put(model, "lang", detail);
    }, { signal });
  } else {
    model.on("msg:custom", ({ sheet }) => sheet && dress(sheet));
    model.send({ want: "sheet" });
  }
  if (isNew) setTimeout(() => locate(model), SOON);
  else locate(model);
  model.save_changes();
  const known = inApp() ? joined(model.get("page")) : null;
  if (known) model.send({ joined: known });
  if (model.get("holds_case")) addEventListener("keydown", answerByNumber, { signal });
  if (!inApp() || !model.get("holds_case")) return;
  hello(model, saved, signal);
  way(model, (spot) => model.send({ arrive: { spot } }), signal);
  if (arriving) arriveAt(model, arriving);
  else taken();
  addEventListener("hashchange", () => {
    const next = wanted();
    if (next) arriveAt(model, next);
  }, { signal });
  document.documentElement.dataset.greeted = "yes";
  dispatchEvent(new Event("guide:greeted"));
}

function render({ model, el }) {
  root(el, "shell", model);
  const mark = () => { el.dataset.page = model.get("page"); };
  follow(model, ["page"], mark);
  el.hidden = inApp();
  if (inApp()) return;
  const button = h("button", { type: "button", className: "g-lang" });
  button.addEventListener("click", () => put(model, "lang", model.get("lang") === "zh" ? "en" : "zh"));
  el.append(button);
  follow(model, ["lang"], () => {
    const zh = model.get("lang") === "zh";
    button.textContent = zh ? "EN" : "中文";
    button.lang = zh ? "en" : "zh-CN";
    button.setAttribute("aria-label", zh ? "Switch to English" : "切换到中文");
  });
}

export default { initialize, render };
