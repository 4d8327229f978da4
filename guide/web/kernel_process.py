"""The kernel of a visitor: ipykernel without a debugger, and within bounds."""

import sys
from pathlib import Path

from guide.web import ceiling


def without_debugger() -> None:
    """Block debugpy, which is 8 MB a visitor and an open port nobody needs, and the folder of notebooks.

    Nothing in there may shadow a library while it loads.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    if sys.path and Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]


def main() -> None:
    """Start ipykernel."""
    without_debugger()
    ceiling.lower()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
