// A table of cases from this device: checked for size here, sent in parts, each when the kernel asks for it.

const PART = 512 * 1024; // far below what one message may hold; a message too large would vanish without a word

function render({ model, el }) {
  root(el, "table");
  const title = h("h2", { className: "g-table__title" });
  const id = model.get("name");
  const hint = h("p", { className: "g-note", id: `${id}-hint` });
  const input = h("input", { type: "file", id, className: "g-vh", accept: model.get("accept"), "aria-describedby": hint.id });
  const choose = h("label", { className: "g-btn", for: input.id });
  const sample = h("button", { type: "button", className: "g-btn g-btn--plain" });
  const back = h("button", { type: "button", className: "g-btn g-btn--plain" });
  const bar = h("progress", { max: 1, hidden: true });
  const status = h("p", { className: "g-status", role: "status" });
  const error = h("p", { className: "g-error", role: "alert" });
  const acts = h("div", { className: "g-table__acts" }, input, choose, sample, back);
  const box = h("section", { className: "g-table" }, title, hint, acts, bar, status, error);
  let file = null;

  function take(chosen) {
    input.value = ""; // the same file may be chosen again
    if (!chosen) return;
    const large = chosen.size > model.get("largest");
    announce(error, large ? model.get("too_large") : "");
    if (large) return;
    file = chosen;
    model.send({ start: file.size, lines: /\.(jsonl|ndjson)$/i.test(file.name), name: file.name.slice(-100) });
  }

  async function send(at) {
    if (!file) return;
    const of = file;
    let part = new ArrayBuffer(0);
    try {
      part = await of.slice(at, at + PART).arrayBuffer();
    } catch { /* moved or changed meanwhile: the kernel says that it is not whole */ }
    if (of === file) model.send({ at }, undefined, [part]);
  }

  input.addEventListener("change", () => take(input.files[0]));
  sample.addEventListener("click", () => model.send({ act: "sample" }));
  back.addEventListener("click", () => model.send({ act: "back" }));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") take(event.dataTransfer.files[0]);
    });
  }
  model.on("msg:custom", ({ want, more }) => {
    if (want !== undefined) send(want);
    if (more) model.send({ more: true }); // the kernel counts a part at a time, so that it stays awake
  });

  el.append(box);
  follow(model, ["label", "hint", "choose", "sample", "back", "bar"], () => {
    title.textContent = model.get("label");
    hint.textContent = model.get("hint");
    choose.textContent = model.get("choose");
    say(sample, model.get("sample"));
    say(back, model.get("back"));
    bar.setAttribute("aria-label", model.get("bar"));
  });
  follow(model, ["share"], () => {
    const share = model.get("share");
    bar.hidden = share < 0;
    bar.value = Math.max(0, share);
  });
  follow(model, ["status"], () => announce(status, model.get("status")));
  follow(model, ["error"], () => announce(error, model.get("error")));
  model.send({ ready: true });
}

export default { render };
