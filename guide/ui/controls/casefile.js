// Files to take and to bring: a press makes one in the kernel and saves it here; one that is chosen or dropped goes there in pieces.

const PIECE = 1024 * 1024; // a message of the size of a whole file would end the connection without a word

/** Save bytes under a name, as if they had been downloaded. */
function save(name, media, bytes) {
  const address = URL.createObjectURL(new Blob(bytes, { type: media }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function render({ model, el }) {
  root(el, "casefile");
  const row = h("div", { className: "g-casefile__row" });
  const status = h("p", { className: "g-status", role: "status" });
  const error = h("p", { className: "g-error", role: "alert" });
  const input = h("input", { type: "file", accept: ".zip,application/zip", hidden: true, tabIndex: -1, "aria-hidden": "true" });
  const zone = h("div", { className: "g-casefile" }, row, input, status, error);
  let sending = null;
  let known = "";
  let last = { id: "", at: 0 };

  function want(id) {
    if (last.id === id && performance.now() - last.at < 500) return; // a double click is one act
    last = { id, at: performance.now() };
    if (id === "open") input.click();
    else model.send({ want: id });
  }

  function paint() {
    const buttons = model.get("buttons");
    const key = JSON.stringify(buttons);
    if (key === known) return;
    known = key;
    const held = row.contains(document.activeElement) ? document.activeElement.dataset.want : null;
    row.replaceChildren(...buttons.map(({ id, label }) => {
      const button = h("button", { className: "g-btn", type: "button", textContent: label, "data-want": id });
      button.addEventListener("click", () => want(id));
      return button;
    }));
    if (held) row.querySelector(`[data-want="${CSS.escape(held)}"]`)?.focus();
  }

  async function bring(file) {
    if (!file || sending) return;
    if (!file.size) {
      announce(error, model.get("unread"));
      return;
    }
    if (file.size > model.get("limit")) {
      announce(error, model.get("too_big"));
      return;
    }
    announce(error, "");
    announce(status, model.get("busy"));
    try {
      sending = new Uint8Array(await file.arrayBuffer());
      model.send({ open: sending.length });
    } catch {
      sending = null;
      announce(status, "");
      announce(error, model.get("unread"));
    }
  }

  model.on("msg:custom", (message, buffers) => {
    if (message.file) save(message.file, message.media, buffers);
    else if (message.done) announce(status, model.get("status")); // opened or refused: nothing is on its way any more
    else if (message.from !== undefined && sending) {
      const piece = sending.slice(message.from, message.from + PIECE);
      if (piece.length) model.send({ from: message.from }, undefined, [piece]);
      else sending = null;
    }
  });
  input.addEventListener("change", () => {
    bring(input.files[0]);
    input.value = "";
  });
  const accepts = () => model.get("buttons").some(({ id }) => id === "open");
  zone.addEventListener("dragover", (event) => {
    if (!accepts()) return;
    event.preventDefault();
    zone.classList.add("g-casefile--over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("g-casefile--over"));
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("g-casefile--over");
    if (!accepts()) return;
    event.preventDefault();
    bring(event.dataTransfer.files[0]);
  });

  el.append(zone);
  follow(model, ["buttons"], paint);
  follow(model, ["status"], () => announce(status, model.get("status")));
  follow(model, ["error"], () => announce(error, model.get("error")));
}

export default { render };
