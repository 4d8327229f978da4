"""Two servers with one database behind a balancer: one is killed in the middle of a walk, then a rolling update.

Run it with `python benchmarks/faults/two_servers.py`; it needs PostgreSQL, HAProxy and Chromium. The balancer keeps a
browser on its server by a cookie, asks `/healthz`, and sends it elsewhere once its server is gone.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from databases import postgres  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from webserver import free_port, wait_for  # noqa: E402

from guide.cases.store import Store  # noqa: E402

NAME = "127.0.0.1"
CONFIGURATION = """
defaults
  mode http
  timeout connect 5s
  timeout client 120s
  timeout server 120s
  timeout tunnel 1h
  option redispatch
frontend visitors
  bind 127.0.0.1:{port}
  default_backend handbook
backend handbook
  balance leastconn
  cookie server insert indirect nocache httponly
  option httpchk GET /healthz
  default-server check inter 300ms fall 2 rise 1
  server a 127.0.0.1:{a} cookie a
  server b 127.0.0.1:{b} cookie b
"""


@contextmanager
def running(command, log, **more):
    """A process until the block ends."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, **more)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class House:
    """The servers, the balancer and the database."""

    def __init__(self, folder, address):
        self.folder = folder
        self.env = {**os.environ, "GUIDE_DATABASE": address, "GUIDE_EVIDENCE": str(folder / "evidence"),
                    "PYTHONPATH": str(ROOT)}  # fmt: skip
        self.ports = {"a": free_port(), "b": free_port()}
        self.port = free_port()
        self.servers = {}
        self.stack = ExitStack()

    @property
    def address(self):
        """Where the balancer listens."""
        return f"http://{NAME}:{self.port}"

    def start(self, name, drain=0):
        """Start one server, and wait until it takes visitors."""
        command = [sys.executable, "-m", "guide", "app", "--no-browser", "--port", str(self.ports[name]),
                   "--drain", str(drain)]  # fmt: skip
        self.servers[name] = self.stack.enter_context(running(command, self.folder / f"{name}.log", env=self.env))
        assert wait_for(lambda: healthy(self.ports[name])), (self.folder / f"{name}.log").read_text()

    def balance(self):
        """Start the balancer."""
        path = self.folder / "haproxy.cfg"
        path.write_text(CONFIGURATION.format(port=self.port, **self.ports))
        self.stack.enter_context(running(["haproxy", "-f", str(path)], self.folder / "haproxy.log"))
        assert wait_for(lambda: healthy(self.port))


def healthy(port):
    """Whether a server takes visitors."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://{NAME}:{port}/healthz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def server_of(context):
    """The server that a browser is kept on."""
    return next(c["value"] for c in context.cookies() if c["name"] == "server")


def walk(page, address):
    """From the first page into a case with an answer more than the first."""
    page.goto(f"{address}/wizard#start=signed")
    expect(page.locator("#walk-q")).to_be_visible()
    page.locator('[data-arg="details details.right"]').first.click()
    expect(page.locator("[data-arg^=people]").first).to_be_visible()
    code = page.wait_for_function("() => sessionStorage.getItem('guide.code')").json_value()
    return code, page.locator("#walk-q").inner_text()


def come_back(page, asked):
    """A page whose server is gone says so, and by its one button stands again where it was."""
    start = time.monotonic()
    expect(page.locator("#g-gone")).to_be_visible()
    page.locator("#g-gone [data-reload]").click()
    expect(page.locator("#walk-q")).to_have_text(asked)
    expect(page.locator("#g-gone")).to_be_hidden()
    return time.monotonic() - start


def main():
    """Walk, kill, walk on; then renew both servers under a page that is open."""
    programs = [shutil.which("haproxy")]
    assert all(programs), "HAProxy is not installed"
    with tempfile.TemporaryDirectory(prefix="two") as made, postgres() as database, sync_playwright() as play:
        assert database is not None, "PostgreSQL is not installed"
        house = House(Path(made), database.fresh())
        Store(house.env["GUIDE_DATABASE"]).migrate()
        with house.stack:
            for name in house.ports:
                house.start(name, drain=240)
            house.balance()
            shell = next(iter(Path("/usr/lib/chromium").glob("chromium-headless-shell")), Path("/usr/bin/chromium"))
            browser = play.chromium.launch(executable_path=str(shell), args=["--no-sandbox"])
            context = browser.new_context(locale="zh-CN")
            expect.set_options(timeout=120_000)
            page = context.new_page()
            code, asked = walk(page, house.address)
            first = server_of(context)
            house.servers[first].send_signal(signal.SIGKILL)
            seconds = come_back(page, asked)
            second = server_of(context)
            assert (first, second) in (("a", "b"), ("b", "a")), (first, second)
            assert code == page.evaluate("sessionStorage.getItem('guide.code')")
            print(f"killed in mid-walk: the same question on the other server after {seconds:.1f} s")

            house.start(first, drain=240)  # the rolling update: the new one is there, the old one drains
            asked = page.locator("#walk-q").inner_text()
            house.servers[second].send_signal(signal.SIGTERM)
            assert wait_for(lambda: not healthy(house.ports[second]))
            newcomer = browser.new_context(locale="zh-CN")
            walk(newcomer.new_page(), house.address)
            assert first == server_of(newcomer)
            page.locator("[data-arg^=people]").first.click()  # who is there goes on while it drains
            expect(page.locator("#walk-q")).not_to_have_text(asked)
            asked = page.locator("#walk-q").inner_text()
            print("rolling update: newcomers on the new server at once, the open page went on on the old one")
            house.servers[second].send_signal(signal.SIGKILL)  # its patience is at an end
            seconds = come_back(page, asked)
            assert first == server_of(context)
            print(f"and after the end of the old one on the new one, {seconds:.1f} s later")
            browser.close()


if __name__ == "__main__":
    main()
