"""The app as a process of its own, on a free port: for every test that needs a real server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import nbformat
import psutil

from guide.web.forking import process_name

#: Seconds for which a test waits for what must come. It ends a test that fails; one that passes is as fast as the app,
#: and a machine with other work on all its cores may be twenty times slower than a quiet one.
PATIENCE = 180
#: With this variable every server of the tests marks what its visitors share (see guide.web.immortal).
_IMMORTAL = {"immortal": True} if os.environ.get("GUIDE_IMMORTAL") else {}
_PORTS = 3  # that are tried
_TAKEN = 2  # the exit code of a server whose port is taken

_CODE = (
    "import sys, json; from pathlib import Path; from guide.web import serve; "
    "serve(port=int(sys.argv[1]), open_browser=False, notebooks=Path(sys.argv[2]), **json.loads(sys.argv[3]))"
)


def free_port() -> int:
    """Ask the system for a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(port: int, notebooks: Path, **how: object) -> list[str]:
    """The command line of a server; `how` is passed on to `serve`."""
    return [sys.executable, "-c", _CODE, str(port), str(notebooks), json.dumps(_IMMORTAL | how)]


@contextmanager
def live_app(
    notebooks: Path, *, log: Path | None = None, env: dict[str, str] | None = None, **how: object
) -> Iterator[str]:
    """Serve the folder until the block ends; yields the base address without a slash at the end."""
    log = log or notebooks / "server.log"
    with log.open("wb") as out:
        for _ in range(_PORTS):
            port = free_port()
            server = subprocess.Popen(command(port, notebooks, **how), stdout=out, stderr=out, env=env)
            base = f"http://127.0.0.1:{port}"
            if _is_open(server, base, log):
                break
        try:
            assert server.poll() is None, f"The server ended at once:\n{log.read_text('utf-8')}"
            yield base
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _is_open(server: subprocess.Popen[bytes], base: str, log: Path) -> bool:
    """Wait until a server says that it is open; False if its port was taken. A port that answers may be another's."""
    wait_for(lambda: f"{base}/".encode() in log.read_bytes() or server.poll() is not None)
    return server.poll() != _TAKEN


def kernel_process(kernel_id: str) -> psutil.Process | None:
    """The process of a kernel, or None when it is gone."""
    name = process_name(kernel_id)  # of a fork; any other has its kernel in its command line
    for process in psutil.process_iter(["cmdline", "name", "status"]):
        known = process.info["name"] == name or kernel_id in " ".join(process.info["cmdline"] or ())
        if known and process.info["status"] != psutil.STATUS_ZOMBIE:
            return process
    return None


def nursery_of(kernel_id: str) -> psutil.Process | None:
    """The fork server that a kernel came from, or None where it was started by itself."""
    kernel = kernel_process(kernel_id)
    parent = kernel.parent() if kernel else None
    return parent if parent and "guide.web.nursery" in parent.cmdline() else None


def server_of(kernel_id: str) -> psutil.Process:
    """The server that had a kernel made."""
    return (nursery_of(kernel_id) or kernel_process(kernel_id)).parent()


def wait_for(condition: Callable[[], object]) -> bool:
    """Poll a function without arguments until it is true."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer, errors too."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def write_notebook(folder: Path, name: str, *cells: tuple[str, str]) -> None:
    """Write a notebook from pairs of kind and source; a kind is `zh`, `en`, `code` or empty."""
    made = []
    for kind, source in cells:
        cell = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
        if kind in ("zh", "en"):
            cell.metadata["lang"] = kind
        made.append(cell)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": spec})
    nbformat.write(notebook, folder / f"{name}.ipynb")
