"""The heavy half: check a picture before a pixel is unpacked, scale it, slice it, and find the words in it."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from guide.reading.screenshot.layout import TextBox, text_of
from guide.reading.screenshot.recognise import LARGEST, MOST_PIXELS, ScreenshotError, available

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 16_000  # rows that are read, after scaling
_UPRIGHT, _WIDE = 780, 1600  # widths at which text of a phone's and of a desk's screen is read best for its cost
_SLICE = 1000  # rows read at once: keeps the memory bounded
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_SURE = 0.5  # the least certainty of a word; anything less is part of the picture


def read_image(data: bytes) -> str:
    """Read the text of a picture, a line for each paragraph; ScreenshotError where that fails or it has none."""
    if not available():
        raise ScreenshotError("missing")
    image = _opened(data)
    engine = _engine()
    boxes = [box for top, part in _slices(image) for box in _boxes(engine, part, top)]
    text = text_of(boxes)
    if not text:
        raise ScreenshotError("empty")
    return text


def _opened(data: bytes) -> Any:
    """Open a picture as RGB, scaled; everything is checked before a pixel is unpacked."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > LARGEST:
        raise ScreenshotError("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise ScreenshotError("large")
        if image.format in ("PNG", "WEBP", "GIF") and getattr(image, "n_frames", 1) > 1:
            raise ScreenshotError("moving")
        return _scaled(_flat(image))
    except ScreenshotError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ScreenshotError("large") from error
    except UnidentifiedImageError as error:
        raise ScreenshotError("kind") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise ScreenshotError("broken") from error


def _flat(image: Any) -> Any:
    """Make a picture opaque, on white."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA", "P"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _scaled(image: Any) -> Any:
    """Scale a picture down to the width at which text is read best, and cut it after `_LONGEST` rows."""
    from PIL import Image

    width = min(image.width, _UPRIGHT if image.height >= image.width else _WIDE)
    height = max(1, round(image.height * width / image.width))
    if (width, height) != image.size:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    return image.crop((0, 0, width, min(height, _LONGEST)))


def _slices(image: Any) -> Iterator[tuple[int, Any]]:
    """Slices of a picture, each with its top; the cuts are at plain rows, so that no line is cut in two."""
    grey = image.convert("L")
    left, right = image.width // 8, image.width - image.width // 12  # without the line of dots and the edges of cards
    top = 0
    while top < image.height:
        end = min(top + _SLICE, image.height)
        if end < image.height:
            plain = (y for y in range(end, top + _SLICE // 2, -1) if _plain(grey.crop((left, y - 1, right, y))))
            end = next(plain, end)
        yield top, image.crop((0, top, image.width, end))
        top = end


def _plain(row: Any) -> bool:
    low, high = row.getextrema()
    return bool(high - low < 12)


def _engine() -> Any:
    """The reader of pictures: one core, for there are other visitors, and no search for lines upside down."""
    from rapidocr import RapidOCR

    settings = {"use_cls": False, "log_level": "critical", "max_side_len": 4000, "text_score": _SURE}
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    return RapidOCR(params={**{f"Global.{name}": value for name, value in settings.items()}, **threads})


def _boxes(engine: Any, part: Any, top: int) -> Iterator[TextBox]:
    result = engine(part)
    if result.boxes is None:
        return
    for corners, text in zip(result.boxes.tolist(), result.txts, strict=True):
        ys = [y + top for _, y in corners]
        yield TextBox(min(ys), max(ys), min(x for x, _ in corners), text)
