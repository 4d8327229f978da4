// Files on their way to the kernel, in pieces that are each acknowledged: one message with a whole film in it would
// end the connection without a word. What is announced and not yet taken lives here; what is taken is the kernel's.

const AGAIN = 6000; // ms without an answer, after which the kernel is asked how far it is

function render({ model, el }) {
  root(el, "upload");
  const words = () => model.get("words");
  const fill = (word, slots) => (words()[word] ?? "").replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
  const queue = [];
  let current = null;
  let timer = 0;
  let count = 0;
  const run = Math.random().toString(36).slice(2, 10);

  const drop = h("p", { className: "g-drop__lead" });
  const hint = h("p", { className: "g-note" });
  const memory = h("p", { className: "g-note" });
  const choose = h("button", { type: "button", className: "g-btn" });
  const camera = h("button", { type: "button", className: "g-btn g-btn--camera" });
  const input = h("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, "aria-hidden": "true" });
  const photo = h("input", { type: "file", accept: "image/*", hidden: true, tabIndex: -1, "aria-hidden": "true" });
  photo.setAttribute("capture", "environment");
  const zone = h("div", { className: "g-drop", role: "group" }, drop, h("div", { className: "g-field__row" }, choose, camera), hint, memory, input, photo);
  const list = h("ul", { className: "g-ups" });
  const status = h("p", { className: "g-vh", role: "status" });
  let slot = "";

  // what comes in ------------------------------------------------------------------

  const size = (bytes) => (bytes / 1048576).toFixed(1);

  /** Why a file is refused before it starts; empty where it may come. */
  function refusal(file, files, bytes) {
    const limits = model.get("limits");
    if (!file.size) return "empty";
    if (file.size > limits.file_bytes) return "file_bytes";
    const kind = limits.endings[file.name.toLowerCase().split(".").pop()];
    if (kind) return kind;
    if (files >= limits.files) return "files";
    return bytes + file.size > limits.total_bytes ? "total_bytes" : "";
  }

  function take(files, into = "") {
    const held = model.get("held");
    const waiting = [...queue, ...(current ? [current] : [])];
    let many = held.files + waiting.length;
    let bytes = held.bytes + waiting.reduce((sum, item) => sum + item.file.size, 0);
    const refused = new Map();
    for (const file of files) {
      const why = refusal(file, many, bytes);
      if (why) {
        refused.set(why, [...(refused.get(why) ?? []), file.name]);
        continue;
      }
      many += 1;
      bytes += file.size;
      add(file, into);
    }
    for (const [why, names] of refused) {
      const named = names.slice(0, 3).map((name) => `「${name.slice(0, 60)}」`).join("");
      refuse(names.length > 3 ? fill("more", { names: named, count: names.length }) : named, words()[why]);
    }
    next();
  }

  function add(file, into) {
    const name = h("b", { textContent: file.name.slice(0, 60) });
    const note = h("span", { className: "g-note", textContent: words().waiting });
    const bar = h("progress", { max: file.size, value: 0, "aria-label": file.name.slice(0, 60) });
    const stop = h("button", { type: "button", className: "g-btn g-btn--plain", textContent: words().cancel,
      "aria-label": fill("cancel_of", { name: file.name.slice(0, 60) }) });
    const row = h("li", { className: "g-up" }, name, bar, note, stop);
    const item = { key: `${run}-${count++}`, file, into, row, note, bar, stop, at: 0 };
    stop.addEventListener("click", () => cancel(item));
    list.append(row);
    queue.push(item);
  }

  function refuse(names, sentence) {
    const gone = h("button", { type: "button", className: "g-btn g-btn--plain", textContent: words().dismiss });
    const row = h("li", { className: "g-up g-up--refused" }, h("b", { textContent: names }), h("span", { textContent: sentence }), gone);
    gone.addEventListener("click", () => {
      row.remove();
      choose.focus();
    });
    list.append(row);
    announce(status, `${names} ${sentence}`);
  }

  // the line to the kernel ------------------------------------------------------------

  function tell(content, buffers) {
    clearTimeout(timer);
    timer = setTimeout(ask, AGAIN);
    try {
      model.send(content, undefined, buffers);
    } catch { /* no connection: asked again at the next tick */ }
  }

  /** No answer: say so, and ask how far the kernel is. Asking opens the upload anew where the kernel knows nothing of it. */
  function ask() {
    if (!current) return;
    if (current.asked) current.note.textContent = words().offline;
    current.asked = true;
    open();
  }

  function open() {
    const { key, file, into } = current;
    tell({ op: "open", key, name: file.name.slice(0, 300), size: file.size, slot: into });
  }

  function next() {
    if (current || !queue.length) return;
    current = queue.shift();
    open();
  }

  async function piece(item, at) {
    item.at = at;
    item.bar.value = at;
    const { size: all } = item.file;
    item.note.textContent = at < all ? fill("sending", { done: size(at), all: size(all) }) : words().checking;
    if (at >= all) {
      tell({ op: "close", key: item.key });
      return;
    }
    let part;
    try {
      part = await item.file.slice(at, at + model.get("limits").piece).arrayBuffer();
    } catch { // the file was moved or changed meanwhile
      cancel(item);
      refuse(`「${item.file.name.slice(0, 60)}」`, words().lost);
      return;
    }
    if (item === current) tell({ op: "piece", key: item.key, at }, [part]);
  }

  function done() {
    clearTimeout(timer);
    current = null;
    next();
  }

  function cancel(item) {
    const back = item.row.contains(document.activeElement);
    item.row.remove();
    if (back) choose.focus();
    if (item === current) {
      model.send({ op: "cancel", key: item.key });
      done();
    } else queue.splice(queue.indexOf(item), 1);
  }

  const hear = (message) => {
    if (!current || message.key !== current.key) return;
    const item = current;
    item.asked = false;
    if (message.op === "at") piece(item, message.at);
    else if (message.op === "taken") {
      item.row.remove();
      announce(status, message.say);
      done();
    } else if (message.op === "refused") {
      item.row.remove();
      refuse(`「${item.file.name.slice(0, 60)}」`, message.say);
      done();
    }
  };
  model.on("msg:custom", hear);

  // drag, choose, photograph, paste ----------------------------------------------------------

  const bring = (picker) => {
    take([...picker.files], slot);
    picker.value = "";
    slot = "";
  };
  input.addEventListener("change", () => bring(input));
  photo.addEventListener("change", () => bring(photo));
  choose.addEventListener("click", () => { slot = ""; input.click(); });
  camera.addEventListener("click", () => { slot = ""; photo.click(); });

  const life = new AbortController();
  const on = (name, handler) => window.addEventListener(name, handler, { signal: life.signal });
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const target = (event) => event.target.closest?.("[data-slot], .g-drop");
  // A file dropped beside the zone would replace the page, and with it everything that is on it.
  on("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    const over = target(event);
    event.dataTransfer.dropEffect = over ? "copy" : "none";
    for (const old of document.querySelectorAll(".is-over")) if (old !== over) old.classList.remove("is-over");
    over?.classList.add("is-over");
  });
  const leave = () => document.querySelectorAll(".is-over").forEach((old) => old.classList.remove("is-over"));
  on("dragleave", (event) => { if (!event.relatedTarget) leave(); });
  on("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    leave();
    const over = target(event);
    if (over) take([...event.dataTransfer.files], over.dataset.slot ?? "");
  });
  on("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !el.offsetParent || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    take(files);
  });
  on("guide:add", ({ detail }) => { slot = detail; input.click(); });

  function paint() {
    const touch = matchMedia("(pointer: coarse)").matches;
    drop.textContent = touch ? words().drop_touch : words().drop;
    hint.textContent = words().hint;
    say(memory, words().memory);
    choose.textContent = words().choose;
    camera.textContent = words().camera;
    zone.setAttribute("aria-label", words().zone);
    input.accept = model.get("accept");
    for (const item of [...queue, ...(current ? [current] : [])]) item.stop.textContent = words().cancel;
  }

  el.append(zone, list, status);
  follow(model, ["words", "accept"], paint);
  return () => {
    life.abort();
    clearTimeout(timer);
    model.off("msg:custom", hear);
  };
}

export default { render };
