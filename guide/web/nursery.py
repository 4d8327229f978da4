"""The fork server: all that a kernel loads is loaded once in here, and each visitor's kernel is a fork of it.

One thread, no socket of Jupyter and no database: a fork must inherit nothing that is in use. Linux only; elsewhere, and
while this process is away, kernels are started as Jupyter starts them.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import random
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

from guide.web import ceiling
from guide.web.immortal import IMMORTAL, mark_everything
from guide.web.kernel_process import prompt, without_debugger

#: Modules that a kernel would load after its fork, each visitor's for itself.
_LATE = (
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect",
    "IPython.display", "IPython.extensions.storemagic", "faulthandler", "ipykernel.debugger",
    "tornado.platform.asyncio", "zmq.eventloop.zmqstream", "guide.cases.store.database",
)  # fmt: skip


class _WithoutModules:
    """The module `sys` without its list of modules. A new kernel notes the file of each for a debugger, and a fork that
    touches them all copies 2 MB of what is shared.
    """

    modules: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def _log_to_server() -> None:
    """Let what kernels log stand in the server's log: a kernel sends all it prints to the browser, errors too."""
    handler = logging.StreamHandler(os.fdopen(os.dup(2), "w", encoding="utf-8"))
    handler.setFormatter(logging.Formatter("[%(levelname).1s %(asctime)s %(name)s] %(message)s"))
    logging.getLogger("guide").addHandler(handler)


def _load() -> Any:
    """Jupyter's application for kernels, as far as it goes without a connection, and the pages of a buyer once."""
    without_debugger()
    from importlib import import_module

    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp

    from guide.ui.registry import warm_up

    for name in _LATE:
        import_module(name)
    vars(ipkernel)["sys"] = _WithoutModules()
    app: Any = IPKernelApp.instance(kernel_class=prompt())
    super(IPKernelApp, app).initialize(["--IPKernelApp.transport=ipc", "--HistoryManager.enabled=False"])
    app.init_pdb()
    warm_up()
    return app


def _end_with(server: int) -> None:
    """End this process when the server has ended, however it did."""
    poller = select.poll()
    poller.register(server, select.POLLIN)

    def wait() -> None:
        poller.poll()
        os._exit(1)

    threading.Thread(target=wait, name="server", daemon=True).start()


def _become_kernel(app: Any, job: dict[str, Any], server: int) -> None:
    os.setsid()
    for signum, handler in ((signal.SIGCHLD, signal.SIG_DFL), (signal.SIGINT, signal.default_int_handler)):
        signal.signal(signum, handler)
    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    Path("/proc/self/comm").write_text(job["name"])
    random.seed()
    ceiling.lower()
    app.connection_file = job["connection"]
    app.init_connection_file()
    app.init_sockets()
    app.shell_channel_thread = None  # a page has no subshells, for which each message would change threads
    app.init_heartbeat()
    app.write_connection_file()
    for step in ("io", "signal", "kernel", "path", "shell", "extensions", "code"):
        getattr(app, f"init_{step}")()
    _end_with(server)
    app.start()


def _fork(app: Any, job: dict[str, Any], line: socket.socket, server: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        line.close()
        gc.enable()
        _become_kernel(app, job, server)
    finally:
        os._exit(1)


def main() -> None:
    """Fork a kernel for each line that asks for one, until the server hangs up."""
    line, server = socket.socket(fileno=int(sys.argv[1])), os.pidfd_open(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how a kernel has ended
    _log_to_server()
    app = _load()
    assert threading.active_count() == 1, "a fork copies one thread only"
    gc.collect()
    gc.disable()
    if IMMORTAL in sys.argv:
        mark_everything()
    gc.freeze()  # a collection in a fork would write to all that is shared
    line.sendall(b"\n")
    for text in os.fdopen(line.fileno(), encoding="utf-8", closefd=False):  # `makefile` would keep it open in a fork
        job = json.loads(text)
        line.sendall(b"%d\n" % _fork(app, job, line, server))


if __name__ == "__main__":
    main()
