"""The pages: the landing page, the notebooks, and one for what does not exist."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from guide.web.accounts import let_in
from guide.web.chapters import Chapter
from guide.web.frame import Framed
from guide.web.headers import WIDE_POLICY
from guide.web.kernel_manager import KERNEL_NAME
from guide.web.visitors import Arrivals, Hosted, secret

_UNCLAIMED = 120  # seconds after which a kernel that no page has connected to is given back
_TRIES = 500  # to end a kernel: Jupyter cannot while it is being started again after a crash
_PAUSE = 0.02  # seconds of silence after which what is ready goes out to the browser
_LATER = 0.3  # seconds until the next kernel is made to wait, unless somebody waits for it: the browser draws first


class Landing(Framed, Hosted, JupyterHandler):
    """The front page: a template, no kernel."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Ask the first question."""
        let_in(self, "")
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.framed("landing.html"))

    head = get  # health checks ask for no body; tornado leaves it out


class NotFound(Framed, Hosted, JupyterHandler):
    """Everything that is not a page."""

    @allow_unauthenticated
    async def prepare(self, **_: Any) -> None:
        """Answer every method alike."""
        raise HTTPError(HTTPStatus.NOT_FOUND)


class Page(Framed, Hosted, JupyterHandler):
    """One notebook: rendered cell by cell with a kernel of its own.

    Written apart from Voila's page handler, which waits for ever when rendering fails, and passes the query
    string on to kernels.
    """

    def initialize(self, chapters: dict[str, Chapter]) -> None:
        """Take the allow-list of pages."""
        self.chapters = chapters
        self.kernel_id, self.owner, self.left = "", "", False

    @allow_unauthenticated  # whoever may not see it is told so by a page
    async def get(self, slug: str) -> None:
        """Stream the page; whatever fails ends in a sentence, and the kernel does not outlive a failure."""
        chapter = self.chapters.get(slug)
        if chapter is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        let_in(self, slug)
        arrivals: Arrivals = self.settings["guide_arrivals"]
        if status := arrivals.refused(len(self.kernel_manager), self.request.remote_ip or ""):
            raise HTTPError(status)
        self.owner = secret(self)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        if not chapter.is_ours:
            self.set_header("Content-Security-Policy", WIDE_POLICY)
        _ = self.xsrf_token  # sets the cookie without which the browser's goodbye is refused
        try:
            async with arrivals.turn():
                await self._stream(self._snippets(chapter.filename))
            if not self.left and not await self._lives():
                raise RuntimeError("The kernel has ended with its page half built")
        except Exception:
            self.log.exception("The page %s could not be rendered", slug)
            if self._headers_written:
                self.write(self.framed("broken.html"))
            await self._give_back()
            if not self._headers_written:
                raise HTTPError(HTTPStatus.INTERNAL_SERVER_ERROR) from None
        if self.left:
            await self._give_back()
            return
        asyncio.get_running_loop().call_later(_UNCLAIMED, self._give_back_unclaimed, self.kernel_id)
        self.finish()

    def on_connection_close(self) -> None:
        """Note that the visitor has left before the page was complete."""
        self.left = True

    async def _stream(self, snippets: AsyncIterator[str]) -> None:
        """Write what is ready together, and send it as soon as the kernel makes us wait."""
        while not self.left:
            upcoming = asyncio.ensure_future(anext(snippets, None))
            done, _ = await asyncio.wait({upcoming}, timeout=_PAUSE)
            if not done:
                self.flush()
            snippet = await upcoming
            if snippet is None:
                return
            self.write(snippet)

    async def _snippets(self, notebook: str) -> AsyncIterator[str]:
        """The page in pieces, from a kernel that waited for it or from a new one."""
        kernels: Any = self.kernel_manager
        if kernels.get_pool_size(notebook):
            page: list[str] = []
            # Voila's own way of taking one, `get_rendered_notebook`, lets the next into the pool while that is still
            # asleep: who comes meanwhile would wait until it wakes. And it makes none where the one it took has failed.
            taken = kernels._pools[notebook].pop(0)
            later = 0 if self.settings["guide_arrivals"].waiting else _LATER
            asyncio.get_running_loop().call_later(later, lambda: kernels.fill_if_needed(0, notebook))
            try:
                waiting = await taken
                renderer, self.kernel_id = waiting["renderer"], waiting["kernel_id"]
                kernels.owners[self.kernel_id] = self.owner
                renderer.stop_generator = True  # what is not built yet is built by us
                ready, rest = await waiting["task"]
                page = [*ready, *[html async for html, _ in rest]]  # whole, for it may end while it is built
            except Exception:
                self.log.exception("A waiting kernel for %s was not usable", notebook)
            if page and await self._lives():
                yield "".join(page)
                return
            await self._give_back()

        renderer = kernels._notebook_renderer_factory(notebook)
        await renderer.initialize()
        self.kernel_id = await kernels.start_kernel(kernel_name=KERNEL_NAME, path="")
        kernels.owners[self.kernel_id] = self.owner
        kernel = kernels.get_kernel(self.kernel_id)
        async for html, _ in renderer.generate_content_generator(self.kernel_id, kernel):
            yield html

    async def _lives(self) -> bool:
        """Whether the kernel of the page still stands; Voila takes its end for a fault of a cell, and goes on."""
        kernels: Any = self.kernel_manager
        return bool(kernels.is_fresh(self.kernel_id) and await kernels.get_kernel(self.kernel_id).is_alive())

    async def _give_back(self) -> None:
        """Shut this page's kernel down, if there is one."""
        kernels: Any = self.kernel_manager
        kernel_id, self.kernel_id = self.kernel_id, ""
        for _ in range(_TRIES):
            if kernel_id not in kernels:
                return
            try:
                await kernels.shutdown_kernel(kernel_id, now=True)
            except asyncio.InvalidStateError:
                await asyncio.sleep(_PAUSE)
        self.log.warning("A kernel could not be given back: it was being started again all the time")

    def _give_back_unclaimed(self, kernel_id: str) -> None:
        """Shut the kernel down if no page ever connected to it: a crawler, or scripts switched off."""
        kernels: Any = self.kernel_manager
        if kernel_id in kernels and not kernels.lines.get(kernel_id):
            self.kernel_id = kernel_id
            asyncio.ensure_future(self._give_back())  # noqa: RUF006  shutting down keeps its own reference
