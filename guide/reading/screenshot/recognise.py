"""The light half, which the app may load: whether pictures can be read here, and a process that reads one.

Reading takes most of a gigabyte and gives it back only when the process ends; a visitor's page stays alive meanwhile.
"""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec

from guide.book.notices import HandbookError, Notice
from guide.reading.apart import environment

LARGEST = 20_000_000  # bytes of an image file
MOST_PIXELS = 40_000_000  # a screenshot of ten screens on the finest phone has 30 million
REFUSED = 3  # exit code of the process that reads; its output is then the reason
_SECONDS = 120  # no picture within the limits takes a quarter of it


class ScreenshotError(HandbookError):
    """A picture that cannot be read; its notice is `track.image.` and the `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(Notice(f"track.image.{reason}"))
        self.reason = reason


def available() -> bool:
    """Whether the extra `ocr` is installed; loads nothing."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


async def recognise(data: bytes) -> str:
    """Run `read_image` in a process of its own, which gives its memory back; ScreenshotError as there."""
    if not available():
        raise ScreenshotError("missing")
    pipe = asyncio.subprocess.PIPE
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "guide.reading.screenshot",
        stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env=environment(),
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(reader.communicate(data), _SECONDS)
    except TimeoutError as error:
        raise ScreenshotError("slow") from error
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    text = output.decode("utf-8", "replace").strip()
    if reader.returncode == REFUSED:
        raise ScreenshotError(text)
    if reader.returncode:
        raise ScreenshotError("broken")
    return text
