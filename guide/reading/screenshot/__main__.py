"""Read a picture: bytes on standard input, its text or the reason of a refusal on standard output, no file."""

import sys

from guide.reading.screenshot.picture import read_image
from guide.reading.screenshot.recognise import LARGEST, REFUSED, ScreenshotError


def main() -> int:
    """Read one picture."""
    code = 0
    try:
        text = read_image(sys.stdin.buffer.read(LARGEST + 1))
    except ScreenshotError as error:
        text, code = error.reason, REFUSED
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return code


if __name__ == "__main__":
    sys.exit(main())
