"""Files that are given to the evidence section in a real browser, dropped or pasted."""

import base64
import os

from pictures import drawn, exif, png_texts, saved
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from visits import midway, opened, unfold

#: Where files are dropped.
ZONE = ".g-transfer--evidence"
CHAT = saved(drawn(800, 1200, seed=2), "PNG", **png_texts())
LIAR = saved(drawn(700, 500, seed=3), "JPEG", exif=exif())


def noise() -> bytes:
    """A picture of 12 MB: more than one message of the server may hold, and nothing in it can be packed."""
    return saved(Image.frombytes("RGB", (2048, 2048), os.urandom(3 * 2048 * 2048)), "PNG", compress_level=1)


def start(page: Page, base: str, slug: str = "wizard") -> None:
    """Open a page with a case at the section of evidence."""
    opened(page, base, slug, midway())
    unfold(page, "held-order_shot")
    expect(page.locator(ZONE)).to_be_visible()


def carry(page: Page, where: str, event: str, *files: tuple[str, str, bytes]) -> bool:
    """Drop or paste files as a person does; tells whether the page kept the browser from opening them."""
    packed = [[name, media, base64.b64encode(data).decode()] for name, media, data in files]
    return page.evaluate(
        """([where, event, packed]) => {
          const carried = new DataTransfer();
          for (const [name, type, data] of packed) {
            const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
            carried.items.add(new File([bytes], name, { type }));
          }
          const target = document.querySelector(where);
          const more = { bubbles: true, cancelable: true, dataTransfer: carried };
          const pasted = new ClipboardEvent("paste", { ...more, clipboardData: carried });
          if (event === "paste") return !target.dispatchEvent(pasted);
          target.dispatchEvent(new DragEvent("dragover", more));
          return !target.dispatchEvent(new DragEvent("drop", more));
        }""",
        [where, event, packed],
    )


def file(page: Page, name: str) -> Locator:
    """A file in the list."""
    return page.locator(".g-file").filter(has_text=name)
