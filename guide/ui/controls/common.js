// Helpers shared by every control; put in front of each module.

/** Make an element: properties with a dash, "for" and "role" become attributes, the rest properties. */
function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.includes("-") || key === "for" || key === "role") el.setAttribute(key, value);
    else el[key] = value;
  }
  el.append(...children);
  return el;
}

/** Write a text and hide the element while it is empty. */
function say(el, text) {
  if (el.textContent !== text) el.textContent = text;
  el.hidden = !text;
}

/** Write into a live region that must stay in the tree; the same words twice are read twice. */
function announce(region, text) {
  if (region.textContent === text && text) {
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  } else if (region.textContent !== text) region.textContent = text;
}

/** Prepare the widget's own element: our root for the style sheet, one class for its kind. */
function root(el, kind) {
  el.classList.add("g-root", "g-w", `g-w--${kind}`);
  // JupyterLab takes arrow keys and letters for its cells, unless the focused element itself says no.
  el.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
}

/** Run `paint` now and whenever one of the traits changes. */
function follow(model, traits, paint) {
  for (const trait of traits) model.on(`change:${trait}`, paint);
  paint();
}

/** Send one trait to the kernel, unless it is there already. */
function put(model, trait, value) {
  if (model.get(trait) === value) return;
  model.set(trait, value);
  model.save_changes();
}
