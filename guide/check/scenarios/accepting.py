"""New expectations in the files of scenarios, for whoever changed a rule on purpose; all else stays as it was."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from guide.book.book import BookError
from guide.check.scenarios.judging import came_of, mismatches, renewed
from guide.check.scenarios.looking import Look
from guide.check.scenarios.reading import gather
from guide.check.scenarios.writing import in_a_line, ordered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guide.book.book import Book
    from guide.check.scenarios.model import Scenario


def accepted(book: Book) -> Mapping[str, str]:
    """The files in which this book meets more expectations, with what it decides in their place: name -> text.

    An entry that stands for several cases keeps an expectation which no longer fits all of them alike.
    """
    files: dict[str, str] = {}
    for file, some in groupby(sorted(gather(book)[0], key=lambda s: (s.file, s.row)), key=lambda s: s.file):
        entries = {row: _values(list(each), book) for row, each in groupby(some, key=lambda s: s.row)}
        wanted = {row: values for row, values in entries.items() if values}
        if wanted:
            text = (book.folder / "scenarios" / file).read_text("utf-8-sig")
            files[file] = _written(text, wanted)
    return files


def _values(entry: Sequence[Scenario], book: Book) -> dict[str, str]:
    """The new value of every expectation of an entry that is not met, as it is written."""
    looks = [(scenario, Look(scenario.case, book, scenario.now)) for scenario in entry]
    try:
        keys = {miss.key.partition(".")[0] for scenario, look in looks for miss in mismatches(scenario, look)}
        values = {key: {_value(scenario, look, key) for scenario, look in looks} for key in sorted(keys)}
    except BookError:  # a day before the first limit: nothing is decided
        return {}
    return {key: each.pop() for key, each in values.items() if len(each) == 1}


def _value(scenario: Scenario, look: Look, key: str) -> str:
    new = renewed(key, scenario.expect[key], came_of(look, key))
    return in_a_line(ordered(new, scenario.now))


def _written(text: str, wanted: Mapping[int, Mapping[str, str]]) -> str:
    """A file with other values in some entries, each found by the line on which its entry begins."""
    import yaml

    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    root: Any = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    spans = list[tuple[int, int, str]]()
    for entry in root.value:
        values = wanted.get(entry.start_mark.line + 1, {})
        expect = next((value for key, value in entry.value if key.value == "expect"), None) if values else None
        for key, node in expect.value if expect else ():
            if key.value in values and node.start_mark.line >= key.start_mark.line:  # an alias stands elsewhere
                begin, end = node.start_mark, _end(node)
                spans.append((starts[begin.line] + begin.column, starts[end.line] + end.column, values[key.value]))
    for begin, end, value in reversed(spans):
        text = text[:begin] + value + text[end:]
    return text


def _end(node: Any) -> Any:
    """The place after the last sign of a value; a block ends with its last part, not with the blanks below it."""
    if node.id == "scalar" or node.flow_style or not node.value:
        return node.end_mark
    last = node.value[-1]
    return _end(last[1] if node.id == "mapping" else last)
