"""Whether the server takes more visitors, for a balancer that asks, and its quiet end."""

import asyncio
import signal
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop

from guide.cases.store import StoreError
from guide.cases.store.location import OFF, address, open_store
from guide.web.frame import Framed

if TYPE_CHECKING:
    from guide.web.visitors import Arrivals

_KEPT = 5  # seconds for which an answer about the database holds
_NOBODY = "0" * 64  # the key of no case
_PAUSE = 0.5  # seconds between two looks whether the last visitor has left


class Database:
    """Whether the database answers, asked at most every few seconds, beside the event loop."""

    def __init__(self) -> None:
        self._store = open_store(address()) if address() != OFF else None
        self._asked, self._answer = -float(_KEPT), "off"

    async def state(self) -> str:
        """`ok`, `off`, or the reason of a StoreError."""
        if self._store is not None and time.monotonic() - self._asked > _KEPT:
            self._answer = await asyncio.to_thread(self._ask)
            self._asked = time.monotonic()
        return self._answer

    def _ask(self) -> str:
        assert self._store is not None
        try:
            self._store.read(_NOBODY)
        except StoreError as error:
            return error.reason
        return "ok"


class Health(Framed, JupyterHandler):
    """For a balancer: 200 while more visitors may come, otherwise 503; it says nothing about anybody."""

    def check_host(self) -> bool:
        """A balancer asks under any name."""
        return True

    @allow_unauthenticated  # a balancer has no name
    async def get(self) -> None:
        """Tell the number of visitors, whether there is room, and whether the database answers."""
        arrivals: Arrivals = self.settings["guide_arrivals"]
        visitors = len(self.kernel_manager)
        database = await self.settings["guide_database"].state()
        room = visitors < arrivals.most and not arrivals.closing
        self.set_status(HTTPStatus.OK if room and database in ("ok", "off") else HTTPStatus.SERVICE_UNAVAILABLE)
        self.set_header("Cache-Control", "no-store")
        self.finish({"visitors": visitors, "room": room, "closing": arrivals.closing, "database": database})

    head = get


def drain_on_term(loop: IOLoop, arrivals: "Arrivals", kernels: Any, seconds: int) -> None:
    """On SIGTERM take no more visitors, wait for the last one to leave, at most so long, and stop."""

    async def drain() -> None:
        arrivals.closing = True
        until = time.monotonic() + seconds
        while time.monotonic() < until and any(kernels.lines.values()):
            await asyncio.sleep(_PAUSE)
        loop.stop()

    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda *_: loop.add_callback_from_signal(lambda: loop.spawn_callback(drain)))
