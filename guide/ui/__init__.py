"""The pages of the handbook as widgets; the only room that knows ipywidgets."""

from guide.ui.registry import build, page
from guide.ui.session import Session

__all__ = ["Session", "build", "page"]
