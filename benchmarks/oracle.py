"""Every case that can be counted, and a large sample of the rest, decided by an engine that is not ours as well.

Run it with `python benchmarks/oracle.py [CASES A RULE]`; it takes some minutes and ends with 1 if anything differs.
The oracle reads the exported DMN file (`tests/support/dmn_oracle.py`). The ordinary tests do a part of this.
"""

import random
import sys
from itertools import product
from pathlib import Path
from time import process_time

HERE = Path(__file__).parent.parent
sys.path[:0] = [str(HERE), str(HERE / "tests/support")]  # runs from the source without an install

from dmn_oracle import Oracle, around_rules, differences, every, word_by_word  # noqa: E402

from guide import default_book  # noqa: E402
from guide.book.chain import PARTIAL, UNIQUE, named  # noqa: E402
from guide.book.exchange.dmn import to_dmn  # noqa: E402
from guide.book.facts import WORDS  # noqa: E402

WHOLE = (*named(policy=UNIQUE), *named(policy=PARTIAL), "questions", "actions")
CHUNK = 50_000


def classes(table, rng):
    """All combinations of words that some rule tells apart; a random word stands for those that none does."""
    axes = []
    for name in table.conditions:
        kinds: dict[tuple[bool, ...], list[str]] = {}
        for word in WORDS[name]:
            kinds.setdefault(tuple(word in rule.when[name] for rule in table.rules), []).append(word)
        axes.append(list(kinds.values()))
    return ({n: rng.choice(w) for n, w in zip(table.conditions, kinds, strict=True)} for kinds in product(*axes))


def compare(oracle, table, cases):
    """Compared and different cases, in pieces that fit in memory."""
    compared = different = 0
    batch = []
    for case in cases:
        batch.append(case)
        if len(batch) == CHUNK:
            done, found = differences(oracle, table, batch)
            compared, different, batch = compared + done, different + len(found), []
    done, found = differences(oracle, table, batch)
    return compared + done, different + len(found)


def main(each: int = 2_000) -> int:
    """Compare everything, print the counts, and say with the exit code whether all agree."""
    book, rng = default_book(), random.Random(1)
    oracle = Oracle(to_dmn(book))
    print(f"{'table':12} {'cases':>9} {'different':>9} {'s CPU':>7}")
    total = wrong = 0
    work = [(name, every(book.tables[name])) for name in WHOLE]
    work += [("blockers", classes(book.tables["blockers"], rng))]
    work += [(name, around_rules(book.tables[name], rng, each)) for name in ("blockers", "notes")]
    work += [("drafts", word_by_word(book.tables["drafts"]))]
    for name, cases in work:
        began = process_time()
        compared, different = compare(oracle, book.tables[name], cases)
        print(f"{name:12} {compared:9,} {different:9,} {process_time() - began:7.1f}", flush=True)
        total, wrong = total + compared, wrong + different
    print(f"{'all':12} {total:9,} {wrong:9,}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
