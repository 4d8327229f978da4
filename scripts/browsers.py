"""The Chromium or Chrome that tests and pictures are made with: prints its program; exit 1 where there is none."""

import os
import shutil

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def browser() -> str | None:
    """The program that `GUIDE_CHROMIUM` names, or else the first of the list that is here."""
    return os.environ.get("GUIDE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> int:
    """Print the program."""
    found = browser()
    print(found or "")
    return int(found is None)


if __name__ == "__main__":
    raise SystemExit(main())
