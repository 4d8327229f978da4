// Files for the paste box: chosen, dropped or pasted. Text is put into the box; a picture goes to the kernel as bytes.
// No transfer: a text never leaves the box as a file, and a picture is made small enough for one message and is not kept.

import { dropzone, follow, h } from "./common.js";
import { field } from "./field.js";

const TEXTS = ".txt,.log,.json,.csv,.tsv,text/plain,application/json,text/csv";

/** A picture made small enough for the connection, which drops what is too large without a word. */
async function shrunk(file, most) {
  if (file.size > most.image) throw "large";
  if (await moving(file)) throw "moving";
  const bitmap = await createImageBitmap(file).catch(() => { throw "broken"; });
  const { width, height } = bitmap;
  try {
    if (width * height > most.pixels) throw "large";
    const scale = Math.min(1, 1600 / width, 16000 / height);
    const canvas = h("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
    const ink = canvas.getContext("2d");
    ink.fillStyle = "#fff"; // what is transparent stands on white
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.92, 0.75, 0.5]) {
      const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
      if (blob && blob.size <= most.sent) return await blob.arrayBuffer();
    }
    throw "large";
  } finally {
    bitmap.close();
  }
}

/** Whether a GIF, WebP or PNG has more than one picture: an animation has no one text. */
async function moving(file) {
  const bytes = new Uint8Array(await file.slice(0, 65536).arrayBuffer());
  const head = new TextDecoder("latin1").decode(bytes);
  if (head.startsWith("GIF8")) return (new TextDecoder("latin1").decode(await file.arrayBuffer()).split("\x21\xf9\x04").length > 2);
  return (head.startsWith("RIFF") && head.includes("ANIM")) || (head.startsWith("\x89PNG") && head.includes("acTL"));
}

/** The text of a file: UTF-8, else the Chinese national code. */
async function texted(file, most) {
  if (file.size > 4 * most) throw "long"; // no character takes more bytes
  const bytes = await file.arrayBuffer();
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    try { text = new TextDecoder("gb18030", { fatal: true }).decode(bytes); } catch { throw "binary"; }
  }
  if (text.includes("\0")) throw "binary";
  if (text.length > most) throw "long";
  return text;
}

/** The button and the ways in; `send` hands the box's text to the kernel. */
function files(model, box, input, send) {
  const chooser = h("input", { type: "file", hidden: true, tabIndex: -1, "aria-hidden": "true" });
  const button = h("button", { type: "button", className: "g-btn" });
  const refuse = (reason) => model.send({ file: reason });

  async function take(list) {
    if (!list.length || model.get("busy")) return;
    if (list.length > 1) { refuse("several"); return; }
    const [file] = list;
    try {
      if (file.type.startsWith("image/")) {
        if (!model.get("images")) throw "missing";
        model.send({ file: "image" }, undefined, [await shrunk(file, model.get("limits"))]);
      } else {
        input.value = await texted(file, model.get("max_length"));
        send();
      }
    } catch (reason) {
      refuse(typeof reason === "string" ? reason : "broken");
    }
  }

  chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });
  button.addEventListener("click", () => { if (!model.get("busy")) chooser.click(); });
  input.addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData?.files ?? []];
    // A spreadsheet's cells come as text and as a picture of them: the text is meant.
    if (!pasted.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    take(pasted);
  });
  dropzone(box, take);
  follow(model, ["button", "images", "busy"], () => {
    button.textContent = model.get("button");
    button.setAttribute("aria-disabled", String(model.get("busy")));
    chooser.accept = model.get("images") ? `image/*,${TEXTS}` : TEXTS;
  });
  return h("div", { className: "g-field__row" }, button, chooser);
}

export default { render: (context) => field(context, (...parts) => files(context.model, ...parts)) };
