"""A screenshot -> its text, read on this machine; needs the extra `ocr`, whose wheels hold the models."""

from guide.reading.screenshot.recognise import LARGEST, ScreenshotError, available, recognise

__all__ = ["LARGEST", "ScreenshotError", "available", "recognise"]
