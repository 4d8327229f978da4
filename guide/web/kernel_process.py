"""The kernel of a visitor: ipykernel without a debugger, and within bounds."""

from __future__ import annotations

import sys
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.web import ceiling

if TYPE_CHECKING:
    from collections.abc import Callable


#: Messages that are known again: more than a page can have sent without an answer.
_HEARD = 1000


def without_debugger() -> None:
    """Block debugpy, which is 8 MB a visitor and an open port nobody needs, and the folder of notebooks.

    Nothing in there may shadow a library while it loads.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    if sys.path and Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]


def prompt() -> type[Any]:
    """The class of a kernel that speaks at once, and only where somebody listens.

    In ipykernel what is said leaves by a thread of its own, which is waited for four times at the end of each
    request; and of each request it is said that it begins, which no page shows.
    """
    from ipykernel import kernelapp
    from ipykernel.iostream import IOPubThread
    from ipykernel.ipkernel import IPythonKernel

    class Direct(IOPubThread):
        """What is said leaves in the thread that says it, one message at a time."""

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)  # type: ignore[no-untyped-call]
            self._one = threading.RLock()

        def start(self) -> None:
            """Start no thread."""

        def schedule(self, call: Callable[[], Any]) -> None:
            """Do it now."""
            with self._one:
                call()

    class Quiet(IPythonKernel):
        """A kernel that says when it is done, and not when it begins, and takes a message once.

        A page whose line was broken sends again what nobody has answered; it may have arrived.
        """

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)  # type: ignore[no-untyped-call]
            self._heard: deque[str] = deque(maxlen=_HEARD)

        def should_handle(self, stream: Any, msg: dict[str, Any], idents: Any) -> bool:
            """Whether the message is new."""
            id_ = msg["header"]["msg_id"]
            is_new = id_ not in self._heard
            self._heard.append(id_)
            return is_new

        def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
            if status != "busy":
                super()._publish_status(status, channel, parent)  # type: ignore[no-untyped-call]

    vars(kernelapp)["IOPubThread"] = Direct
    return Quiet


def main() -> None:
    """Start ipykernel."""
    without_debugger()
    ceiling.lower()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(kernel_class=prompt())


if __name__ == "__main__":
    main()
