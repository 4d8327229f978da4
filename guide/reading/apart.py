"""Work on strangers' files in a process of its own: without rights, bounded, one at a time on the whole machine.

A decoder is large, old and written in C, so a crafted file may do anything to it. In such a process there is nothing
to reach: it is given bytes and gives bytes back, and after its modules are loaded it can open no file and no socket.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = 800_000_000  # bytes of data in such a process; a picture of 50 megapixels takes 0.5 of it
SECONDS = 30  # for one file
_ALTOGETHER = 300  # seconds of processor time in one process, should its parent be gone
_WAIT = 60  # seconds for one's turn
_KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV"})


class ApartError(Exception):
    """A process that was ended or crashed."""


class NoTurnError(ApartError):
    """A minute of waiting in which others had their turn."""


# in the process ------------------------------------------------------------------------


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer each message on standard input, without rights, until there is no more."""
    _renounce()
    while (message := _receive(sys.stdin.buffer)) is not None:
        _send(sys.stdout.buffer, answer(message))


def _renounce() -> None:
    """Give up what no decoder needs: files, sockets, more memory, more time. Standard streams stay open.

    On a system without such limits (Windows) nothing is given up.
    """
    try:
        import resource
    except ImportError:
        return
    bounds = {resource.RLIMIT_DATA: MEMORY, resource.RLIMIT_CPU: _ALTOGETHER, resource.RLIMIT_FSIZE: 0,
              resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 0}  # fmt: skip
    for name, most in bounds.items():
        resource.setrlimit(name, (most, most))


# beside it -----------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """The environment of such a process: none of our settings is in it, so it knows no address of a database."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}


class Apart:
    """A module that serves in a process of its own, begun with the first message, and again after it was ended."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._turn = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, message: bytes) -> bytes:
        """The answer to a message; ApartError if the process crashed, took longer than `SECONDS`, or has no turn."""
        process = self._process = self._process or self._begin()
        assert process.stdin is not None
        assert process.stdout is not None
        end = threading.Timer(SECONDS, process.kill)
        end.start()
        try:
            _send(process.stdin, message)
            answer = _receive(process.stdout)
        except OSError:
            answer = None
        finally:
            end.cancel()
        if answer is None:
            self.close()
            raise ApartError
        return answer

    def close(self) -> None:
        """End the process, and give the turn to others."""
        self._turn.close()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _begin(self) -> subprocess.Popen[bytes]:
        self._turn.enter_context(_turn())
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-m", self._module], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment()
        )


@contextmanager
def apart(module: str) -> Iterator[Apart]:
    """A process for the files that come together; on the whole machine one at a time is at work."""
    with closing(Apart(module)) as process:
        yield process


@contextmanager
def _turn() -> Iterator[None]:
    """Hold the one place for such work."""
    until = time.monotonic() + _WAIT
    while (place := taken("apart")) is None:
        if time.monotonic() > until:
            raise NoTurnError
        time.sleep(0.02)
    with place:
        yield


def taken(name: str, *, patient: bool = False) -> AbstractContextManager[object] | None:
    """A place on this machine, if it is free; a process that ends gives it back by itself.

    Whoever is patient waits for it: the system lets them in as they came.
    """
    try:
        import fcntl
    except ImportError:
        return nullcontext()
    path = Path(tempfile.gettempdir()) / f"guide-{name}-{os.getuid()}"
    place = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "rb")
    try:
        fcntl.flock(place, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
    except BlockingIOError:
        place.close()
        return None
    return place


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None where the other side is gone."""
    head = pipe.read(8)
    message = pipe.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
    return message if len(head) == 8 and len(message) == int.from_bytes(head, "big") else None
