"""What one visitor costs in memory of their own (USS): after the page, and after thirty answers, beside others.

    python benchmarks/visitor.py [VISITORS [ANSWERS]]

On CPython 3.12 and 3.13 all is done twice, without and with `--immortal`. Printed are medians. Needs Chromium.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests" / "support")]

import psutil  # noqa: E402
from browsers import browser as program  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from webserver import kernel_process, live_app, nursery_of  # noqa: E402

from guide.web.immortal import is_possible  # noqa: E402

APART = 600  # milliseconds: an act done again sooner is a double click
#: Takes one of the answers that are shown, another each time, or goes back where there is none; gives what it asked.
TAKE = """(turn) => {
  const shown = (one) => one.checkVisibility() && !one.disabled;
  const answers = [...document.querySelectorAll("[data-act=answer]")].filter(shown);
  window.asked = answers.map((one) => one.dataset.arg).join(" ");
  const taken = answers.length ? answers[turn % answers.length] : document.querySelector("[data-act=back]");
  taken.click();
}"""
CHANGED = """() => {
  const shown = (one) => one.checkVisibility() && !one.disabled;
  const answers = [...document.querySelectorAll("[data-act=answer]")].filter(shown);
  return answers.map((one) => one.dataset.arg).join(" ") !== window.asked;
}"""


def own(process: psutil.Process) -> float:
    """The megabytes of a process that no other has."""
    return process.memory_full_info().uss / 1e6


def measure(visitors: int, answers: int, immortal: bool) -> str:
    """A line about a server with or without the option."""
    env = {**os.environ, "GUIDE_DATABASE": "off"}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play, live_app(
        ROOT / "notebooks", log=Path(folder) / "log", env=env, immortal=immortal
    ) as base:  # fmt: skip
        browser = play.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        pages, kernels = [], []
        for _ in range(visitors):
            pages.append(browser.new_context(locale="zh-CN").new_page())
            pages[-1].set_default_timeout(180_000)
            pages[-1].goto(f"{base}/wizard")
            pages[-1].locator('[data-arg="start signed"]').wait_for()
            known = json.loads(pages[-1].locator("#jupyter-config-data").text_content())
            kernels.append(kernel_process(known["kernelId"]))
            nursery = nursery_of(known["kernelId"])
        before = median(map(own, kernels))
        for page in pages:
            for turn in range(answers):
                page.wait_for_timeout(APART)
                page.evaluate(TAKE, turn)
                page.wait_for_function(CHANGED)
        after = median(map(own, kernels))
        whole = nursery.memory_info().rss / 1e6
        browser.close()
    return f"{before:.1f} MB after the page, {after:.1f} after {answers} answers; the fork server {whole:.0f}"


def main(visitors: int = 3, answers: int = 30) -> None:
    """Measure and print."""
    for immortal in (False, True) if is_possible() else (False,):
        version = ".".join(map(str, sys.version_info[:3]))
        print(
            f"Python {version}, {'with' if immortal else 'without'}: {measure(visitors, answers, immortal)}", flush=True
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
