"""Many arrivals at once, with memory before and after; and every process of the server killed in the middle of one.

Run it with `python benchmarks/faults/arrivals.py [50 200]` on Linux. An arrival is good if it is a whole page, or a
calm sentence that asks to come again. Memory that several processes share is counted once (PSS).
"""

import json
import os
import re
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from threading import Timer
from typing import NamedTuple
from urllib.error import HTTPError

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from webserver import kernel_process, live_app, wait_for  # noqa: E402

KERNEL = re.compile(r'id="jupyter-config-data"[^>]*>(.*?)</script>')
MOMENTS = range(0, 400, 20)  # milliseconds after which everything is killed
SORRY = {429, 500, 503}  # each a page in our own frame


class Arrival(NamedTuple):
    """One browser that came: how long its page took, what it got, and the way to say goodbye."""

    seconds: float
    status: int
    page: str
    jar: CookieJar

    @property
    def kernel(self) -> str:
        """The kernel of a whole page; empty where it is a sentence."""
        found, is_whole = KERNEL.search(self.page), "g-broken" not in self.page and "widget-state+json" in self.page
        return json.loads(found[1])["kernelId"] if found and is_whole else ""


def arrive(base: str) -> Arrival:
    """Open the walk with a browser of its own."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    start = time.perf_counter()
    try:
        with opener.open(f"{base}/wizard", timeout=600) as answer:
            status, page = answer.status, answer.read().decode()
    except HTTPError as answer:
        status, page = answer.code, answer.read().decode()
    arrival = Arrival(time.perf_counter() - start, status, page, jar)
    assert arrival.kernel or status in SORRY or 'class="g-broken"' in page, f"{status}: neither a page nor a sentence"
    return arrival


def leave(base: str, arrival: Arrival) -> None:
    """Say goodbye, as a page does that is closed."""
    token = next(cookie.value for cookie in arrival.jar if cookie.name == "_xsrf")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(arrival.jar))
    with suppress(HTTPError):  # gone already
        opener.open(f"{base}/voila/api/shutdown/{arrival.kernel}", f"_xsrf={token}".encode(), 60)


def kernels() -> list[psutil.Process]:
    """The kernels of this server; a fork is named after its kernel."""
    return [p for p in psutil.Process().children(recursive=True) if p.name().startswith("guide-")]


def memory() -> float:
    """Megabytes of the server and all that it started."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / 1e6


def many(base: str, count: int) -> None:
    """So many at once, then all of them leave."""
    before = memory()
    with ThreadPoolExecutor(count) as pool:
        arrivals = list(pool.map(lambda _: arrive(base), range(count)))
    whole = [one for one in arrivals if one.kernel]
    times = sorted(one.seconds for one in whole)
    held = memory()
    print(f"{count:4} at once: {len(whole)} pages, {count - len(whole)} asked to wait; median {median(times):.1f} s, "
          f"last {times[-1]:.1f} s; {(held - before) / max(1, len(whole)):.1f} MB each", flush=True)  # fmt: skip
    for one in whole:
        leave(base, one)
    assert wait_for(lambda: not any(kernel_process(one.kernel) for one in whole)), "a kernel outlived its page"
    print(f"     closed: {held:.0f} MB before, {memory():.0f} MB after; {before:.0f} MB at first", flush=True)


def killed(base: str) -> None:
    """All kernels, the waiting one among them, killed at every moment of an arrival; then one after the other comes.

    The next may get a page whose kernel was killed half-way, which is a sentence; the one after it is whole.
    """
    sentences = [0, 0]
    for moment in MOMENTS:
        timer = Timer(moment / 1000, lambda: [process.kill() for process in kernels()])
        timer.start()
        arrival = arrive(base)
        timer.join()
        late, after = arrive(base), arrive(base)
        sentences = [n + (not one.kernel) for n, one in zip(sentences, (arrival, late), strict=True)]
        assert after.kernel, f"after a kill at {moment} ms: {after.status}"
        for one in (late, after):
            leave(base, one)
    print(f"killed at {len(MOMENTS)} moments of an arrival: {sentences[0]} of these got a calm sentence, "
          f"{sentences[1]} of the next, none of those after", flush=True)  # fmt: skip


def main(*counts: int) -> None:
    """Run both."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GUIDE_DATABASE": "off"}
        with live_app(ROOT / "notebooks", log=Path(folder) / "log", env=env) as base:
            leave(base, arrive(base))
            killed(base)
            for count in counts:
                many(base, count)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or (50, 200)))
