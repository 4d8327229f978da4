// What a box for tracking text takes beside typed words: a file of text, or a picture, made small enough to be carried on.

import { h } from "./common.js";

export const TEXTS = ".txt,.log,.json,.csv,.tsv,text/plain,application/json,text/csv";

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

/** What to do with the files that are chosen, dropped or pasted: `text` and `picture` take one, `refuse` hears why not. */
export function taking({ images, limits, most, text, picture, refuse }) {
  return async (list) => {
    if (!list.length) return;
    try {
      if (list.length > 1) throw "several";
      const [file] = list;
      if (!file.type.startsWith("image/")) text(await texted(file, most()));
      else if (images()) await picture(await shrunk(file, limits()));
      else throw "missing";
    } catch (reason) {
      refuse(typeof reason === "string" ? reason : "broken");
    }
  };
}

/**
 * What is pasted into a field: files are taken, and a text that would be cut is refused, for it would look whole. A
 * spreadsheet's cells come as text and as a picture of them: the text is meant.
 */
export function pasted(input, take, refuse) {
  input.addEventListener("paste", (event) => {
    const files = [...event.clipboardData?.files ?? []];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const kept = input.value.length - (input.selectionEnd - input.selectionStart);
    const long = input.maxLength > 0 && kept + text.length > input.maxLength;
    if (text ? !long : !files.length) return;
    event.preventDefault();
    if (text) refuse("long");
    else take(files);
  });
}
