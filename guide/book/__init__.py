"""The book of the handbook: what it decides and says, read from `guide/content` into typed, frozen values."""

__version__ = "0.1.0"
