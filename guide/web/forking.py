"""Kernels as forks: the fork server from the server's side, and a provisioner that asks it for each kernel."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from guide.web.immortal import IMMORTAL

NAME = "guide-fork"
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open")
_PATIENCE = 60  # seconds for a fork; longer than the slowest start of the fork server
log = logging.getLogger("guide")


def process_name(kernel_id: str) -> str:
    """The name that `ps -e` shows for a kernel; a fork has the command line of what it was forked from."""
    return f"guide-{kernel_id[:8]}"


class Forked:
    """A process that is not our child, with what Jupyter uses of `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._fd = os.pidfd_open(pid)  # names this process even when its number is given to another
        self._poller = select.poll()
        self._poller.register(self._fd, select.POLLIN)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, of which no more is known than that there is one, or None."""
        if self.returncode is None and self._poller.poll(0):
            self.returncode = 0
            os.close(self._fd)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if self.returncode is None:
            self._poller.poll(None if timeout is None else timeout * 1000)
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._fd, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The fork server from the outside. It is started anew when it has ended; until then there is none."""

    def __init__(self, env: dict[str, str], cwd: str, *more: str) -> None:
        self._env, self._cwd, self._more = env, cwd, more
        self._lock = asyncio.Lock()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "guide.web.nursery", str(theirs.fileno()), *self._more]
        env = {**self._env, "MALLOC_ARENA_MAX": "1"}
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=env, cwd=self._cwd,
                                        stdin=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        theirs.close()
        ours.setblocking(False)
        self._socket, self._line = ours, None

    async def fork(self, job: dict[str, Any]) -> int:
        """The process of a new kernel; OSError where the fork server is away."""
        async with self._lock:
            if self.process.poll() is not None:
                self._start()
                raise ConnectionError("the fork server was away")
            if self._line is None:
                self._line = await asyncio.open_unix_connection(sock=self._socket)
                await self._answer()  # it has loaded everything
            self._line[1].write(json.dumps(job).encode() + b"\n")
            return int(await self._answer())

    async def _answer(self) -> bytes:
        assert self._line is not None
        answer = await asyncio.wait_for(self._line[0].readline(), _PATIENCE)
        if not answer:
            self.process.wait()
            raise ConnectionError("the fork server has ended")
        return answer

    def stop(self) -> None:
        """End the fork server; kernels go on."""
        self.process.kill()
        self.process.wait()


class ForkProvisioner(LocalProvisioner):
    """A kernel from the fork server, or started as ever where that is away."""

    nursery: ClassVar[Nursery | None] = None

    async def launch_kernel(self, cmd: list[str], **more: Any) -> Any:
        """Have the kernel's process made."""
        job = {"connection": cmd[cmd.index("-f") + 1], "name": process_name(self.kernel_id),
               "env": {name: str(value) for name, value in more["env"].items()},
               "cwd": str(more.get("cwd") or Path.cwd())}  # fmt: skip
        try:
            assert self.nursery is not None
            self.pid = self.pgid = await self.nursery.fork(job)
            self.process = Forked(self.pid)  # type: ignore[assignment]
        except OSError as away:  # timeouts, too
            log.warning("A kernel is started by itself: %s", away)
            return await super().launch_kernel(cmd, **more)
        return self.connection_info


def open_nursery(env: dict[str, str], cwd: str, *, immortal: bool = False) -> None:
    """Start the fork server, and make its provisioner known: an entry point would need another installation."""
    ForkProvisioner.nursery = Nursery(env, cwd, *([IMMORTAL] if immortal else ()))
    value = f"{__name__}:{ForkProvisioner.__name__}"
    known = KernelProvisionerFactory.instance().provisioners
    known[NAME] = EntryPoint(NAME, value, KernelProvisionerFactory.GROUP_NAME)


def close_nursery() -> None:
    """End the fork server, if there is one."""
    if ForkProvisioner.nursery is not None:
        ForkProvisioner.nursery.stop()
