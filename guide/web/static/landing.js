// The first page: tracking text or a picture of it goes to the walk through this tab, never through an address; the orders
// of this device.
(() => {
  const controls = {}; // the server puts in here what takes files
  const paste = document.querySelector("[data-paste]");
  const box = paste.querySelector("textarea");
  const said = paste.querySelector("[data-said]");
  const limits = JSON.parse(paste.dataset.limits);
  const say = (why) => said.replaceChildren(...why ? [paste.querySelector(`template[data-why="${why}"]`).content.cloneNode(true)] : []);
  const carry = (name, value) => {
    try { sessionStorage.setItem(`guide.${name}`, value); } catch { return location.assign("/wizard#f-paste"); } // asked for there
    say("going");
    return location.assign(`/wizard#${name}`);
  };
  const read = (store, key) => { try { return window[store].getItem(key); } catch { return null; } };

  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text) return carry("paste", text);
    say("empty");
    return box.focus();
  });

  const { pasted, taking, TEXTS } = controls.taking;
  const take = taking({
    images: () => limits.images,
    limits: () => limits,
    most: () => limits.most,
    text: (text) => { box.value = text; carry("paste", text); },
    picture: (bytes) => carry("picture", btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""))),
    refuse: say,
  });
  const chooser = paste.querySelector("[type=file]");
  chooser.accept = `image/*,${TEXTS}`;
  chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });
  paste.querySelector("[data-choose]")?.addEventListener("click", () => chooser.click());
  pasted(box, take, say);
  controls.common.dropzone(paste, take);

  const starts = document.querySelector(".g-first__ask");
  const tapped = (link) => {
    starts.querySelector(".is-tapped")?.classList.remove("is-tapped");
    link?.classList.add("is-tapped"); // seen at once, however long the next page takes
  };
  starts.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
    if (!ctrlKey && !metaKey && !shiftKey) tapped(target.closest("a"));
  });

  document.querySelector("[data-code]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = event.target.querySelector("input").value.trim();
    if (code) location.assign(`/wizard#c=${encodeURIComponent(code)}`);
    else event.target.querySelector("input").focus();
  });

  const list = document.querySelector("[data-known]");
  const none = document.querySelector("[data-none]");
  const line = (name) => document.querySelector(`template[data-${name}]`).content.cloneNode(true);
  const known = () => {
    try {
      const found = JSON.parse(read("localStorage", "guide.cases") ?? "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one?.code === "string") : [];
    } catch {
      return [];
    }
  };
  const entry = ({ code, label, next, due }) => {
    const item = line("one");
    item.querySelector("a").href = `/wizard#c=${encodeURIComponent(code)}`;
    item.querySelector("b").textContent = label || "";
    const over = Boolean(due) && Date.parse(due) < Date.now(); // what was next may be so no longer
    item.querySelector("[data-due]").hidden = !over;
    item.querySelector("[data-next]").hidden = over || !next;
    item.querySelector("[data-next] [lang=zh-CN]").textContent = next?.zh ?? "";
    item.querySelector("[data-next] [lang=en]").textContent = next?.en ?? "";
    item.querySelector("i").textContent = code.slice(-5);
    return item;
  };
  const show = () => {
    const own = read("sessionStorage", "guide.code");
    const here = read("sessionStorage", "guide.case") ? [line("here")] : [];
    list.replaceChildren(...here, ...known().filter((one) => one.code !== own).slice(0, 3).map(entry));
    list.hidden = !list.childElementCount;
    none.hidden = !list.hidden;
    // on a phone whoever comes back finds it on the first screen
    if (!list.hidden && matchMedia("(max-width: 900px)").matches) document.querySelector(".g-first__rare").before(document.getElementById("known"));
  };
  show();
  addEventListener("pageshow", ({ persisted }) => { // gone back to as it was left
    if (!persisted) return;
    say("");
    tapped();
    show();
  });
})();
