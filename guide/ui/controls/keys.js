// Number keys on the whole form: they choose an answer of the question that has the focus, or of the one asked next.
// They press nothing but answers, and each of those can be taken back.

const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

const inSight = (el) => el.getBoundingClientRect().bottom > 0 && el.getBoundingClientRect().top < innerHeight;

/** The question that a number answers; in JupyterLab, where numbers are its own, only one that has the focus. */
function question(at) {
  const around = at?.closest("fieldset");
  if (around) return around.matches("[data-keys]") ? around : null;
  const app = document.documentElement.classList.contains("g-app");
  return app ? [...document.querySelectorAll("fieldset[data-keys][data-next]")].find((el) => el.offsetParent) : null;
}

/** Answer by a number; nothing out of sight is answered, it is shown first. */
export function answerByNumber(event) {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const at = document.activeElement;
  if (event.defaultPrevented || at?.closest(TYPED) || document.querySelector("dialog[open]")) return;
  const field = question(at);
  const input = field?.querySelectorAll("input[type=radio]")[event.key - 1];
  if (!input?.offsetParent) return;
  event.preventDefault();
  if (!inSight(field)) field.scrollIntoView({ block: "center" });
  else if (!input.checked) input.click();
}
