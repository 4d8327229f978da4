// The language of the page. Runs in the head, before anything is painted, so that nothing flickers.
(() => {
  const KEY = "guide.lang";
  const root = document.documentElement;

  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; } // storage may be switched off
  };
  const short = () => (root.lang === "en" ? "en" : "zh");

  // Names that are attributes or the title cannot stand side by side like the texts: they are swapped.
  const label = (element) => {
    const words = element.dataset[short()];
    if (!words) return;
    if (element.localName === "title") document.title = words;
    else element.setAttribute("aria-label", words);
  };
  const apply = (lang) => {
    root.lang = lang === "en" ? "en" : "zh-CN";
    document.querySelectorAll("[data-zh][data-en]").forEach(label);
  };

  apply(stored());
  addEventListener("DOMContentLoaded", () => apply(short()));
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-lang-switch]")) return;
    apply(short() === "zh" ? "en" : "zh");
    try { localStorage.setItem(KEY, short()); } catch { /* then it holds for this page only */ }
    dispatchEvent(new CustomEvent("guide:lang", { detail: short() }));
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY || event.newValue === short()) return;
    apply(event.newValue);
    dispatchEvent(new CustomEvent("guide:lang", { detail: short() }));
  });
})();
