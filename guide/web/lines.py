"""The lines between server and kernel, opened without the waits of Jupyter: each asks again after milliseconds."""

from __future__ import annotations

import asyncio
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

_OURS = b"comm-"  # the topic of what a widget says to its page; all else may be an error, or too much
_FRAMING = "v1.kernel.websocket.jupyter.org"  # the one that our script speaks
_SOON = 0.02  # seconds after which a request that may have come too early is sent again


class PromptClient(AsyncKernelClient):
    """The server's own line to a kernel: ready as soon as both channels have answered one request."""

    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = True, hb: bool = False, control: bool = True
    ) -> None:
        """Open all channels but the heartbeat, a thread that nobody asks: whether it lives, the process is asked."""
        super().start_channels(shell, iopub, stdin, hb, control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until the kernel answers; Jupyter then waits for 0.2 seconds of silence, where an answer is enough."""
        until = time.monotonic() + (timeout or 60)
        while not await self._answers(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("The kernel has ended before it was ready")
            if time.monotonic() > until:
                raise RuntimeError("The kernel did not answer")

    async def _answers(self, asked: str) -> bool:
        """Whether both channels answer this request: then nothing older can be under way on either."""
        try:
            reply = await self._answer(self.shell_channel, asked, 1)
            state = ""
            while state != "idle":
                heard = await self._answer(self.iopub_channel, asked, 2 * _SOON)
                state = heard["content"].get("execution_state", "")
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _answer(self, channel: Any, asked: str, timeout: float) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await channel.get_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") == asked:
                return message


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A page's line to its kernel. Jupyter tries it at once, which is too early, and again after half a second."""

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Send on what the kernel says; what a widget says is not read on its way."""
        if not outgoing_msg[0].startswith(_OURS) or self.subprotocol != _FRAMING:
            super().handle_outgoing_message(stream, outgoing_msg)
            return
        _, parts = self.session.feed_identities(outgoing_msg)
        framed = serialize_msg_to_ws_v1(parts[1:], "iopub")  # type: ignore[no-untyped-call]
        line: Any = self.websocket_handler
        super(VoilaKernelWebsocketHandler, line).write_message(framed, binary=True)

    def nudge(self) -> asyncio.Future[None]:
        """Have the kernel say something until the line has heard it."""
        heard = super().nudge()
        if not heard.done():
            asyncio.ensure_future(self._nudge_until(heard))  # noqa: RUF006  ends with what it waits for
        return heard

    async def _nudge_until(self, heard: asyncio.Future[None]) -> None:
        channel = self.kernel_manager.connect_control()
        try:
            while not heard.done():
                self.session.send(channel, "kernel_info_request")
                await asyncio.wait({heard}, timeout=_SOON)
        finally:
            channel.close()
