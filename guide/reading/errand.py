"""Heavy work in a process of its own: it tells what it finds, can be ended at any moment, and its memory goes with it.

On the whole machine half of the processors may be at work of one kind at once, at a lower priority; whoever comes then
waits, a paper for papers and a proof for proofs.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from guide.reading.apart import taken

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager

T = TypeVar("T")
log = logging.getLogger("guide")
_MOMENT = 0.2  # seconds in which nothing new is nothing to worry about
_WAITS, _VALUE, _OVER, _LOST = "waits", "value", "over", "lost"


class ErrandError(Exception):
    """A process that ended before its work was done."""


def kind_and_place(error: BaseException) -> str:
    """An error as a log may hold it: its own words may hold answers."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    line = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
    return f"{type(error).__name__} at {line}"


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """A view of a mapping crosses as the mapping."""
        return (dict, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


# beside it -----------------------------------------------------------------------------


def errand(
    function: Callable[..., Iterator[T]], *args: object, waiting: T, lower: int = 5
) -> Generator[T | None, None, None]:
    """What a function yields, worked out elsewhere; `waiting` while others have their turn, None after a quiet moment.

    To close the iterator is to end the process. What goes there and comes back is never on a disk. Where nobody else
    is served beside it, the priority need not be `lower`.
    """
    command = [sys.executable, "-m", __name__, f"{function.__module__}:{function.__qualname__}", str(lower)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    heard: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    threading.Thread(target=_exchange, args=(process, args, heard), daemon=True).start()
    try:
        while True:
            try:
                what, value = heard.get(timeout=_MOMENT)
            except Empty:
                yield None
                continue
            if what == _OVER:
                return
            if what == _LOST:
                log.error("an errand failed: %s", value)
                raise ErrandError
            yield waiting if what == _WAITS else value
    finally:
        process.kill()
        process.wait()


def _exchange(process: subprocess.Popen[bytes], args: object, heard: SimpleQueue[tuple[str, Any]]) -> None:
    """Hand over what the work needs, then read one message after the other, so that nobody has to wait for the next."""
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        try:
            with process.stdin:
                _Pickler(process.stdin).dump(args)
            while True:
                heard.put(pickle.load(process.stdout))
        except Exception as error:  # half a message, or none
            heard.put((_LOST, kind_and_place(error)))


# in the process ------------------------------------------------------------------------


def main() -> None:
    """Do the work that the command line names, with what comes on standard input."""
    module, _, name = sys.argv[1].partition(":")
    parent, line = os.getppid(), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed gets among the messages
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()

    def tell(what: str, value: object = None) -> None:
        _Pickler(line).dump((what, value))
        line.flush()

    with suppress(AttributeError, OSError):
        os.nice(int(sys.argv[2]))
    try:
        args = pickle.load(sys.stdin.buffer)
        with _turn(name, lambda: tell(_WAITS)):
            for value in getattr(import_module(module), name)(*args):
                tell(_VALUE, value)
        tell(_OVER)
    except Exception as error:
        tell(_LOST, kind_and_place(error))


def _end_with(parent: int) -> None:
    """End when the page that asked has gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _turn(kind: str, wait: Callable[[], None]) -> AbstractContextManager[object]:
    """One of the places for work of a kind, as soon as one is free: who came first has the first."""
    places = range(max(1, (os.cpu_count() or 1) // 2))
    if (ahead := taken(f"errand-{kind}-next")) is None:
        wait()
        ahead = taken(f"errand-{kind}-next", patient=True)
    assert ahead is not None
    with ahead:  # only the first of those who wait looks for a place
        while (place := next(filter(None, (taken(f"errand-{kind}-{n}") for n in places)), None)) is None:
            wait()
            time.sleep(_MOMENT)
    return place


if __name__ == "__main__":
    main()
