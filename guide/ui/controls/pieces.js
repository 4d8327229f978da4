// Files on their way to the kernel, in pieces that are each acknowledged: one message with a whole film in it would
// end the connection without a word. What is announced and not yet taken lives here; what is taken is the kernel's.

const PACKED = /\.(csv|tsv|txt|jsonl|ndjson)$/i; // a table of text is a sixth as long when it is packed
const HERE = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname); // no packing: it takes longer than sending
const AGAIN = 6000; // ms without an answer, after which the kernel is asked how far it is

/* One file after the other. An item has its `file` and `slot`, and hears `at(bytes)`, `late()`, and at last one of
   `taken(sentence)`, `refused(sentence)` and `lost()`. */
export function line(model) {
  const run = Math.random().toString(36).slice(2, 10);
  const queue = [];
  let current = null;
  let timer = 0;
  let count = 0;
  let asked = false;

  function tell(content, buffers) {
    clearTimeout(timer);
    timer = setTimeout(ask, AGAIN);
    try {
      model.send(content, { own: true }, buffers); // whether it arrives is seen to here
    } catch { /* no connection: asked again at the next tick */ }
  }

  /** No answer: say so, and ask how far the kernel is. Asking opens the transfer anew where the kernel knows nothing of it. */
  function ask() {
    if (!current) return;
    if (asked) current.late();
    asked = true;
    open();
  }

  function open() {
    const { key, file, slot, body } = current;
    tell({ op: "open", key, name: file.name.slice(0, 300), size: body.size, slot, packed: body !== file });
  }

  /** The bytes that go: those of the file, or fewer where the kernel unpacks them. */
  async function body(file) {
    const packs = model.get("packs") && PACKED.test(file.name) && !HERE;
    if (!packs || !window.CompressionStream) return file;
    return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob().catch(() => file);
  }

  async function next() {
    if (current || !queue.length) return;
    const item = queue.shift();
    current = item;
    item.body = await body(item.file);
    if (item === current) open();
  }

  function done() {
    clearTimeout(timer);
    asked = false;
    current = null;
    next();
  }

  function read(item, at) {
    const some = item.body.slice(at, at + model.get(HERE ? "largest_piece" : "piece"));
    return { at, part: some.arrayBuffer().catch(() => null) };
  }

  async function piece(item, at) {
    item.at(at);
    if (at >= item.body.size) {
      tell({ op: "close", key: item.key });
      return;
    }
    const part = await (item.ahead?.at === at ? item.ahead : read(item, at)).part;
    if (item !== current) return;
    if (part?.byteLength) {
      tell({ op: "piece", key: item.key, at }, [part]);
      item.ahead = read(item, at + part.byteLength); // while the kernel takes this one
    } else { // the file was moved or changed meanwhile
      drop(item);
      item.lost();
    }
  }

  function add(item) {
    queue.push(Object.assign(item, { key: `${run}-${count++}` }));
    next();
  }

  function drop(item) {
    if (item === current) {
      model.send({ op: "cancel", key: item.key });
      done();
    } else queue.splice(queue.indexOf(item), 1);
  }

  const waiting = () => [...queue, ...(current ? [current] : [])];

  function hear({ op, key, at, say }) {
    if (!current || key !== current.key) return;
    const item = current;
    asked = false;
    if (op === "at") piece(item, at);
    else if (op === "taken" || op === "refused") {
      item[op](say);
      done();
    }
  }
  model.on("msg:custom", hear);

  function end() {
    queue.length = 0;
    model.off("msg:custom", hear);
    try {
      if (current) drop(current);
    } catch { /* the kernel is gone, too */ }
  }

  return { add, drop, waiting, end };
}
