"""Write guide/content/README.md, the list of what to open to change something."""

from guide.book.loader import default_book
from guide.book.readme import readme

if __name__ == "__main__":
    (default_book().folder / "README.md").write_text(readme(default_book()), encoding="utf-8")
