"""`guide app` and `guide lab`: the handbook in a browser, and its chapters in JupyterLab."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from guide.book.notices import Notice
from guide.commands.shared import FINE, RefusedError, command, take
from guide.commands.usage import UnusableError


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise UnusableError(Notice("cli.usage.port", said=text))


@command(
    "app",
    "open the handbook in a browser",
    take("--port", type=_port, default=8866, metavar="N", help="the port to listen on (8866)"),
    take("--host", default="127.0.0.1", metavar="H", help="the address to listen on (127.0.0.1)"),
    take("--no-browser", action="store_true", help="only print the address"),
    take(
        "--name", action="append", default=[], metavar="HOST", help="a host name under which it is reached; repeat it"
    ),
    take("--team", action=argparse.BooleanOptionalAction, help="open the rules and the desk (only on this machine)"),
    take("--visitors", type=int, default=0, metavar="N", help="how many at once (as many as the memory holds)"),
    take("--drain", type=int, default=0, metavar="S", help="seconds to wait for the last visitor when ended (0)"),
    take("--accounts", action="store_true", help="believe a proxy on this machine who somebody is"),
    take("--immortal", action="store_true", help="less memory a visitor (only CPython 3.12 and 3.13, on Linux)"),
)
def _app(args: argparse.Namespace) -> int:
    from guide.web import serve

    if args.immortal:
        from guide.web.immortal import is_possible

        if not is_possible():
            raise RefusedError(Notice("cli.app.immortal"))
    serve(port=args.port, open_browser=not args.no_browser, host=args.host, names=args.name, team=args.team,
          visitors=args.visitors, patience=args.drain, accounts=args.accounts, immortal=args.immortal)  # fmt: skip
    return FINE


@command(
    "lab",
    "open the chapters, the folder notebooks/ of this copy, in JupyterLab on this machine",
    take("--port", type=_port, default=8888, metavar="N", help="the port to listen on (8888, or the next free one)"),
    take("--no-browser", action="store_true", help="only print the address, http://localhost:N/lab with its token"),
)
def _lab(args: argparse.Namespace) -> NoReturn:
    if find_spec("jupyterlab") is None:
        raise RefusedError(Notice("cli.lab.none"))
    folder = Path(__file__).parents[2] / "notebooks"
    if not folder.is_dir():
        raise RefusedError(Notice("cli.lab.folder"), folder)
    command = [sys.executable, "-m", "jupyterlab", str(folder)]
    command += [f"--port={args.port}"]
    command += ["--no-browser"] if args.no_browser else []
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in a container
    sys.stdout.flush()
    os.execv(sys.executable, command)
