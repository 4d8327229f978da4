// The browser's back and forward go through what was shown of a case. The address says nothing of it, and the history
// names a place, a section or a question, and no answer.

/** Keep what is shown, and have `go` show again what the browser goes to. */
export function way(model, go, signal) {
  let acted = false; // whether something was done here since the browser came to what is shown
  let at = history.state?.step ?? 0;
  let ahead = false;

  function note(how, step) {
    at = step;
    history[how]({ spot: model.get("spot"), step }, "");
  }

  for (const act of ["pointerdown", "keydown", "click"]) addEventListener(act, () => { acted = true; }, { capture: true, signal });
  addEventListener("guide:form", () => model.get("spot") && !history.state?.spot && note("replaceState", at), { capture: true, once: true, signal });
  addEventListener("popstate", ({ state }) => {
    if (!state?.spot) return; // an address, which says itself what it asks for
    acted = false;
    ahead = state.step > at;
    at = state.step;
    go(state.spot);
  }, { signal });
  model.on("change:spot", () => (acted ? note("pushState", at + 1) : note("replaceState", at)));
  model.on("msg:custom", ({ pass }) => pass && history.go(ahead ? 1 : -1));
}
