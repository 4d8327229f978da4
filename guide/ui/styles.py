"""The style sheets and drawings of the pages, as files."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"


def sheets(*names: str) -> str:
    """Style sheets, one after the other."""
    return "".join((STATIC / f"{name}.css").read_text("utf-8") for name in names)
