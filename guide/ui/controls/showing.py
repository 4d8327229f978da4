"""Whether a widget is on show: two layouts for all widgets, where ipywidgets would make one for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import Layout

if TYPE_CHECKING:
    from ipywidgets import Widget

_layouts: dict[bool, Layout] = {}


def _layout(on: bool) -> Layout:
    kept = _layouts.get(on)
    if kept is None or kept.comm is None:  # closed with everything else
        kept = _layouts[on] = Layout(display=None if on else "none")
    return kept


def plain() -> Layout:
    """The layout of a widget that is on show."""
    return _layout(True)


def show(widget: Widget, on: bool) -> None:
    """Put a widget on show, or take it off the page; its layout is shared, so it is never changed itself."""
    if widget.layout is not _layout(on):
        widget.layout = _layout(on)
