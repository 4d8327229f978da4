"""The kernel of a visitor: ipykernel without a debugger."""

import sys
from pathlib import Path


def main() -> None:
    """Start ipykernel with debugpy blocked: it is 8 MB a visitor and an open port nobody needs."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    if sys.path and Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]  # nothing in the notebook folder may shadow a library while it loads

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
