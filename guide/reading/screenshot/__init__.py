"""A screenshot -> its text, read on this machine; needs the extra `ocr`, whose wheels hold the models."""

from guide.reading.screenshot.recognise import LARGEST, MOST_PIXELS, ScreenshotError, available, recognise

__all__ = ["LARGEST", "MOST_PIXELS", "ScreenshotError", "available", "recognise"]
