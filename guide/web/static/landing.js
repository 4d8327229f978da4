// The first page: tracking text goes to the walk through this tab, never through an address; the orders of this device.
(() => {
  const read = (store, key) => { try { return window[store].getItem(key); } catch { return null; } };

  const paste = document.querySelector("[data-paste]");
  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = paste.querySelector("textarea").value.trim();
    paste.querySelector("[data-empty]").hidden = Boolean(text);
    if (!text) { paste.querySelector("textarea").focus(); return; }
    try { sessionStorage.setItem("guide.paste", text); } catch { /* the walk then asks for it again */ }
    location.assign("/wizard#paste");
  });

  document.querySelector("[data-code]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = event.target.querySelector("input").value.trim();
    if (code) location.assign(`/wizard#c=${encodeURIComponent(code)}`);
    else event.target.querySelector("input").focus();
  });

  const list = document.querySelector("[data-known]");
  const line = (name) => document.querySelector(`template[data-${name}]`).content.cloneNode(true);
  const known = () => {
    try {
      const found = JSON.parse(read("localStorage", "guide.cases") ?? "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one?.code === "string") : [];
    } catch {
      return [];
    }
  };
  const own = read("sessionStorage", "guide.code");
  if (read("sessionStorage", "guide.case")) list.append(line("here"));
  for (const { code, label, next, due } of known().filter((one) => one.code !== own).slice(0, 3)) {
    const item = line("one");
    item.querySelector("a").href = `/wizard#c=${encodeURIComponent(code)}`;
    item.querySelector("b").textContent = label || "";
    const over = Boolean(due) && Date.parse(due) < Date.now(); // what was next may be so no longer
    item.querySelector("[data-due]").hidden = !over;
    item.querySelector("[data-next]").hidden = over || !next;
    item.querySelector("[data-next] [lang=zh-CN]").textContent = next?.zh ?? "";
    item.querySelector("[data-next] [lang=en]").textContent = next?.en ?? "";
    item.querySelector("i").textContent = code.slice(-5);
    list.append(item);
  }
  list.hidden = !list.childElementCount;
})();
