// Files for the paste box: chosen, dropped or pasted. Text is put into the box; a picture goes to the kernel as bytes.
// No transfer: a text never leaves the box as a file, and a picture is made small enough for one message and is not kept.

import { dropzone, follow, h } from "./common.js";
import { field } from "./field.js";
import { pasted, taking, TEXTS } from "./taking.js";

/** The button and the ways in; `send` hands the box's text to the kernel. */
function files(model, box, input, send) {
  const chooser = h("input", { type: "file", hidden: true, tabIndex: -1, "aria-hidden": "true" });
  const button = h("button", { type: "button", className: "g-btn" });
  const refuse = (reason) => model.send({ file: reason });
  const taken = taking({
    images: () => model.get("images"),
    limits: () => model.get("limits"),
    most: () => model.get("max_length"),
    text: (text) => { input.value = text; send(); },
    picture: (bytes) => model.send({ file: "image" }, undefined, [bytes]),
    refuse,
  });
  const take = (list) => model.get("busy") || taken(list);

  chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });
  button.addEventListener("click", () => { if (!model.get("busy")) chooser.click(); });
  pasted(input, take, refuse);
  dropzone(box, take);
  follow(model, ["button", "images", "busy"], () => {
    button.textContent = model.get("button");
    button.setAttribute("aria-disabled", String(model.get("busy")));
    chooser.accept = model.get("images") ? `image/*,${TEXTS}` : TEXTS;
  });
  return h("div", { className: "g-field__row" }, button, chooser);
}

export default { render: (context) => field(context, (...parts) => files(context.model, ...parts)) };
