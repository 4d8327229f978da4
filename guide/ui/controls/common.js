// Helpers shared by the controls.

/** Make an element: properties with a dash, "for" and "role" become attributes, the rest properties. */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.includes("-") || key === "for" || key === "role") el.setAttribute(key, value);
    else el[key] = value;
  }
  el.append(...children);
  return el;
}

/** Write a text and hide the element while it is empty. */
export function say(el, text) {
  if (el.textContent !== text) el.textContent = text;
  el.hidden = !text;
}

const again = new WeakMap(); // live region -> the timer that writes its words once more

/** Write into a live region that must stay in the tree; the same words twice are read twice. */
export function announce(region, text) {
  clearTimeout(again.get(region));
  if (region.textContent === text && text) {
    region.textContent = "";
    again.set(region, setTimeout(() => { region.textContent = text; }, 50));
  } else if (region.textContent !== text) region.textContent = text;
}

/** Put values into the {places} of a text. */
export function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A test whether an act is new: the same one again within half a second is a double click. */
export function once() {
  let last = { act: "", at: -Infinity };
  return (act) => {
    const again = last.act === act && performance.now() - last.at < 500;
    if (!again) last = { act, at: performance.now() };
    return !again;
  };
}

/** Have the browser save a file that the kernel has made; nothing is asked of any server. */
export function save(name, media, parts) {
  const url = URL.createObjectURL(new Blob(parts, { type: media }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** Whether a drag carries files. */
export const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Take files dropped on an element, and mark it while they are over it. */
export function dropzone(zone, take, takes = () => true) {
  const over = (on) => zone.classList.toggle("is-over", on);
  zone.addEventListener("dragover", (event) => {
    if (!carries(event) || !takes()) return;
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", ({ relatedTarget }) => { if (!zone.contains(relatedTarget)) over(false); });
  zone.addEventListener("drop", (event) => {
    over(false);
    if (!event.dataTransfer?.files.length || !takes()) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}

/** Prepare the widget's own element: our root for the style sheet, one class for its kind. */
export function root(el, kind, model) {
  el.classList.add("g-root", "g-w", `g-w--${kind}`);
  // In JupyterLab a widget of this kind keeps the layout that it began with; live.js follows it by itself.
  model.on("change:layout", () => {
    const layout = model.get("layout");
    if (layout?.get) el.style.display = layout.get("display") ?? "";
  });
  // JupyterLab takes arrow keys and letters for its cells, unless the focused element itself says no.
  el.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
}

/** Run `paint` now and whenever one of the traits changes. */
export function follow(model, traits, paint) {
  for (const trait of traits) model.on(`change:${trait}`, paint);
  paint();
}

/** Send one trait to the kernel, unless it is there already. */
export function put(model, trait, value) {
  if (model.get(trait) === value) return;
  model.set(trait, value);
  model.save_changes();
}
