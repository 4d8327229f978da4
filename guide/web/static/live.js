// The live half of a page: one websocket to its kernel, a model for each widget, and views for boxes and our own controls.
// The state of the widgets stands in the page, so the form is there before the kernel answers; whatever is done until then
// waits for it, as does whatever is done while the line is broken. A page with anything else in it (a slider, a picture, another library) is left to Voila's own bundle.
(() => {
  const controls = {}; // the server puts them in here, by their names
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const OUTPUT = 'script[type="application/vnd.voila.cell-output+json"]';
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const KNOWN = new Set(["anywidget.AnyModel", "@jupyter-widgets/controls.VBoxModel", "@jupyter-widgets/base.LayoutModel"]);
  const SECTION = "g-sec";
  const FIELD = "entry";
  const LOST = ["dead", "restarting", "autorestarting", "terminating"];
  const LONGEST = 15000; // milliseconds between two tries to connect again
  const ANSWERED = 15000; // milliseconds in which a kernel is done with an answer, or is asked whether it lives

  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const unique = () => hex(crypto.getRandomValues(new Uint8Array(16))); // randomUUID asks for https
  const same = (a, b) => a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
  /** Whether something that was typed waits in this tab for its field, which may be one that is not shown. */
  const isTyped = (() => {
    try { return Object.keys(sessionStorage).some((key) => key.startsWith("guide.typed.")); } catch { return false; }
  })();
  const tell = (detail) => dispatchEvent(new CustomEvent("guide:line", { detail }));
  const bytes = (one) => (ArrayBuffer.isView(one) ? new Uint8Array(one.buffer, one.byteOffset, one.byteLength) : new Uint8Array(one));

  // --- the line: Jupyter's messages over a websocket, framed as v1.kernel.websocket.jupyter.org says ------------
  /** One message: the number of offsets, the offsets, then channel, header, parent, metadata, content and buffers. */
  const pack = (header, content, buffers) => {
    const text = new TextEncoder();
    const parts = ["shell", JSON.stringify(header), "{}", "{}", JSON.stringify(content)].map((one) => text.encode(one));
    parts.push(...buffers.map(bytes));
    let at = 8 * (parts.length + 2);
    const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, at));
    const head = new DataView(whole.buffer);
    const note = (n, value) => head.setBigUint64(8 * n, BigInt(value), true);
    note(0, parts.length + 1);
    parts.forEach((one, n) => {
      note(n + 1, at);
      whole.set(one, at);
      at += one.length;
    });
    note(parts.length + 1, at);
    return whole;
  };

  const unpack = (data) => {
    const head = new DataView(data);
    const read = (n) => Number(head.getBigUint64(8 * n, true));
    const at = Array.from({ length: read(0) }, (_, n) => read(n + 1));
    const json = (n) => JSON.parse(new TextDecoder().decode(new Uint8Array(data, at[n], at[n + 1] - at[n])));
    const buffers = at.slice(5, -1).map((start, n) => new DataView(data, start, at[n + 6] - start));
    return { type: json(1).msg_type, parent: json(2).msg_id, content: json(4), buffers };
  };

  class Line {
    constructor({ kernelId, baseUrl = "/" }) {
      this.session = unique();
      this.kernel = `${baseUrl}api/kernels/${kernelId}`;
      this.waiting = new Map(); // message -> it, until the kernel is done with it, and what to do then
      this.pause = 500;
      this.connect();
    }

    connect() {
      const address = new URL(`${this.kernel}/channels?session_id=${this.session}`, location.href);
      address.protocol = address.protocol.replace("http", "ws");
      this.socket = new WebSocket(address, ["v1.kernel.websocket.jupyter.org"]);
      this.socket.binaryType = "arraybuffer";
      this.socket.onopen = () => {
        this.pause = 500;
        tell("open");
        for (const { whole } of this.waiting.values()) this.socket.send(whole); // what came twice the kernel takes once
        if (this.wasOpen) this.mended();
        this.wasOpen = true;
      };
      this.socket.onmessage = ({ data }) => this.hear(unpack(data));
      this.socket.onclose = () => {
        if (this.over) return;
        tell("broken");
        setTimeout(() => this.again(), this.pause);
        this.pause = Math.min(this.pause * 2, LONGEST);
      };
    }

    get isOpen() { return this.socket.readyState === WebSocket.OPEN; }

    /** When the kernel is done with everything that was sent until now. */
    settled() {
      return new Promise((done) => {
        const last = this.waiting.get(this.last);
        if (last) last.dones.push(done);
        else done();
      });
    }

    /** Connect once more, unless the server says that the kernel is gone. */
    async again() {
      if (await this.lives() && !this.over) this.connect();
    }

    /** Ask the server about the kernel, and tell if it is gone: a line that sleeps looks like one that is quiet. */
    async lives() {
      if (this.over) return false;
      const answer = await fetch(this.kernel, { cache: "no-store" }).catch(() => null);
      if (answer?.status === 404) tell("lost");
      return answer?.status !== 404;
    }

    /** Leave the kernel to another script; a line that is closed before it is open would be a complaint. */
    end() {
      this.over = true;
      if (this.isOpen) this.socket.close();
      else this.socket.onopen = () => this.socket.close();
    }

    send(type, content, buffers = [], done) {
      const id = this.last = unique();
      const header = { msg_id: id, msg_type: type, username: "", session: this.session, date: new Date().toISOString(), version: "5.3" };
      const whole = pack(header, content, buffers);
      this.waiting.set(id, { whole, dones: done ? [done] : [] });
      setTimeout(() => this.waiting.has(id) && this.lives(), ANSWERED);
      if (this.isOpen) this.socket.send(whole);
      return id;
    }

    hear({ type, parent, content, buffers }) {
      if (type === "status") {
        if (LOST.includes(content.execution_state)) tell("lost");
        if (content.execution_state !== "idle") return;
        const done = this.waiting.get(parent)?.dones ?? [];
        this.waiting.delete(parent);
        for (const one of done) one();
      } else if (type.startsWith("comm_")) this.heard(type, content, buffers, parent);
    }
  }

  // --- models: the state of a widget, with the calls of ipywidgets that our controls use ------------------------
  class Model {
    static waiting = new Set(); // the models of which something waits
    readsMany = true; // messages of several models in one

    constructor(id, state, line) {
      Object.assign(this, { id, state, line, calls: [], changed: {}, asked: new Map(), busy: false, later: null });
    }

    get(name) { return this.state[name]; }

    set(name, value) { this.write({ [name]: value }, this.changed); }

    /** Take over what differs, and tell whoever listens; `changed` collects it for the kernel. */
    write(values, changed = {}) {
      const fresh = Object.entries(values).filter(([key, value]) => !same(this.state[key], value));
      for (const [key, value] of fresh) this.state[key] = changed[key] = value;
      for (const [key] of fresh) this.fire(`change:${key}`, this, this.state[key]);
      if (fresh.length) this.fire("change", this);
    }

    /** One message at a time: what changes while the kernel works on the last one goes out together after it. */
    save_changes() {
      const changed = this.changed;
      this.changed = {};
      if (!Object.keys(changed).length) return;
      if (!this.busy) return this.sync(changed);
      this.later = { ...this.later, ...changed };
      Model.waiting.add(this);
    }

    /** Send what waits. */
    flush() {
      const later = this.later;
      this.later = null;
      Model.waiting.delete(this);
      if (later) this.sync(later);
    }

    sync(state) {
      this.busy = true;
      const data = { method: "update", state, buffer_paths: [] };
      const id = this.line.send("comm_msg", { comm_id: this.id, data }, [], () => {
        this.busy = false;
        this.flush();
      });
      for (const key of Object.keys(state)) this.asked.set(key, id);
    }

    /** An act comes after every answer that was given before it, also one that waits for the kernel. */
    send(content, { own = false } = {}, buffers = []) {
      for (const model of Model.waiting) model.flush();
      const id = this.line.send("comm_msg", { comm_id: this.id, data: { method: "custom", content } }, buffers);
      if (own && this.line.isOpen) this.line.waiting.delete(id); // who has sent it sees to it that it arrives
    }

    on(names, call) { for (const name of names.split(" ")) this.calls.push([name, call]); }

    off(name, call) { this.calls = this.calls.filter(([n, c]) => (name && n !== name) || (call && c !== call)); }

    fire(name, ...more) {
      for (const [one, call] of [...this.calls]) {
        if (one !== name) continue;
        try { call(...more); } catch (error) { console.error(error); } // the others are told all the same
      }
    }

    hear({ method, content, state, buffer_paths = [] }, buffers, parent) {
      if (method === "custom") return this.fire("msg:custom", content, buffers);
      buffer_paths.forEach((path, n) => {
        const place = path.slice(0, -1).reduce((inside, step) => inside[step], state);
        place[path.at(-1)] = buffers[n];
      });
      return this.write(method === "echo_update" ? this.unasked(state, parent) : this.kept(state));
    }

    /** Without what was changed here since, and is about to be sent. */
    kept(state) { return Object.fromEntries(Object.entries(state).filter(([key]) => !(key in (this.later ?? {})))); }

    /** Of an echo, what did not come from here or is the answer to the last message: older ones are overtaken. */
    unasked(state, parent) {
      const current = ([key]) => {
        if (!this.asked.has(key)) return true;
        const last = this.asked.get(key) === parent;
        if (last) this.asked.delete(key);
        return last && !(key in (this.later ?? {}));
      };
      return Object.fromEntries(Object.entries(state).filter(current));
    }
  }

  // --- the page: models by their ids, and a view for each that is shown -----------------------------------------
  class Page {
    constructor(line) {
      this.line = line;
      this.models = new Map();
      this.inSection = false; // while one is made
      line.heard = (type, { comm_id: id, data, target_name: target }, buffers, parent) => {
        const hear = ([to, said]) => this.models.get(to)?.hear(said, buffers, parent);
        if (type === "comm_msg") data.method === "many" ? data.messages.forEach(hear) : hear([id, data]);
        else if (type === "comm_open" && target === "jupyter.widget") this.make({ [id]: data.state });
        else if (type === "comm_close") this.models.delete(id);
      };
      // What the kernel has said into the broken line is lost.
      line.mended = () => [...this.models.values()].find((one) => one.get("_script") === "shell")?.send({ again: {} });
    }

    make(states) {
      for (const [id, state] of Object.entries(states)) this.models.set(id, new Model(id, state, this.line));
      for (const id of Object.keys(states)) {
        const model = this.models.get(id);
        controls[model.get("_script")]?.initialize?.({ model });
      }
    }

    find(reference) { return this.models.get((reference ?? "").replace("IPY_MODEL_", "")); }

    /** The element of a model; a page keeps all its widgets, so none is ever taken apart. */
    view(model) {
      const el = document.createElement("div");
      el.classList.add("lm-Widget", "jupyter-widgets");
      this.dress(model, el);
      const make = model.get("_model_name") === "VBoxModel" ? () => this.fill(model, el)
        : () => controls[model.get("_script")]?.render?.({ model, el });
      this.lay(model, el, make);
      return el;
    }

    dress(model, el) {
      let worn = [];
      const dress = () => {
        el.classList.remove(...worn);
        el.classList.add(...worn = model.get("_dom_classes") ?? []);
      };
      model.on("change:_dom_classes", dress);
      dress();
    }

    /** Follow the layout of a model. A section is made when it is shown first, with all its fields: at the start of a case most
        are not. So is a field alone: for one that takes a time a browser loads its calendars. */
    lay(model, el, make) {
      const isSection = el.classList.contains(SECTION);
      const waits = (isSection || (model.get("_script") === FIELD && !this.inSection)) && !isTyped;
      let layout = null;
      let isMade = false;
      const style = () => {
        const rules = Object.entries(layout?.state ?? {}).filter(([key]) => !key.startsWith("_"));
        for (const [key, value] of rules) el.style.setProperty(key.replaceAll("_", "-"), value ?? "");
        if (isMade || (waits && el.style.display === "none")) return;
        isMade = true;
        const before = this.inSection;
        this.inSection ||= isSection;
        make();
        this.inSection = before;
      };
      const change = () => {
        layout?.off("change", style);
        for (const key of [...el.style]) el.style.removeProperty(key);
        layout = this.find(model.get("layout"));
        layout?.on("change", style);
        style();
      };
      model.on("change:layout", change);
      change();
    }

    fill(model, el) {
      el.classList.add("widget-container", "widget-box", "widget-vbox");
      const views = new Map();
      const view = (one) => views.get(one) ?? views.set(one, this.view(one)).get(one);
      const fill = () => el.replaceChildren(...model.get("children").map((one) => view(this.find(one))));
      model.on("change:children", fill);
      fill();
    }
  }

  // --- the start: the line at once, for the kernel is named above; the forms when the page is complete ----------
  const { fallback } = document.currentScript.dataset;
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const page = new Page(new Line(config));

  const known = ({ _model_module: module, _model_name: name, _script: script = "" }) =>
    KNOWN.has(`${module}.${name}`) && (module !== "anywidget" || script in controls);
  const form = (output) => {
    const source = output.parentElement.querySelector(STATE);
    const states = source && JSON.parse(source.textContent);
    return states && Object.values(states).every(known) ? { live: output.parentElement, states, output } : null;
  };
  // Where the page is about to show something else (another answer, case, place or language), its text stays until then.
  let changing = false;
  addEventListener("guide:changing", () => { changing = true; });
  const show = async ({ live, states, output }) => {
    page.make(states);
    live.toggleAttribute("data-changing", changing);
    live.append(page.view(page.models.get(JSON.parse(output.textContent).data[VIEW].model_id)));
    if (changing) await page.line.settled();
    live.dispatchEvent(new Event("guide:form"));
  };

  addEventListener("visibilitychange", () => document.hidden || page.line.lives());
  addEventListener("DOMContentLoaded", () => {
    const forms = [...document.querySelectorAll(OUTPUT)].map(form);
    if (forms.every(Boolean)) return forms.forEach(show);
    page.line.end();
    dispatchEvent(new Event("guide:fallback"));
    return document.body.append(Object.assign(document.createElement("script"), { src: fallback }));
  });
})();
