"""The first page of the handbook beside the same question in Streamlit, Panel and stock Voila, in one run.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install streamlit panel
    python benchmarks/peers.py /tmp/peers/bin/python [ROUNDS]

Each round opens every app twice in a fresh browser, one app after the other: a first visit and a second with what the
browser kept. Printed are medians: first text, control on the screen, answer to the first click (made as soon
as the control is there), later clicks; requests and bytes. A later click is measured in the page itself, from the click
to the first frame with the answer: the tool that clicks looks 0, 20, 70 and 170 ms after it, so that two milliseconds
look like fifty. The peers show one question with three answers, two of them
clicked in turn; the handbook its whole walk, of which a question is answered, gone back to and answered again. The walk
is measured a second time as Voila's own script shows it, which a page gets that has any widget but ours: the same work
by another front end.
"""

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURNS = 2  # how often the later click is made again
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from playwright.sync_api import sync_playwright  # noqa: E402
from webserver import command, free_port, write_notebook  # noqa: E402

ASK, ANSWERS = "包裹现在是什么情况", ("已签收", "没有动", "没发货")
STREAMLIT = f"""
import streamlit as st
answer = st.radio("{ASK}", {ANSWERS}, index=None)
st.write(f"ANSWER {{answer}}")
"""
PANEL = f"""
import panel as pn
pn.extension()
ask = pn.widgets.RadioBoxGroup(options=list({ANSWERS}), value=None)
pn.Column("# {ASK}", ask, pn.bind(lambda value: f"ANSWER {{value}}", ask)).servable()
"""
VOILA = f"""
import ipywidgets as w
ask, said = w.RadioButtons(options={ANSWERS}, value=None), w.HTML("ANSWER None")
ask.observe(lambda change: setattr(said, "value", f"ANSWER {{change.new}}"), "value")
w.VBox([ask, said])
"""


#: Our walk on a page that Voila's own script has to show.
WALK = ("from guide.ui import page\npage('wizard')", "import ipywidgets\ndisplay(ipywidgets.IntSlider())")

#: Notes when a click came, and when the first frame was drawn with the text that is waited for.
STOPWATCH = """(() => {
  let wanted = "", from = 0;
  window.await_ = (text) => { wanted = text; window.took = null; };
  addEventListener("click", () => { from = performance.now(); }, true);
  const seen = new MutationObserver((changes) => {
    if (!wanted || !changes.some(({ target }) => target.textContent.includes(wanted))) return;
    wanted = "";
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => { window.took = performance.now() - from; };
      drawn.port2.postMessage(0);
    });
  });
  const watch = (root) => { seen.observe(root, { childList: true, subtree: true, characterData: true }); return root; };
  const shadow = Element.prototype.attachShadow; // Panel's widgets are in such
  Element.prototype.attachShadow = function (how) { return watch(shadow.call(this, how)); };
  watch(document);
})()"""


class Peer:
    """One app: how it is started, where its page is, what is clicked and what shows that the click was taken."""

    def __init__(self, name, command, path, first, clicks):
        self.name, self.command, self.path, self.first = name, command, path, first
        one, two, *back = clicks
        self.clicks = [one, two, *([*back, two] if back else [one, two]) * TURNS]


def peers(folder, python):
    """The apps; PORT stands for a port."""
    (folder / "s.py").write_text(STREAMLIT)
    (folder / "p.py").write_text(PANEL)
    write_notebook(folder, "v", ("", f"# {ASK}"), ("code", VOILA))
    (walk := folder / "walk").mkdir()
    write_notebook(walk, "06_wizard", ("zh", "# 处理一单"), *(("code", code) for code in WALK))
    radios = [(f"text={answer} >> visible=true", f"ANSWER {answer}") for answer in ANSWERS[:2]]
    labels = [(f"label:has-text('{answer}')", f"ANSWER {answer}") for answer in ANSWERS[:2]]
    own = [('[data-arg="start signed"]', "这一单的收货信息"), ('[data-arg="details details.right"]', "家人、门卫"),
           ('[data-act="back"]', "这一单的收货信息")]  # fmt: skip
    ours = [sys.executable, "-m", "guide", "app", "--no-browser", "--port", "PORT"]
    voila = [sys.executable, "-m", "voila", "v.ipynb", "--no-browser", "--port", "PORT"]
    streamlit = [python, "-m", "streamlit", "run", "s.py", "--server.port", "PORT", "--server.headless", "true"]
    return [
        Peer("handbook", ours, "wizard", ASK, own),
        Peer("by Voila", ["PORT" if part == "0" else part for part in command(0, walk)], "wizard", ASK, own),
        Peer("Streamlit", [*streamlit, "--browser.gatherUsageStats", "false"], "", ASK, labels),
        Peer("Panel", [python, "-m", "panel", "serve", "p.py", "--port", "PORT"], "p", ASK, labels),
        Peer("stock Voila", voila, "", ASK, radios),
    ]


@contextmanager
def served(peer, folder):
    """The address of an app that answers."""
    port = str(free_port())
    with (folder / "log").open("ab") as log:
        command = [port if part == "PORT" else part for part in peer.command]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment())
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}/{peer.path}"
    finally:
        process.kill()
        process.wait()


def environment():
    """The environment of every app: ours from the source, and no database."""
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "GUIDE_DATABASE": "off"}


def visit(page, peer, address):
    """Milliseconds to the first text, the control, the answer to the first click, and of later clicks in the middle."""
    start = time.perf_counter()
    lap = lambda: 1000 * (time.perf_counter() - start)  # noqa: E731
    page.goto(address, wait_until="commit")
    page.get_by_text(peer.first).first.wait_for()
    text = lap()
    control = page.locator(peer.clicks[0][0]).first
    control.wait_for(state="visible")
    shown = lap()
    control.click()
    page.get_by_text(peer.clicks[0][1]).first.wait_for()
    taken, later = lap(), []
    for what, answer in peer.clicks[1:]:
        page.wait_for_timeout(700)
        page.evaluate("(text) => await_(text)", answer)
        page.locator(what).first.click()
        page.wait_for_function("() => window.took !== null")
        later.append(page.evaluate("took"))
    return text, shown, taken, statistics.median(later)


def round_of(browser, peer, address):
    """A first and a second visit in a fresh browser, each with its requests and kilobytes."""
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(STOPWATCH)
    results = []
    for _ in range(2):
        page, requests, size = context.new_page(), [], []
        page.on("request", lambda one, seen=requests: seen.append(one.url))
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda one, seen=size: seen.append(one["encodedDataLength"]))
        times = visit(page, peer, address)
        results.append((*times, len([u for u in requests if not u.startswith(("data:", "blob:"))]), sum(size) / 1000))
        page.close()
    context.close()
    return results


def main(python, rounds=5):
    """Measure, and print a table."""
    shell = next(iter(Path("/usr/lib/chromium").glob("chromium-headless-shell")), Path("/usr/bin/chromium"))
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack, sync_playwright() as play:
        folder = Path(made)
        apps = [(peer, stack.enter_context(served(peer, folder))) for peer in peers(folder, python)]
        browser = play.chromium.launch(executable_path=str(shell), args=["--no-sandbox"])
        seen = {peer.name: [] for peer, _ in apps}
        for _ in range(rounds + 1):
            for peer, address in apps:
                seen[peer.name].append(round_of(browser, peer, address))
        browser.close()
    print(f"{'':12} {'visit':6} {'text':>6} {'form':>6} {'taken':>6} {'click':>6} {'requests':>8} {'kB':>6}")
    for name, found in seen.items():
        for n, which in enumerate(("first", "second")):
            middle = [statistics.median(one[n][k] for one in found[1:]) for k in range(6)]
            print(f"{name:12} {which:6} " + " ".join(f"{value:6.0f}" for value in middle[:4])
                  + f" {middle[4]:8.0f} {middle[5]:6.0f}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
