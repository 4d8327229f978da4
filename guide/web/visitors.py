"""A visitor and the process behind their page: whose it is, under which names we answer, and how much at once."""

import asyncio
import ipaddress
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from guide.web.forking import CAN_FORK

_COOKIE = "guide-visitor"
#: What a page sends; nothing else reaches a kernel. In particular no code, and no order to shut down.
MESSAGES = ["comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request"]
#: Bytes of memory to reckon with for each process, its part of what is shared included (docs/deploy.md): one that is
#: started by itself, a fork, and a fork with --immortal.
_SPAWNED, _FORKED, _IMMORTAL = 45_000_000, 34_000_000, 20_000_000
_SHARE = 0.7  # of the machine's memory
_TURN = 5  # seconds after which the next page is begun, whatever keeps this one
_ADDRESSES = 10_000  # that are kept before those who have not come lately are forgotten


class Budget:
    """A number of units that may be spent at once, and how many come back each second."""

    def __init__(self, most: float, refill: float) -> None:
        self.most, self.refill = most, refill
        self.left, self.since = most, time.monotonic()

    @property
    def is_full(self) -> bool:
        """Whether nothing is spent of it: it is as good as a new one."""
        self._refill()
        return self.left >= self.most

    def _refill(self) -> None:
        now = time.monotonic()
        self.left = min(self.most, self.left + (now - self.since) * self.refill)
        self.since = now

    def spend(self, units: float) -> bool:
        """Take units; False if there are too few."""
        self._refill()
        if units > self.left:
            return False
        self.left -= units
        return True


class Allowance:
    """What one visitor may send at once: a file of 50 MB in its pieces, or many quick answers; and how often a line."""

    def __init__(self) -> None:
        self.messages, self.bytes, self.lines = Budget(600, 40), Budget(120_000_000, 4_000_000), Budget(20, 0.5)


class Arrivals:
    """How many visitors there may be at once, and how fast one address may open pages."""

    def __init__(self, most: int) -> None:
        self.most, self.closing, self.waiting = most, False, 0
        self._budgets: dict[str, Budget] = {}
        self._kept = _ADDRESSES
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """As many pages are built at once as there are processors, in the order in which people came: of fifty who come
        together half are served before the others, and not all of them slowly. A page that takes long waits for nobody,
        and nobody for it.
        """
        loop = asyncio.get_running_loop()
        self.waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting -= 1
        over = loop.call_later(_TURN, self._turns.release)
        try:
            yield
        finally:
            if loop.time() < over.when():
                over.cancel()
                self._turns.release()

    def refused(self, kernels: int, address: str) -> HTTPStatus | None:
        """The status that refuses one more page, or None. A proxy on this machine has its own limits."""
        if kernels + self.waiting >= self.most or self.closing:
            return HTTPStatus.SERVICE_UNAVAILABLE
        if is_loopback(address):
            return None
        if len(self._budgets) > self._kept:
            self._budgets = {each: budget for each, budget in self._budgets.items() if not budget.is_full}
            self._kept = max(_ADDRESSES, 2 * len(self._budgets))  # the next look is not at the next arrival
        budget = self._budgets.setdefault(address, Budget(60, 1))
        return None if budget.spend(1) else HTTPStatus.TOO_MANY_REQUESTS


def most_visitors(*, immortal: bool = False) -> int:
    """As many processes as this machine's memory has room for; 200 where that is not known."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 200
    a_visitor = (_IMMORTAL if immortal else _FORKED) if CAN_FORK else _SPAWNED
    return max(4, int(memory * _SHARE) // a_visitor)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_known(host: str, names: frozenset[str]) -> bool:
    """Whether the handbook answers under a host name.

    A foreign name that was made to point here would let a foreign page read what ours says. A bare address cannot
    be made to point elsewhere, so it needs no list.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name.lower().rstrip(".") in names
    return True


class Hosted:
    """A handler that answers only under the handbook's own names."""

    def check_host(self: Any) -> bool:
        """Whether the request was meant for us."""
        return is_known(self.request.host, self.settings["guide_names"])


def secret(handler: Any) -> str:
    """The secret of a visitor's browser, made with the first page; the page's scripts cannot read it."""
    known: str = handler.get_cookie(_COOKIE, "")
    if len(known) == 43:
        return known
    made = secrets.token_urlsafe(32)
    handler.set_cookie(_COOKIE, made, httponly=True, samesite="Strict", secure=handler.request.protocol == "https")
    return made


class Owned(Hosted):
    """A handler of one kernel, for the browser whose page made it; for anybody else there is no such kernel."""

    async def prepare(self: Any, **more: Any) -> None:
        """Refuse strangers before anything else is done."""
        if not self.check_host():
            raise HTTPError(HTTPStatus.FORBIDDEN)
        owner = self.kernel_manager.owners.get(self.path_kwargs["kernel_id"], "")
        if not secrets.compare_digest(owner.encode(), (self.get_cookie(_COOKIE, "") or "-").encode()):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        await super().prepare(**more)  # type: ignore[misc]

    def write_error(self: Any, _status: int, **_more: Any) -> None:
        """Answer with the status alone: a script asks, and Jupyter's page for errors cannot be drawn here."""
        self.finish()


class State(Owned, KernelHandler):  # type: ignore[misc, unused-ignore]
    """Whether a kernel lives."""


class Goodbye(Owned, VoilaShutdownKernelHandler):  # type: ignore[misc]
    """The end of a kernel with its page."""


class Line(Owned, VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The line between a page and its kernel."""

    _ended = False

    async def prepare(self, **more: Any) -> None:
        """Refuse strangers, and whoever opens line after line."""
        await super().prepare(**more)
        self._allowed: Allowance = self.kernel_manager.allowances.setdefault(self.path_kwargs["kernel_id"], Allowance())
        if not self._allowed.lines.spend(1):
            raise HTTPError(HTTPStatus.TOO_MANY_REQUESTS)

    async def open(self, kernel_id: str) -> None:
        """Open the line, and note it down beside its kernel."""
        self.kernel_manager.lines.setdefault(kernel_id, set()).add(self)
        await super().open(kernel_id=kernel_id)

    def on_close(self) -> None:
        """Forget the line."""
        self.kernel_manager.lines.get(self.kernel_id, set()).discard(self)
        super().on_close()

    def on_message(self, message: str | bytes) -> None:
        """Pass a message on; end the line for one that is malformed, or too many."""
        if self._ended:  # what was under way already
            return
        if not (self._allowed.messages.spend(1) and self._allowed.bytes.spend(len(message))):
            self._end(1008, "too many messages")
            return
        try:
            super().on_message(message)
        except Exception as error:  # a message may be anything; what it holds does not belong into the log
            self._end(1007, f"a malformed message ({type(error).__name__})")

    def _end(self, code: int, why: str) -> None:
        self._ended = True
        self.log.warning("A line was ended: %s", why)
        self.close(code, why)
