// A question that stands as one line with its answer until it is opened, where a page has many of them.

import { follow, h, say } from "./common.js";

/** Open it or close it, and close the others that are open; whatever happens, the line stays where the finger is. */
function turn(fold, head) {
  const { top } = head.getBoundingClientRect();
  fold.open = !fold.open;
  for (const other of fold.open ? document.querySelectorAll(".g-line[open]") : []) {
    const inside = other.offsetHeight - other.firstChild.offsetHeight;
    const above = other.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (other !== fold && (!above || inside <= scrollY)) other.open = false; // one above is closed where the page can follow
    scrollBy({ top: head.getBoundingClientRect().top - top, behavior: "instant" });
  }
}

/** Put the parts of a field into the element, as one line where the page asks for it; gives what writes the line. */
export function line(model, el, ...parts) {
  const words = h("span");
  const answer = h("small");
  const head = h("summary", {}, words, answer);
  const fold = h("details", { className: "g-line" }, head);
  head.addEventListener("click", (event) => {
    event.preventDefault();
    turn(fold, head);
  });
  follow(model, ["line"], () => {
    fold.open = false;
    if (!model.get("line")) return el.replaceChildren(...parts);
    fold.append(...parts);
    return el.replaceChildren(fold);
  });
  return (name, given) => { say(words, name); say(answer, given); };
}
