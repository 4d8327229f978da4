"""How long other visitors wait while one floods their line: small, large, refused and malformed messages.

Run it with `python benchmarks/faults/flood.py`. Printed is the time of a `kernel_info` round trip of a calm visitor,
before and during each flood; the aim is 300 ms.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from tornado.httpclient import HTTPRequest  # noqa: E402
from tornado.websocket import websocket_connect  # noqa: E402
from webserver import live_app, write_notebook  # noqa: E402

FORGED = json.dumps({"header": {"msg_type": "x" * 100_000}, "channel": "shell"})
FLOODS = {
    "small": "{}",
    "large": "x" * 3_900_000,
    "refused": FORGED,
    "malformed": "[" * 100_000,
}


def visit(base):
    """The kernel and the cookies of a page of one's own."""
    with urllib.request.urlopen(f"{base}/start", timeout=180) as answer:
        page, cookies = answer.read().decode(), SimpleCookie()
        for each in answer.headers.get_all("Set-Cookie"):
            cookies.load(each)
    kernel = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page)[1])["kernelId"]
    return kernel, "; ".join(f"{name}={one.value}" for name, one in cookies.items())


def line(base, kernel, cookies):
    """A line to a kernel."""
    address = f"ws{base[4:]}/api/kernels/{kernel}/channels?session_id=x"
    return websocket_connect(HTTPRequest(address, headers={"Cookie": cookies, "Origin": base}))


async def calm(connection, seconds):
    """The milliseconds of round trips of a calm visitor, one after the other."""
    header = {"msg_type": "kernel_info_request", "session": "x", "username": "", "version": "5.3", "date": ""}
    ask = {"parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"}
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.perf_counter()
        await connection.write_message(json.dumps({**ask, "header": {**header, "msg_id": uuid4().hex}}))
        while json.loads(await connection.read_message())["msg_type"] != "kernel_info_reply":
            pass
        times.append(1000 * (time.perf_counter() - start))
        await asyncio.sleep(0.02)
    return times


async def flood(base, kernel, cookies, message, until):
    """Send as fast as the line takes it; a new line whenever one is ended."""
    while time.monotonic() < until:
        try:
            connection = await line(base, kernel, cookies)
            while time.monotonic() < until:
                await connection.write_message(message)
        except Exception:
            await asyncio.sleep(0)


async def main(base):
    """Measure before and during each flood."""
    mine, other = visit(base), visit(base)
    quiet = await line(base, *mine)
    times = await calm(quiet, 3)
    tell("before", times)
    for name in FLOODS:
        process = subprocess.Popen([sys.executable, __file__, base, *other, name])
        await asyncio.sleep(0.5)
        times = await calm(quiet, 5)
        process.kill()
        process.wait()
        tell(name, times)


def tell(name, times):
    """Print one line."""
    *_, most = quantiles(times, n=20)
    print(f"{name:10} median {median(times):6.0f} ms, p95 {most:6.0f} ms, {len(times)} asked", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(flood(*sys.argv[1:4], FLOODS[sys.argv[4]], time.monotonic() + 60))
    else:
        with tempfile.TemporaryDirectory() as made:
            write_notebook(Path(made), "00_start", ("zh", "# 这一页"), ("code", "1"))
            with live_app(Path(made), env={**os.environ, "GUIDE_DATABASE": "off"}) as base:
                asyncio.run(main(base))
                print(f"log: {(Path(made) / 'server.log').stat().st_size // 1000} kB")
