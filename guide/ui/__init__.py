"""The pages of the handbook as widgets; the only place that knows ipywidgets."""

from guide.ui.pages import build, page
from guide.ui.state import Session

__all__ = ["Session", "build", "page"]
