// A page with a kernel: puts the form in the place of its text, notices a lost kernel, says goodbye.
addEventListener("DOMContentLoaded", () => {
  const SLOW = 10000; // after this long a sentence says that it is slow, and offers to open the page again
  const LATE = 15000; // after this long without a form, something went wrong
  const PATIENCE = 120000; // for this long a control may take to load
  const QUIET = 80; // a form of Voila's bundle is complete when it has stopped growing for this long
  const LOST = ["dead", "restarting", "autorestarting", "terminating"];
  const RELOADED = `guide.reloaded:${location.pathname}`;
  const CONTENT = "input,button,select,textarea,h1,h2,h3,p,li,label,img,svg,canvas,table";
  const FAILED = ".jupyter-widgets-error-widget,[data-mime-type='application/vnd.jupyter.stderr']";
  const REPORT = "Error displaying widget"; // what the front end writes in the place of a form that it cannot build
  const flag = {
    get: () => { try { return sessionStorage.getItem(RELOADED); } catch { return "1"; } },
    set: () => { try { sessionStorage.setItem(RELOADED, "1"); } catch { /* then we do not reload at all */ } },
    clear: () => { try { sessionStorage.removeItem(RELOADED); } catch { /* nothing to clear */ } },
  };
  const show = (id, visible = true) => { document.getElementById(id).hidden = !visible; };

  // Voila's bundle serves the pages with other widgets than ours. It gives each control two seconds to load, all at once, and
  // one that is late never hears of the kernel again. A browser with other work takes longer, and nothing is wrong.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(Math.max(ms, PATIENCE));

  // --- the form takes the place of its text -------------------------------------------------------------
  const waiting = new Set(document.querySelectorAll(".g-static:has(+ .g-live)"));

  const failed = (live) => live.querySelector(FAILED)
    || [...live.querySelectorAll(".jupyter-widgets")].some((one) => one.textContent.startsWith(REPORT));

  const late = (again) => {
    if (!waiting.size) return;
    if (!again || flag.get()) return show("g-late");
    flag.set();
    location.reload();
  };

  const swap = (still) => {
    const live = still.nextElementSibling;
    const focused = still.contains(document.activeElement) && document.activeElement.id;
    still.remove();
    document.querySelector(".g-opening")?.remove();
    waiting.delete(still);
    dispatchEvent(new Event("guide:stands"));
    if (focused) live.querySelector(`#${CSS.escape(focused)}`)?.focus({ preventScroll: true });
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && live.contains(target)) target.scrollIntoView();
    if (!waiting.size) { flag.clear(); show("g-late", false); }
  };

  for (const still of waiting) {
    const live = still.nextElementSibling;
    let timer;
    const look = () => {
      clearTimeout(timer);
      if (failed(live)) return late(true); // nothing more will come
      if (live.hasAttribute("data-changing")) return; // it says itself when it is complete
      if (live.querySelector(CONTENT)) timer = setTimeout(done, QUIET);
      else if (live.querySelector(".jupyter-widgets")) timer = setTimeout(done, 20 * QUIET); // shows nothing, on purpose
    };
    const observer = new MutationObserver(look);
    const done = () => { observer.disconnect(); clearTimeout(timer); swap(still); };
    live.addEventListener("guide:form", done, { once: true });
    observer.observe(live, { childList: true, subtree: true, characterData: true });
    look();
  }

  // A page that has its form is only slow: to begin again would make it slower.
  const stands = (still) => window.jupyterapp?.widgetManager || still.nextElementSibling.hasAttribute("data-changing");
  setTimeout(() => waiting.size && show("g-late"), SLOW);
  setTimeout(() => late(![...waiting].every(stands)), LATE);

  // --- a lost kernel --------------------------------------------------------------------------------------
  let breaking;
  const line = (state) => {
    clearTimeout(breaking);
    // A short break mends itself; only one that lasts is worth a word.
    if (state === "broken") breaking = setTimeout(() => show("g-gone"), 5000);
    else if (!lost) show("g-gone", lost = state === "lost");
    if (lost) comeBack();
  };
  let lost = false;

  // A page whose process was given back stands again at the first touch, from what was stored and what the tab kept. Nobody
  // who is in the middle of a text is interrupted: the sentence says how to open the page again.
  const isWriting = () => document.activeElement?.matches("textarea,input:not([type=radio],[type=checkbox])");
  const open = () => { if (!document.hidden && !isWriting()) location.reload(); };
  const comeBack = () => {
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, open);
    if (document.hidden) addEventListener("visibilitychange", open);
  };
  addEventListener("guide:line", ({ detail }) => line(detail)); // our own script; the rest is for Voila's bundle
  const watch = (kernel) => {
    kernel.statusChanged.connect((_, status) => { if (LOST.includes(status)) line("lost"); });
    kernel.disposed.connect(() => line("lost"));
    kernel.connectionStatusChanged.connect((_, status) => line(status === "connected" ? "open" : "broken"));
    if (LOST.includes(kernel.status)) line("lost");
  };
  addEventListener("guide:fallback", () => {
    const seek = setInterval(() => {
      const app = window.jupyterapp;
      if (!app?.widgetManager?.kernel) return;
      clearInterval(seek);
      app.shell.node.id = "voila-shell"; // it is empty, and would be a second #main
      app.shell.node.hidden = true;
      watch(app.widgetManager.kernel);
    }, 100);
  }, { once: true });

  // --- goodbye ----------------------------------------------------------------------------------------------
  const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
  // The front end says goodbye at beforeunload, which also comes for a mail link, and never comes on a phone.
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation());
  addEventListener("pagehide", () => {
    if (!config.kernelId) return;
    const form = new FormData();
    form.append("_xsrf", document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "");
    navigator.sendBeacon(`/voila/api/shutdown/${config.kernelId}`, form);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("click", (event) => { if (event.target.closest?.("[data-reload]")) location.reload(); });
});
