// What the page knows: language, clock, the case kept on this device. Shows itself in JupyterLab only.

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

/** JupyterLab links no sheet of ours: take it from the kernel, once a document, inside our own root. */
function dress({ scoped, plain }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.g-root {\n${scoped.replaceAll(":root", "&")}\n}\n${plain}`);
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

/* A case in the address, after #case=, as the check of the rules prints it. It stays in the browser: what comes after
   the # is sent to no server. The case of before is kept where a newer handbook's would be. */
function linked() {
  const [, code] = /^#case=([\w-]{1,100000})$/.exec(location.hash) ?? [];
  if (!code) return null;
  const before = keep("sessionStorage", "guide.case");
  if (before) keep("sessionStorage", "guide.case.before", before);
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function initialize({ model, signal }) {
  model.set("zone_minutes", -new Date().getTimezoneOffset());
  model.set("zone_name", Intl.DateTimeFormat().resolvedOptions().timeZone ?? "");
  if (inApp()) {
    const lang = keep("localStorage", "guide.lang");
    if (lang === "zh" || lang === "en") model.set("lang", lang);
    const saved = linked() ?? keep("sessionStorage", "guide.case");
    if (saved && saved.length <= 200000) {
      keep("sessionStorage", "guide.case.before", saved); // what a newer handbook cannot read is not lost
      model.set("case", saved);
    }
    const draft = keep("sessionStorage", "guide.draft");
    if (draft && draft.length <= 200000) model.set("draft", draft);
    model.on("change:draft", () => keep("sessionStorage", "guide.draft", model.get("draft")));
    model.on("change:case", () => keep("sessionStorage", "guide.case", model.get("case")));
    const [, part] = /^#([fs]-[\w-]+)$/.exec(location.hash) ?? [];
    if (part) arrive(part, signal);
    window.addEventListener("guide:lang", ({ detail }) => {
      if (detail === "zh" || detail === "en") put(model, "lang", detail);
    }, { signal });
  } else {
    model.on("msg:custom", ({ sheet }) => sheet && dress(sheet));
    model.send({ want: "sheet" });
  }
  model.save_changes();
}

function render({ model, el }) {
  root(el, "shell");
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
