"""A page of the web app is built in silence: the state of all its widgets leaves with it, in one message."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from ipykernel.comm.comm import BaseComm
from ipykernel.kernelbase import Kernel
from ipywidgets.widgets.widget import _instances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipywidgets import Widget

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
#: What a page of ours has no use for: the versions and names of front ends, and counts.
_UNUSED = frozenset({"_anywidget_id", "_model_module_version", "_view_count", "_view_module", "_view_module_version",
                     "_view_name", "box_style", "tabbable", "tooltip"})  # fmt: skip


class _Comm(BaseComm):
    """The line of a widget to its page; it says nothing while the page is built."""

    building: ClassVar[bool] = False
    kept: ClassVar[list[tuple[BaseComm, Any]] | None] = None  # what is to leave in one message

    @property
    def kernel(self) -> Kernel | None:  # type: ignore[override]
        """The kernel of this process: a page may be built before there is one."""
        return Kernel.instance() if Kernel.initialized() else None

    def publish_msg(self, msg_type: str, data: Any = None, **more: Any) -> None:  # type: ignore[override]
        """Send a message, unless the page is being built, or keep it for one message with others."""
        if _Comm.building:
            return
        if more.get("buffers"):
            say_now()  # what was said before comes before
        elif _Comm.kept is not None and msg_type == "comm_msg":
            _Comm.kept.append((self, data))
            return
        super().publish_msg(msg_type, data, **more)  # type: ignore[no-untyped-call]


def _open(widget: Widget) -> None:
    """Give a widget its line, without the state that ipywidgets works out for it: nobody would hear it."""
    if widget.comm is None:
        widget.comm = _Comm(target_name="jupyter.widget", comm_id=widget._model_id)  # type: ignore[no-untyped-call]


@contextmanager
def quiet() -> Iterator[None]:
    """Widgets made until the block ends say nothing before that."""
    from ipywidgets import Widget

    loud, Widget.open, _Comm.building = Widget.open, _open, True
    try:
        yield
    finally:
        Widget.open, _Comm.building = loud, False


@contextmanager
def together(reads_many: bool) -> Iterator[None]:
    """What widgets say until the block ends leaves in one message, for a page that reads such: each message costs the
    kernel, the server and the page half a millisecond, and wakes all three.
    """
    if not reads_many or _Comm.kept is not None:
        yield
        return
    _Comm.kept = []
    try:
        yield
    finally:
        say_now()
        _Comm.kept = None


def say_now() -> None:
    """Send what is kept until now: somebody waits for it, and the rest is still to be worked out."""
    if not _Comm.kept:
        return
    kept, _Comm.kept = _Comm.kept, None
    comm, said = kept[0]
    many = {"method": "many", "messages": [(one.comm_id, data) for one, data in kept]}
    comm.publish_msg("comm_msg", said if len(kept) == 1 else many)  # type: ignore[no-untyped-call]
    _Comm.kept = []


def bundle(build: Callable[[], Widget]) -> dict[str, Any]:
    """A widget as a notebook shows it, with the state of all that was made for it, of which nothing was sent before.

    That is more than its parts: what a page puts on show later was made with it, and is not told of again.
    """
    before = {*_instances}
    with quiet():
        root = build()
    made = [widget for name, widget in _instances.items() if name not in before]
    view = {"version_major": 2, "version_minor": 0, "model_id": root.model_id}
    return {VIEW: view, STATE: states(root, *made)}  # and no text: that would spell out every widget


def states(*widgets: Widget) -> dict[str, Any]:
    """The state of widgets and of all below them, by their ids; a control's script goes by its name."""
    parts: dict[str, Any] = {}
    work = [*widgets]
    while work:
        widget = work.pop()
        if widget.model_id not in parts:
            parts[widget.model_id] = _state(widget)
            work += [*getattr(widget, "children", ()), *filter(None, [getattr(widget, "layout", None)])]
    return parts


def _state(widget: Widget) -> dict[str, Any]:
    # A control has its script in the page already; any other widget of that kind brings its own.
    unused = {*_UNUSED, "_esm"} if widget.has_trait("_script") else _UNUSED
    state = widget.get_state([key for key in widget.keys if key not in unused])
    return {key: value for key, value in state.items() if value is not None}
