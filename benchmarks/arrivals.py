"""Many people at once: first as clients that only fetch and send what a page does, then as contexts of one Chromium.

Run it with `python benchmarks/arrivals.py [COUNT [AT_ONCE]] [--served]`. Everybody opens the walk and answers. Printed
for both: seconds until the form is there and until the first answer is taken, the memory of a visitor's process that is
its own (USS), and processor time for each arrival, by who took it. The first line is what serving costs; in the second
Chromium (`make browser`) draws every page on the same machine. `--served` leaves the second out.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests" / "support")]

import psutil  # noqa: E402
from browsers import browser as program  # noqa: E402
from callers import kernel_of  # noqa: E402
from jupyter_client.session import Session  # noqa: E402
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1  # noqa: E402
from playwright.async_api import Browser, async_playwright  # noqa: E402
from tornado.httpclient import AsyncHTTPClient, HTTPRequest  # noqa: E402
from tornado.websocket import websocket_connect  # noqa: E402
from webserver import kernel_process, live_app, server_of  # noqa: E402

ANSWER, NEXT = "start signed", "details details.right"
STATE = re.compile(r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', re.S)
FILES = re.compile(r'(?:src|href)="(/assets/[^"]+)"')
FRAMING = "v1.kernel.websocket.jupyter.org"
PATIENCE = 600  # seconds


class Arrival(NamedTuple):
    """One who came: seconds to the form and to the next question; megabytes and processor time of their process."""

    form: float
    answered: float
    own: float
    kernel: float


async def served(base: str) -> Arrival:
    """Fetch the page and its files, open the line, answer, and hear the next question."""
    client, start = AsyncHTTPClient(), time.perf_counter()
    page = await client.fetch(f"{base}/wizard", request_timeout=PATIENCE)
    text = page.body.decode()
    await asyncio.gather(*(client.fetch(base + each, request_timeout=PATIENCE) for each in set(FILES.findall(text))))
    form = time.perf_counter() - start
    kernel, states = kernel_of(text), json.loads(STATE.search(text)[1])
    asks = next(id_ for id_, state in states.items() if f'data-arg="{ANSWER}"' in state.get("html", ""))
    cookies = "; ".join(each.split(";")[0] for each in page.headers.get_list("Set-Cookie"))
    way = f"ws{base[4:]}/api/kernels/{kernel}/channels?session_id=x"
    asked = HTTPRequest(way, headers={"Cookie": cookies, "Origin": base})
    line = await websocket_connect(asked, subprotocols=[FRAMING])
    session = Session()
    data = {"method": "custom", "content": {"act": "answer", "arg": ANSWER}}
    said = session.msg("comm_msg", {"comm_id": asks, "data": data})
    await line.write_message(serialize_msg_to_ws_v1(said, "shell", session.pack), binary=True)
    while NEXT.encode() not in await line.read_message():
        pass
    arrival = arrived(start, form, kernel)
    line.close()
    return arrival


async def drawn(base: str, browser: Browser) -> Arrival:
    """Open the page in a context of its own, and answer."""
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    start = time.perf_counter()
    await page.goto(f"{base}/wizard", wait_until="commit")
    await page.locator(f'[data-act=answer][data-arg="{ANSWER}"]').wait_for()
    form = time.perf_counter() - start
    await page.locator(f'[data-act=answer][data-arg="{ANSWER}"]').click()
    await page.locator(f'[data-arg="{NEXT}"]').wait_for()
    arrival = arrived(start, form, json.loads(await page.locator("#jupyter-config-data").text_content())["kernelId"])
    await context.close()
    return arrival


def arrived(start: float, form: float, kernel: str) -> Arrival:
    """What an arrival took, now that its answer is there."""
    process = kernel_process(kernel)
    return Arrival(form, time.perf_counter() - start, process.memory_full_info().uss / 1e6, taken(process))


def taken(*processes: psutil.Process) -> float:
    """Processor time of processes, and of those under them that have ended."""
    whole = 0.0
    for process in processes:
        with suppress(psutil.Error):
            whole += sum(process.cpu_times()[:4])
    return whole


def below(process: psutil.Process, *names: str) -> list[psutil.Process]:
    """The processes under one whose names begin so."""
    found = []
    for each in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a page that was just closed
            if each.name().startswith(names):
                found.append(each)
    return found


async def measure(what: str, count: int, at_once: int, come: Callable[[], Awaitable[Arrival]], **who: object) -> None:
    """So many people, at most so many of them at once; `who` has the processes whose time is told."""
    room, start = asyncio.Semaphore(at_once), time.perf_counter()
    before = {name: taken(*found()) for name, found in who.items()}

    async def enter() -> Arrival:
        async with room:
            return await come()

    people = await asyncio.gather(*(enter() for _ in range(count)))
    whole = time.perf_counter() - start
    cost = {name: taken(*found()) - before[name] for name, found in who.items()}
    form, answered, own, kernel = (sorted(each) for each in zip(*people, strict=True))
    costs = ", ".join(f"{name} {1000 * each / count:.0f}" for name, each in cost.items())
    print(f"{what}: {count} people, {at_once} at once, {whole:.0f} s; form after {median(form):.1f} s in the middle, "
          f"{form[-1]:.1f} at last; first answer taken after {median(answered):.1f} and {answered[-1]:.1f}; "
          f"{median(own):.1f} MB each; processor time an arrival: {costs}, kernel {1000 * median(kernel):.0f} ms",
          flush=True)  # fmt: skip


async def run(base: str, count: int, at_once: int, only_served: bool) -> None:
    """Both, one after the other."""
    AsyncHTTPClient.configure(None, max_clients=2 * count)
    page = await AsyncHTTPClient().fetch(f"{base}/wizard", request_timeout=PATIENCE)  # the first compiles templates
    server = server_of(kernel_of(page.body.decode()))
    forks = server.children()[:1]
    who = {"server": lambda: [server], "fork server": lambda: forks}
    await measure("served", count, at_once, lambda: served(base), **who)
    if only_served:
        return
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        who["browser"] = lambda: below(psutil.Process(), "chrom", "headless")
        await measure("drawn", count, at_once, lambda: drawn(base, browser), **who)
        await browser.close()


def main(*given: str) -> None:
    """Serve, and measure."""
    count, at_once, *_ = *(int(each) for each in given if each.isdigit()), 0, 0
    count = count or 50
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GUIDE_DATABASE": "off"}
        with live_app(ROOT / "notebooks", log=Path(folder) / "log", env=env) as base:
            asyncio.run(run(base, count, at_once or count, "--served" in given))


if __name__ == "__main__":
    main(*sys.argv[1:])
