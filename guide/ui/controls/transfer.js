// Files in and out of the page: a zone with buttons, some of which bring a file and some of which ask the kernel for one.
// Where several come, each has a line of its own while it is on its way; where one comes alone, another takes its place.

import { announce, carries, dropzone, fill, follow, h, once, root, save, say } from "./common.js";
import { line } from "./pieces.js";

const short = (name) => name.slice(0, 60);
const size = (bytes) => (bytes / 1048576).toFixed(1);

function render({ model, el }) {
  root(el, model.get("look"), model);
  const words = () => model.get("words");
  const several = model.get("several");
  const id = model.get("name");
  const fresh = once();
  const files = line(model);
  let slot = ""; // for which the chooser was opened
  let known = "";

  const title = h("h2", { className: "g-transfer__title" });
  const lead = h("p", { className: "g-transfer__lead", id: id && `${id}-lead` });
  const row = h("div", { className: "g-transfer__row" });
  const hint = h("p", { className: "g-note" });
  const note = h("p", { className: "g-note" });
  const bar = h("progress", { max: 1, hidden: true });
  const picker = (props) => h("input", { type: "file", hidden: true, tabIndex: -1, "aria-hidden": "true", ...props });
  const input = picker({ id, multiple: several });
  const photo = picker({ accept: "image/*" });
  photo.setAttribute("capture", "environment");
  const status = h("p", { className: several ? "g-vh" : "g-status", role: "status" });
  const error = h("p", { className: "g-error", role: "alert" });
  const zone = h("section", { className: `g-transfer g-transfer--${model.get("look")}` },
    title, lead, row, hint, note, bar, input, photo);
  const list = h("ul", { className: "g-ups" });

  // what comes in ------------------------------------------------------------------

  /** Why a file is refused before it starts; empty where it may come. */
  function refusal(file, count, bytes) {
    const limits = model.get("limits");
    if (!file.size) return "empty";
    if (file.size > limits.file_bytes) return "file_bytes";
    const kind = model.get("endings")[file.name.toLowerCase().split(".").pop()];
    if (kind) return kind;
    if (count >= limits.files) return "files";
    return bytes + file.size > limits.total_bytes ? "total_bytes" : "";
  }

  const takes = () => model.get("buttons").some(({ id: name }) => name === "choose");

  function take(chosen, into = "") {
    if (!chosen.length) return;
    if (several) takeAll(chosen, into);
    else takeOne(chosen[0]);
  }

  function takeOne(file) {
    const why = refusal(file, 0, 0);
    announce(error, why ? words()[why] : "");
    if (why) return;
    for (const item of files.waiting()) files.drop(item);
    if (words().busy) announce(status, words().busy);
    const end = (sentence) => {
      announce(status, model.get("status"));
      announce(error, sentence || model.get("error"));
    };
    files.add({ file, slot: "", at() {}, late() {}, taken: end, refused: end, lost: () => end(words().lost) });
  }

  function takeAll(chosen, into) {
    const held = model.get("held");
    let count = held.files + files.waiting().length;
    let bytes = held.bytes + files.waiting().reduce((sum, { file }) => sum + file.size, 0);
    const refused = new Map();
    for (const file of chosen) {
      const why = refusal(file, count, bytes);
      if (why) {
        refused.set(why, [...(refused.get(why) ?? []), file.name]);
        continue;
      }
      count += 1;
      bytes += file.size;
      files.add(listed(file, into));
    }
    for (const [why, names] of refused) {
      const named = names.slice(0, 3).map((name) => `「${short(name)}」`).join("");
      refuse(names.length > 3 ? fill(words().more, { names: named, count: names.length }) : named, words()[why]);
    }
  }

  /** A file with its line in the list: how far it is, and the button that stops it. */
  function listed(file, into) {
    const name = h("b", { textContent: short(file.name) });
    const progress = h("progress", { max: file.size, value: 0, "aria-label": short(file.name) });
    const about = h("span", { className: "g-note", textContent: words().waiting });
    const stop = h("button", { type: "button", className: "g-btn g-btn--plain", textContent: words().cancel,
      "aria-label": fill(words().cancel_of, { name: short(file.name) }) });
    const own = h("li", { className: "g-up" }, name, progress, about, stop);
    const all = size(file.size);
    const gone = (sentence) => {
      own.remove();
      refuse(`「${short(file.name)}」`, sentence);
    };
    const item = {
      file, slot: into, stop,
      at(bytes) {
        progress.value = bytes;
        about.textContent = bytes < file.size ? fill(words().sending, { done: size(bytes), all }) : words().checking;
      },
      late() { about.textContent = words().offline; },
      taken(sentence) {
        own.remove();
        announce(status, sentence);
      },
      refused: gone,
      lost: () => gone(words().lost),
    };
    stop.addEventListener("click", () => {
      const back = own.contains(document.activeElement);
      own.remove();
      if (back) first();
      files.drop(item);
    });
    list.append(own);
    return item;
  }

  function refuse(names, sentence) {
    const gone = h("button", { type: "button", className: "g-btn g-btn--plain", textContent: words().dismiss });
    const own = h("li", { className: "g-up g-up--refused" }, h("b", { textContent: names }), h("span", { textContent: sentence }), gone);
    gone.addEventListener("click", () => {
      own.remove();
      first();
    });
    list.append(own);
    announce(status, `${names} ${sentence}`);
  }

  // the buttons, the choosers, drag and paste ------------------------------------------

  const first = () => row.querySelector("button")?.focus();

  function press(name) {
    if (!fresh(name)) return;
    slot = "";
    if (name === "choose") input.click();
    else if (name === "photo") photo.click();
    else model.send({ act: name });
  }

  function dress() {
    const buttons = model.get("buttons");
    const key = JSON.stringify(buttons);
    if (key === known) return;
    known = key;
    const held = row.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    row.replaceChildren(...buttons.map(({ id: name, label, plain }) => {
      const css = (plain ? " g-btn--plain" : "") + (name === "photo" ? " g-btn--camera" : "");
      const button = h("button", { className: `g-btn${css}`, type: "button", textContent: label, "data-name": name });
      if (name === "choose" && id) button.setAttribute("aria-describedby", lead.id);
      button.addEventListener("click", () => press(name));
      return button;
    }));
    if (held) (row.querySelector(`[data-name="${CSS.escape(held)}"]`) ?? row.querySelector("button"))?.focus();
  }

  for (const chooser of [input, photo]) {
    chooser.addEventListener("change", () => {
      take([...chooser.files], slot);
      chooser.value = ""; // the same file may be chosen again
      slot = "";
    });
  }
  dropzone(zone, (chosen) => take(chosen), takes);

  const life = new AbortController();
  const on = (name, handler) => window.addEventListener(name, handler, { signal: life.signal });
  const slots = model.get("slots");
  const slotAt = (event) => (slots && event.target.closest?.("[data-slot]")) || null;
  let over = null;
  function mark(place) {
    over?.classList.remove("is-over");
    over = place;
    over?.classList.add("is-over");
  }
  // A file dropped beside the zones would replace the page, and with it everything that is on it.
  on("dragover", (event) => {
    if (!carries(event)) return;
    mark(slotAt(event));
    if (event.defaultPrevented && !over) return; // a zone takes it
    event.preventDefault();
    event.dataTransfer.dropEffect = over ? "copy" : "none";
  });
  on("dragleave", ({ relatedTarget }) => { if (!relatedTarget) mark(null); });
  on("drop", (event) => {
    if (!carries(event)) return;
    const place = slotAt(event);
    mark(null);
    event.preventDefault();
    if (place) take([...event.dataTransfer.files], place.dataset.slot);
  });
  if (slots) {
    on("paste", (event) => {
      const pasted = [...event.clipboardData?.files ?? []];
      if (!pasted.length || event.defaultPrevented || !el.offsetParent || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      take(pasted);
    });
    on("guide:add", ({ detail }) => {
      slot = detail;
      input.click();
    });
  }

  // what the kernel says ---------------------------------------------------------------

  const hear = ({ save: name, media, more, forget }, buffers) => {
    if (forget) for (const item of [...files.waiting()]) files.drop(item); // they were for the case before
    if (name) save(name, media, buffers);
    if (more) model.send({ more: true }); // the kernel works a slice at a time, so that it stays awake
  };
  model.on("msg:custom", hear);

  el.append(zone);
  if (several) el.append(list, status);
  else zone.append(status, error);
  follow(model, ["words", "accept"], () => {
    const texts = words();
    const touch = matchMedia("(pointer: coarse)").matches;
    say(title, texts.title ?? "");
    say(lead, (touch && texts.lead_touch) || (texts.lead ?? ""));
    say(hint, texts.hint ?? "");
    say(note, texts.note ?? "");
    bar.setAttribute("aria-label", texts.bar ?? "");
    if (texts.zone) {
      zone.setAttribute("role", "group");
      zone.setAttribute("aria-label", texts.zone);
    }
    input.accept = model.get("accept");
    for (const { stop } of files.waiting()) if (stop) stop.textContent = texts.cancel;
  });
  follow(model, ["buttons"], dress);
  follow(model, ["share"], () => {
    const share = model.get("share");
    bar.hidden = share < 0;
    bar.value = Math.max(0, share);
  });
  follow(model, ["status"], () => announce(status, model.get("status")));
  follow(model, ["error"], () => announce(error, model.get("error")));
  model.send({ ready: true });
  return () => {
    life.abort();
    files.end();
    model.off("msg:custom", hear);
  };
}

export default { render };
