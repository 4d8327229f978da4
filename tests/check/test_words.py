"""Every word of the handbook is named somewhere: by the tables, by the facts, or by our own source."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import guide
from guide.book.loader import default_book
from guide.check import structural
from guide.check.words import accepted_by
from guide.engine.drafts import placeholders

BOOK = default_book()
PACKAGE = Path(guide.__file__).parent
#: Ids as our source quotes them: whole, or only their beginning, to which a value is added.
WHOLE = re.compile(r"""["'`]([a-z][\w-]*(?:\.[\w-]+)*)["'`]""")
BEGINNING = re.compile(r"""["'`]([a-z]\w*(?:\.\w+)*\.)["'`{]""")
HINTS = re.compile(r"\.(?:hint|note|means)$")


@pytest.fixture(scope="module")
def source() -> str:
    """All our own source: code, templates and scripts of the package, and the notebooks."""
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".j2", ".html", ".js")]
    return "\n".join(path.read_text("utf-8") for path in [*files, *(PACKAGE.parent / "notebooks").glob("*.py")])


def told() -> Iterator[str]:
    """The events, and what they brought, that the dossier may tell in words of its own."""
    for rule in BOOK.tables["journal"].rules:
        for event in accepted_by(BOOK, rule, "event"):
            yield f"dossier.told.{event}"
            yield from (f"dossier.told.{event}.{reply}" for reply in accepted_by(BOOK, rule, "reply"))


def unused(ids: list[str], source: str) -> Iterator[str]:
    """The ids that nothing calls for: not as they are, not as a hint of another, not by their beginning."""
    called = structural(BOOK)
    used = called | {*WHOLE.findall(source)} | {f"placeholder.{name}" for name in placeholders(BOOK)} | {*told()}
    families = {word.split(".")[0] for word in called}
    free = tuple(start for start in {*BEGINNING.findall(source)} if start.split(".")[0] not in families)
    return (word for word in ids if not {word, HINTS.sub("", word)} & used and not word.startswith(free))


def test_no_word_is_left_over(source):
    """A word that nothing calls for any more is removed from its file."""
    assert [] == list(unused([*BOOK.words["zh"]], source))


@pytest.mark.parametrize("word", ["clock.boat", "fact.thing.hint", "ui.nowhere.at.all", "dossier.told.received.won"])
def test_a_word_that_nothing_calls_for_is_seen(source, word):
    """A clock that is none, the hint of no answer, a label that no page names, and goods that come with a decision."""
    assert [word] == list(unused([word, "clock.ship", "fact.item.hint"], source))
