"""The README of the content names every file, with what it changes."""

from guide.book.loader import CONTENT, default_book
from guide.book.readme import files, readme


def test_the_readme_is_what_the_content_says():
    """guide/content/README.md is made from words/readme.csv; `python scripts/describe_content.py` writes it."""
    assert readme(default_book()) == (CONTENT / "README.md").read_text("utf-8")


def test_every_file_is_named_and_no_other():
    """A file without a line, or a line without a file, would send a lead to the wrong place."""
    named = {word for word in default_book().words["zh"] if word.startswith("files.")}
    headings = {f"files.{word}" for word in ("title", "lead", "change", "open")}
    assert {f"files.{file.rstrip('/').partition('.')[0].replace('/', '.')}" for file in files(default_book())} == (
        named - headings
    )
    assert all((CONTENT / file).exists() for file in files(default_book()))
