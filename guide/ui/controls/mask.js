// Covering places of a picture with boxes, by mouse, finger or keyboard. Boxes are in pixels of the picture; the kernel
// draws them, here they only stand over it.

import { announce, fill, follow, h, root } from "./common.js";

const SVG = "http://www.w3.org/2000/svg";
const ZOOMS = [1, 1.5, 2, 3, 4];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const swap = (list, n, one) => [...list.slice(0, n), one, ...list.slice(n + 1)];

function s(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function render({ model, el }) {
  root(el, "mask", model);
  const words = () => model.get("words");
  const phrase = (word, values) => fill(words()[word], values);
  let open = null; // { id, width, height }
  let boxes = [];
  let past = [];
  let chosen = -1;
  let zoom = 0;
  let url = "";
  let back = null;

  const button = (name, act, css = "") => {
    const made = h("button", { type: "button", className: `g-btn ${css}` });
    made.addEventListener("click", act);
    made.dataset.word = name;
    return made;
  };
  const title = h("h2", { id: "g-mask-title", tabIndex: -1 });
  const help = h("p", { className: "g-note", id: "g-mask-help" });
  const image = s("image", { x: 0, y: 0 });
  const layer = s("g");
  const board = s("svg", { class: "g-mask__board", role: "group", "aria-describedby": help.id });
  board.append(image, layer);
  const view = h("div", { className: "g-mask__view", tabIndex: 0, role: "region" }, board);
  const pan = button("pan", () => setPan(pan.getAttribute("aria-pressed") !== "true"));
  const undo = button("undo", goBack);
  const remove = button("delete", () => drop(chosen));
  const bigger = button("in", () => setZoom(zoom + 1));
  const smaller = button("out", () => setZoom(zoom - 1));
  const status = h("p", { className: "g-vh", role: "status" });
  const dialog = h("dialog", { className: "g-mask", "aria-labelledby": title.id },
    h("div", { className: "g-mask__head" }, title, help,
      h("div", { className: "g-mask__tools" }, button("add", addOne), remove, undo, smaller, bigger, pan)),
    view,
    h("div", { className: "g-mask__foot" }, button("save", save, "g-mask__save"), button("clear", () => change([], -1)),
      button("cancel", () => dialog.close(), "g-btn--plain"), status));

  const shown = () => board.getBoundingClientRect(); // client sizes of an svg are nought in some browsers

  // boxes ----------------------------------------------------------------------------------

  const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
  const least = () => Math.max(4, Math.round(Math.min(open.width, open.height) / 100));

  function fit([x, y, w, hgt]) {
    const wide = clamp(Math.round(w), least(), open.width);
    const high = clamp(Math.round(hgt), least(), open.height);
    return [clamp(Math.round(x), 0, open.width - wide), clamp(Math.round(y), 0, open.height - high), wide, high];
  }

  function change(made, pick) {
    past.push(boxes);
    boxes = made;
    chosen = pick;
    draw(true);
  }

  function goBack() {
    if (!past.length) return;
    boxes = past.pop();
    chosen = Math.min(chosen, boxes.length - 1);
    draw(true);
  }

  function drop(n) {
    if (n < 0 || !boxes[n]) return;
    change(boxes.filter((_, i) => i !== n), Math.min(n, boxes.length - 2));
    if (chosen < 0) view.focus();
  }

  function addOne() {
    const scale = open.width / shown().width;
    const wide = Math.min(open.width * 0.4, 160 * scale);
    const x = (view.scrollLeft + view.clientWidth / 2) * scale - wide / 2;
    const y = (view.scrollTop + Math.min(view.clientHeight, shown().height) / 2) * scale - wide / 8;
    change([...boxes, fit([x, y, wide, wide / 4])], boxes.length);
    focusChosen();
  }

  const focusChosen = () => layer.querySelectorAll(".g-mask__box")[chosen]?.focus({ preventScroll: true });

  function draw(spoken = false) {
    const held = layer.contains(document.activeElement);
    const grip = Math.max(open.width / shown().width, 0.1) * 22;
    layer.replaceChildren(...boxes.flatMap(([x, y, width, height], n) => {
      const rect = s("rect", { x, y, width, height, class: `g-mask__box${n === chosen ? " is-chosen" : ""}`, tabindex: 0, role: "button",
        "aria-pressed": n === chosen, "aria-label": phrase("box", { n: n + 1, x, y, w: width, h: height }), "aria-describedby": help.id });
      rect.dataset.n = n;
      if (n !== chosen) return [rect];
      const corner = s("rect", { x: x + width - grip / 2, y: y + height - grip / 2, width: grip, height: grip, class: "g-mask__grip", "aria-hidden": "true" });
      corner.dataset.n = n;
      corner.dataset.grip = "1";
      return [rect, corner];
    }));
    undo.setAttribute("aria-disabled", String(!past.length));
    remove.setAttribute("aria-disabled", String(chosen < 0));
    if (held) focusChosen();
    if (spoken) announce(status, boxes[chosen] ? label(chosen) : phrase("count", { count: boxes.length }));
  }

  const label = (n) => phrase("box", { n: n + 1, x: boxes[n][0], y: boxes[n][1], w: boxes[n][2], h: boxes[n][3] });

  // pointer: draw on the picture, move by the box, change the size by its corner ---------------------

  function place(event) {
    const at = board.getBoundingClientRect();
    return [((event.clientX - at.left) * open.width) / at.width, ((event.clientY - at.top) * open.height) / at.height];
  }

  board.addEventListener("pointerdown", (event) => {
    if (event.button || board.classList.contains("is-panned")) return;
    event.preventDefault();
    const [x0, y0] = place(event);
    const before = boxes;
    const { n, grip } = event.target.dataset;
    const old = n === undefined ? null : before[n];
    const which = old ? Number(n) : before.length;
    let moved = false;
    board.setPointerCapture(event.pointerId);
    const move = (e) => {
      const [x, y] = place(e);
      moved ||= Math.hypot(x - x0, y - y0) > least() / 2;
      if (!moved) return;
      let made;
      if (old && grip) made = [old[0], old[1], old[2] + x - x0, old[3] + y - y0];
      else if (old) made = [old[0] + x - x0, old[1] + y - y0, old[2], old[3]];
      else made = [Math.min(x, x0), Math.min(y, y0), Math.abs(x - x0), Math.abs(y - y0)];
      boxes = swap(before, which, fit(made));
      chosen = which;
      draw();
    };
    const up = (e) => {
      board.removeEventListener("pointermove", move);
      board.removeEventListener("pointerup", up);
      board.removeEventListener("pointercancel", up);
      if (e.type === "pointercancel") boxes = before;
      else if (moved) past.push(before);
      chosen = moved || old ? Math.min(which, boxes.length - 1) : -1;
      draw(moved);
      focusChosen();
    };
    board.addEventListener("pointermove", move);
    board.addEventListener("pointerup", up);
    board.addEventListener("pointercancel", up);
  });

  // keyboard -----------------------------------------------------------------------------------------

  layer.addEventListener("focusin", ({ target }) => {
    const n = Number(target.dataset.n);
    if (n === chosen) return;
    chosen = n;
    draw();
    focusChosen();
  });

  dialog.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      goBack();
      return;
    }
    if (!layer.contains(event.target) || !boxes[chosen]) return;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const far = event.ctrlKey || event.metaKey ? 1 : Math.max(1, Math.round(Math.min(open.width, open.height) / 60));
      const [x, y, w, hgt] = boxes[chosen];
      const [dx, dy] = step.map((d) => d * far);
      const made = event.shiftKey ? [x, y, w + dx, hgt + dy] : [x + dx, y + dy, w, hgt];
      change(swap(boxes, chosen, fit(made)), chosen);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      drop(chosen);
    }
  });

  // the window -----------------------------------------------------------------------------------------

  function setZoom(to) {
    zoom = clamp(to, 0, ZOOMS.length - 1);
    const fitted = Math.min(view.clientWidth, open.width);
    const before = shown();
    const middle = [(view.scrollLeft + view.clientWidth / 2) / Math.max(before.width, 1),
      (view.scrollTop + view.clientHeight / 2) / Math.max(before.height, 1)];
    const wide = Math.round(fitted * ZOOMS[zoom]);
    board.setAttribute("width", wide);
    board.setAttribute("height", Math.round((wide * open.height) / open.width));
    view.scrollLeft = middle[0] * shown().width - view.clientWidth / 2;
    view.scrollTop = middle[1] * shown().height - view.clientHeight / 2;
    smaller.setAttribute("aria-disabled", String(zoom === 0));
    bigger.setAttribute("aria-disabled", String(zoom === ZOOMS.length - 1));
    draw();
  }

  function setPan(on) {
    pan.setAttribute("aria-pressed", String(on));
    board.classList.toggle("is-panned", on);
  }

  function paint() {
    for (const one of dialog.querySelectorAll("[data-word]")) one.textContent = words()[one.dataset.word];
    help.textContent = matchMedia("(pointer: coarse)").matches ? words().help_touch : words().help;
    view.setAttribute("aria-label", words().picture);
    board.setAttribute("aria-label", words().picture);
  }

  function show({ id, name, width, height, boxes: known }, bytes) {
    open = { id, width, height };
    boxes = known.map((box) => [...box]);
    past = [];
    chosen = -1;
    URL.revokeObjectURL(url);
    url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    image.setAttribute("href", url);
    image.setAttribute("width", width);
    image.setAttribute("height", height);
    board.setAttribute("viewBox", `0 0 ${width} ${height}`);
    title.textContent = phrase("title", { name });
    back = document.activeElement;
    if (!dialog.open) dialog.showModal();
    setPan(false);
    setZoom(0);
    view.scrollTo(0, 0);
    title.focus();
  }

  function save() {
    model.send({ save: open.id, boxes });
    dialog.close();
  }

  dialog.addEventListener("close", () => {
    URL.revokeObjectURL(url);
    image.removeAttribute("href");
    (back?.isConnected ? back : document.querySelector(`[data-act="cover"][data-arg="${open.id}"]`))?.focus();
  });
  const hear = (message, buffers) => {
    if (message.open) show(message.open, buffers[0]);
    if (message.shut && dialog.open) dialog.close();
  };
  model.on("msg:custom", hear);
  el.append(dialog);
  follow(model, ["words"], paint);
  return () => {
    model.off("msg:custom", hear);
    URL.revokeObjectURL(url);
  };
}

export default { render };
