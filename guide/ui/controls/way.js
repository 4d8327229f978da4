// The browser's back and forward go through what was shown of a case. The address says nothing of it, and the history
// names a place, a section or a question, and no answer.

const DROPPED = 1000; // milliseconds after which a step that was wished for and not taken is wished for again
const WISHES = 10; // how often: at the end of the history there is none to take

/** Keep what is shown, and have `go` show again what the browser goes to. */
export function way(model, go, signal) {
  let acted = false; // whether something was done here since the browser came to what is shown
  let asked = null; // what the browser came to last; empty once it was passed over
  let at = history.state?.step ?? 0;
  let ahead = false;

  function note(how, step) {
    at = step;
    history[how]({ spot: model.get("spot"), step }, "");
  }

  /** What is shown is another: a step of its own where somebody acted. Of several quick steps of the browser each is
      answered, the earlier ones when it is no longer there. */
  function turned() {
    if (model.get("spot") === asked) return;
    if (acted) {
      asked = null;
      note("pushState", at + 1);
    } else if (asked === null) note("replaceState", at);
  }

  /** Pass over what is no more. A browser that has not done with the step before drops the next one. */
  function pass(left = WISHES) {
    const from = at;
    history.go(ahead ? 1 : -1);
    const again = () => left > 1 && asked === "" && history.state?.step === from && !signal?.aborted;
    setTimeout(() => { if (again()) pass(left - 1); }, DROPPED);
  }

  for (const act of ["pointerdown", "keydown", "click"]) addEventListener(act, () => { acted = true; }, { capture: true, signal });
  addEventListener("guide:form", () => model.get("spot") && !history.state?.spot && note("replaceState", at), { capture: true, once: true, signal });
  addEventListener("popstate", ({ state }) => {
    if (!state?.spot) return; // an address, which says itself what it asks for
    acted = false;
    asked = state.spot;
    ahead = state.step > at;
    at = state.step;
    go(asked);
  }, { signal });
  model.on("change:spot", turned);
  model.on("change:narrow", () => { acted = false; }); // what a turned screen shows anew is no step
  model.on("msg:custom", ({ pass: gone }) => {
    if (!gone || gone !== asked) return;
    asked = "";
    pass();
  });
}
