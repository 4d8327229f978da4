"""What the whole run over all mutants costs, and what the order of the judges saves.

Run it with `python benchmarks/mutants.py [SAMPLE]`: a seeded sample (300 by default), judged once as `guide mutate`
does, and once by playing every scenario in the order of the files until one fails.
"""

import random
import sys
from pathlib import Path
from time import process_time

sys.path[:0] = [str(Path(__file__).parent.parent)]  # runs from the source without an install

from guide import default_book  # noqa: E402
from guide.check.mutants import Suite, mutants  # noqa: E402
from guide.check.scenarios import holds, read  # noqa: E402


def cost(work):
    """CPU seconds of one call."""
    start = process_time()
    work()
    return process_time() - start


def plainly(book, scenes, sample):
    """Every scenario in the order of the files; a mutant that crashes the handbook counts as noticed."""
    for mutant in sample:
        changed = mutant.book(book)
        try:
            all(holds(scene, changed) for scene in scenes)
        except (LookupError, ValueError, RuntimeError):
            continue


BOOK = default_book()
SCENES = read(BOOK)
all_ = list(mutants(BOOK))
taken = [m for m in all_ if not m.refused(BOOK)]
sample = random.Random(7).sample(taken, int(sys.argv[1]) if len(sys.argv) > 1 else 300)
suite = Suite(BOOK, SCENES)
ready = cost(lambda: suite.proofs)
# The order learns which scenarios catch most, so it is warmed up with another sample.
cost(lambda: list(suite.verdicts(random.Random(8).sample(taken, len(sample)))))
judged = cost(lambda: list(suite.verdicts(sample)))
plain = cost(lambda: plainly(BOOK, SCENES, sample))
print(f"{len(all_):,} mutants, of which the loader takes {len(taken):,}; {len(SCENES)} scenarios")
print(f"all that can be reached  {ready:6.2f} s, once")
print(f"as guide mutate does     {judged:6.2f} s for {len(sample)}")
print(f"every scenario in turn   {plain:6.2f} s, {plain / judged:.1f} times as much")
