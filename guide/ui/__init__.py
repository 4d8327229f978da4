"""The pages of the handbook as widgets; the only place that knows ipywidgets.

Its own names are imported when they are asked for: who only draws the map does not load the widgets.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guide.ui.registry import build, page
    from guide.ui.session import Session

__all__ = ["Session", "build", "page"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from guide.ui import registry as pages

    return getattr(pages, name)
