"""What the difference of an edition with itself costs beside one enumeration of its states. Aim: at most 1.3 times.

Run it with `python benchmarks/difference.py [ROUNDS]`. Both are taken in turn in one run, in CPU seconds; the median of
the ratios counts. The enumeration has the states that the difference looks at, told apart by the same columns.
"""

import sys
from pathlib import Path
from statistics import median
from time import process_time

sys.path[:0] = [str(Path(__file__).parent.parent)]  # runs from the source without an install

from guide import load  # noqa: E402
from guide.check.difference import compare  # noqa: E402
from guide.check.difference.groups import DECISIVE  # noqa: E402
from guide.check.states import NOW, Editions, Situations, every_state, walk  # noqa: E402
from guide.check.states.advising import ADVISING  # noqa: E402


def cost(work):
    """CPU seconds of one call."""
    start = process_time()
    work()
    return process_time() - start


def enumerate_once():
    """All states of one edition, with the advice in each."""
    editions = Editions(OLD)
    situations = Situations(editions, OLD.tables.values())
    return every_state(situations, walk(editions), DECISIVE, ADVISING).advice


def compare_with_itself():
    """The difference of two editions that are read from the same files."""
    return compare(OLD, NEW, NOW)


OLD, NEW = load(), load()
WORKS = (enumerate_once, compare_with_itself)
rounds = [[cost(work) for work in WORKS] for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 15)][1:]
for work, costs in zip(WORKS, zip(*rounds, strict=True), strict=True):
    print(f"{work.__name__:20} {median(costs):6.2f} s")
print(f"{median(two / one for one, two in rounds):.2f} times as much; aim 1.3")
