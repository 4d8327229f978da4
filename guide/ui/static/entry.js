// One field. What is typed goes to the kernel at a pause and on leaving; it never overwrites typing.

const TYPES = { text: "text", datetime: "datetime-local", date: "date" };
const LAST = { datetime: "9999-12-31T23:59", date: "9999-12-31" }; // keeps the year at four digits

function render({ model, el }) {
  root(el, "field");
  const id = `f-${model.get("name")}`;
  const kind = model.get("kind");
  const area = kind === "area";
  const timed = kind in LAST;
  const words = document.createTextNode("");
  const hint = h("small");
  const label = h("label", { for: id }, words, hint);
  const echo = h("p", { className: "g-status", id: `${id}-echo`, role: "status" });
  const error = h("p", { className: "g-error", id: `${id}-error`, role: "alert" });
  const input = h(area ? "textarea" : "input", {
    id, autocomplete: "off", spellcheck: false, "aria-describedby": `${echo.id} ${error.id}`,
  });
  if (!area) input.type = TYPES[kind];
  if (timed) input.max = LAST[kind];
  let timer = 0;

  function send() {
    clearTimeout(timer);
    // Half a date reads as an empty value: wait for the rest of it.
    if (!input.validity.badInput) put(model, "value", input.value);
  }
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 500);
  };

  input.addEventListener("input", later);
  if (!timed) input.addEventListener("change", send);
  input.addEventListener("blur", send);
  if (kind === "text") {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      clearTimeout(timer);
      model.send({ enter: input.value }); // with its value, which may not have been sent yet
    });
  }

  function paint() {
    words.data = model.get("label");
    say(hint, model.get("hint"));
    if (area) input.rows = model.get("rows");
    if (!timed) {
      input.maxLength = model.get("max_length");
      input.placeholder = model.get("placeholder");
    }
    announce(echo, model.get("echo"));
    announce(error, model.get("error"));
    if (model.get("error")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  let known = null;
  function take() {
    const value = model.get("value");
    const typing = input === document.activeElement && known !== null && input.value !== known && input.value !== value;
    known = value;
    if (typing || input.value === value) return;
    const { selectionStart, selectionEnd } = input;
    input.value = value;
    if (input === document.activeElement && selectionStart !== null) input.setSelectionRange(selectionStart, selectionEnd);
  }

  const field = h("div", { className: "g-field" }, label, input, echo, error);
  if (typeof files === "function") echo.before(files(model, field, input, send));
  el.append(field);
  follow(model, ["label", "hint", "rows", "placeholder", "max_length", "echo", "error"], paint);
  follow(model, ["value"], take);
  return () => clearTimeout(timer);
}

export default { render };
