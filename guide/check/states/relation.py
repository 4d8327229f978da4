"""Relations: distinct rows of words, as each edition sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from guide.book.facts import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from guide.book.tables import Table

#: Arrays of any shape: small codes, yes and no, and numbers of rows.
Codes: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
#: One row: for each column the code that each edition sees.
Row: TypeAlias = "Mapping[str, tuple[int, ...]]"

NUMBER = "number of a row"  # the column that tells rows apart by their place
RULE = "rule "  # before the name of a table: the column that tells which of its rules decided
#: Up to so many possible keys for each row are looked up in an array, which is quicker than to sort the keys.
_SPARSE = 4
#: So many rows are worked on at a time: what lies between the columns and the result stays in the processor’s cache.
_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class Relation:
    """Distinct rows. A column is an array an edition, and one and the same array where all editions see the same.

    A word is written as its place in the list of its column's words.
    """

    columns: Mapping[str, tuple[Codes, ...]]
    many: int

    def __len__(self) -> int:
        return self.many

    def column(self, name: str, edition: int = 0) -> Codes:
        """A column as one edition sees it."""
        return self.columns[name][edition]

    def alike(self, names: Iterable[str]) -> bool:
        """Whether all editions see the same in these columns."""
        return all(codes is self.columns[name][0] for name in names for codes in self.columns[name])

    def where(self, name: str, words: Iterable[str], edition: int = 0) -> Flags:
        """The rows in which one edition sees one of these words."""
        accepted = np.zeros(len(WORDS[name]), dtype=bool)
        accepted[[WORDS[name].index(word) for word in words]] = True
        return translated(accepted, self.column(name, edition))

    def keys(self, names: Iterable[str], edition: int = 0) -> Numbers:
        """One number a row: the place of its words among all combinations of these columns' words."""
        return self.narrow_keys(names, edition).astype(np.int64)

    def narrow_keys(self, names: Iterable[str], edition: int = 0) -> Codes:
        """The same in numbers that are no wider than they must be."""
        key: Codes = np.zeros(len(self), dtype=np.uint8)
        size = 1
        for name in names:
            size *= len(WORDS[name])
            key = _digit(key, size, len(WORDS[name]), self.column(name, edition))
        return key

    def places(self, wanted: Relation) -> Numbers:
        """The place here of each row of another relation, all of which are here, as the first edition sees them."""
        order = np.argsort(keys := self.keys(self.columns))
        places: Numbers = order[np.searchsorted(keys[order], wanted.keys(self.columns))]
        return places

    def kinds(self, names: Iterable[str]) -> tuple[Numbers, int]:
        """A number for each row, equal where rows agree in these columns under every edition; and how many numbers."""
        arrays = {id(codes): codes for name in names for codes in self.columns[name]}
        return group(arrays.values(), len(self))

    def row(self, number: int) -> Row:
        """One row."""
        return {name: tuple(int(codes[number]) for codes in sides) for name, sides in self.columns.items()}

    def words(self, number: int) -> dict[str, str]:
        """One row in the words of the first edition."""
        return {name: WORDS[name][int(sides[0][number])] for name, sides in self.columns.items() if name in WORDS}

    def keep(self, names: Iterable[str]) -> Relation:
        """The distinct rows of some columns only."""
        wanted = set(names)
        if wanted.issuperset(self.columns):
            return self  # rows are distinct already
        kept = self.only(wanted)
        return kept.take(firsts(*kept.kinds(kept.columns)))

    def only(self, names: Collection[str]) -> Relation:
        """All rows in some columns only, which may be alike now."""
        return Relation({name: sides for name, sides in self.columns.items() if name in names}, len(self))

    def numbered(self) -> Relation:
        """The rows with their places, as the first column."""
        number = np.arange(len(self))
        sides = max(map(len, self.columns.values()), default=1)
        return Relation({NUMBER: (number,) * sides, **self.columns}, len(self))

    def take(self, rows: Flags | Numbers) -> Relation:
        """Some of the rows."""
        many = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return Relation(self._each(lambda codes: codes[rows]), many)

    def having(self, cells: Mapping[str, Sequence[int | tuple[int, ...]]]) -> Relation:
        """The rows with these cells: for each column the code that each edition has to see, or one of several."""
        if not cells:
            return self
        here = np.ones(len(self), dtype=bool)
        for name, sides in cells.items():
            for edition, codes in enumerate(sides):
                here &= np.isin(self.column(name, edition), codes)
        return self.take(here)

    def add(self, columns: Mapping[str, Sequence[Codes]]) -> Relation:
        """Some columns more."""
        return Relation({**self.columns, **{name: _shared(sides) for name, sides in columns.items()}}, len(self))

    def beside(self, other: Relation) -> Relation:
        """The columns of both, row by row."""
        return Relation({**self.columns, **other.columns}, len(self))

    def times(self, other: Relation) -> Relation:
        """Every row of one with every row of the other."""
        left = self.columns if len(other) == 1 else self._each(lambda codes: np.repeat(codes, len(other)))
        right = other.columns if len(self) == 1 else other._each(lambda codes: np.tile(codes, len(self)))
        return Relation({**left, **right}, len(self) * len(other))

    def spread(self, kind: Numbers, ways: Sequence[Sequence[Row]]) -> Relation:
        """Each row with every one of the further cells that a row of its kind can have."""
        cells = [row for some in ways for row in some]
        further = {name: _shared(np.array([row[name] for row in cells], dtype=np.uint8).T) for name in cells[0]}
        number = np.repeat(np.arange(len(ways)), [len(some) for some in ways])
        return self.matched(kind, Relation({NUMBER: (number,), **further}, len(cells)))

    def matched(self, kind: Numbers, ways: Relation) -> Relation:
        """Each row with every one of the `ways` that have the number of its kind, in whose order they are."""
        cells = ways.only(ways.columns.keys() - {NUMBER})
        present = np.bincount(kind)
        many = np.bincount(ways.column(NUMBER), minlength=len(present))
        starts = np.cumsum(many) - many
        if (many[: len(present)][present > 0] == 1).all():
            return self.beside(cells.take(looked_up(starts, kind)))
        at, total = 0, int(present @ many[: len(present)])
        (rows, from_rows), (further, from_cells) = self._blank(total), cells._blank(total)
        for block in blocks(len(self)):
            each = many[kind[block]]
            ends = np.cumsum(each)
            source = np.repeat(np.arange(block.start, block.stop), each)
            place = np.arange(len(source)) + np.repeat(starts[kind[block]] - (ends - each), each)
            for copied, places in ((from_rows, source), (from_cells, place)):
                for old, new in copied:
                    np.take(old, places, out=new[at : at + len(places)], mode="clip")
            at += len(source)
        return rows.beside(further)

    def _blank(self, many: int) -> tuple[Relation, list[tuple[Codes, Codes]]]:
        """So many empty rows of the same columns, and each array with the one that it is to fill."""
        pairs: list[tuple[Codes, Codes]] = []

        def blank(codes: Codes) -> Codes:
            pairs.append((codes, np.empty(many, codes.dtype)))
            return pairs[-1][1]

        return Relation(self._each(blank), many), pairs

    def _each(self, change: Callable[[Codes], Codes]) -> dict[str, tuple[Codes, ...]]:
        """All columns changed; what all editions see alike stays one array."""
        arrays = {id(codes): codes for sides in self.columns.values() for codes in sides}
        changed = {key: change(codes) for key, codes in arrays.items()}
        return {name: tuple(changed[id(codes)] for codes in sides) for name, sides in self.columns.items()}


UNIT = Relation({}, 1)


def joined(parts: Sequence[Relation]) -> Relation:
    """The rows of relations with the same columns, one after another."""
    first = parts[0]
    sides = {name: range(len(each)) for name, each in first.columns.items()}
    columns = {n: _shared(np.concatenate([p.column(n, e) for p in parts]) for e in each) for n, each in sides.items()}
    return Relation(columns, sum(map(len, parts)))


def _shared(sides: Iterable[Codes]) -> tuple[Codes, ...]:
    """A column, as one array where all editions see the same."""
    first, *others = sides
    return (first, *(first if np.array_equal(first, codes) else codes for codes in others))


def decide(tables: Sequence[Table], rel: Relation) -> Relation:
    """The relation with the rule of a unique table that decides each row under each edition, and what it says."""
    sides: list[dict[str, Codes]] = []
    for edition, table in enumerate(tables):
        if edition and table == tables[0] and rel.alike(table.conditions):
            sides.append(sides[0])
            continue
        rule = fired(table, rel, edition)
        decided = {o: translated(outcomes(table, o), rule) for o in table.outcomes if o in WORDS}
        sides.append({RULE + table.name: rule, **decided})
    return rel.add({name: [side[name] for side in sides] for name in sides[0]})


def fired(table: Table, rel: Relation, edition: int) -> Codes:
    """The number of the rule of a unique table that decides each row under one edition."""
    rules = np.frombuffer(table.cells, dtype=np.uint8) - np.uint8(1)
    return looked_up(rules, rel.narrow_keys(table.conditions, edition))


def outcomes(table: Table, name: str) -> Codes:
    """The code of each rule in one outcome column."""
    return np.array([WORDS[name].index(rule.then[name]) for rule in table.rules], dtype=np.uint8)


def translated(values: Codes, codes: Codes) -> Codes:
    """The value of each code, both of a byte: translated as text, for numpy would first write each code as a number."""
    if codes.dtype != np.uint8 or values.itemsize != 1:
        return values[codes]
    table = values.tobytes().ljust(256, b"\0")
    return np.frombuffer(codes.tobytes().translate(table), dtype=values.dtype).reshape(codes.shape)


def looked_up(values: Codes, places: Codes) -> Codes:
    """The value at each place: numpy would first write all places as wide numbers."""
    found: Codes = np.empty(len(places), values.dtype)
    for block in blocks(len(places)):
        np.take(values, places[block], out=found[block], mode="clip")
    return found


def blocks(many: int) -> Iterator[slice]:
    """So many rows, a block after the other."""
    return (slice(at, min(at + _BLOCK, many)) for at in range(0, many, _BLOCK))


def group(columns: Iterable[Codes], many: int) -> tuple[Numbers, int]:
    """A number for each place, from 0 on, equal where all columns agree; and how many numbers there are."""
    key: Codes = np.zeros(many, dtype=np.uint8)
    size = 1
    for column in columns:
        low = int(column.min(initial=0))
        wide = int(column.max(initial=0)) - low + 1
        if size * wide > _SPARSE * many:
            key, size = _ranks(key, size)
        size *= wide
        key = _digit(key, size, wide, column - low if low else column)
    rank, count = _ranks(key, size)
    return rank.astype(np.int64, copy=False), count


def _digit(key: Codes, size: int, wide: int, column: Codes) -> Codes:
    """The keys with one digit more, in numbers no wider than `size` keys need: most of the time is spent on memory."""
    key = key.astype(np.min_scalar_type(max(size - 1, wide)), copy=False)
    key *= key.dtype.type(wide)
    np.add(key, column, out=key, casting="unsafe")
    return key


def _ranks(keys: Codes, size: int) -> tuple[Codes, int]:
    """The rank of each key among the different keys, all of which are below `size`; and how many differ."""
    if size > _SPARSE * len(keys) or not len(keys):
        different, rank = np.unique(keys, return_inverse=True)
        return rank.ravel(), len(different)
    seen = np.zeros(size, dtype=bool)
    for block in blocks(len(keys)):
        seen[keys[block]] = True
    different = np.flatnonzero(seen)
    rank = np.empty(size, dtype=np.min_scalar_type(len(different)))
    rank[different] = np.arange(len(different))
    return looked_up(rank, keys), len(different)


def firsts(kind: Numbers, many: int) -> Numbers:
    """The first place of each kind."""
    first = np.empty(many, dtype=np.int64)
    for block in [*blocks(len(kind))][::-1]:
        first[kind[block][::-1]] = np.arange(block.start, block.stop)[::-1]
    return first
