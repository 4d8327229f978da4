"""What practice keeps its word about: coverage, equal bytes in two processes, mastery by chance, a class of 200.

`python benchmarks/practice.py` takes some minutes; `--few` a tenth of it.
"""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from random import Random
from time import perf_counter

from guide import advise, default_book
from guide.practice.building import build, decisions, edition
from guide.practice.cohort import grid, most_missed
from guide.practice.feedback import is_best
from guide.practice.finding import begin
from guide.practice.sample_class import sample_class
from guide.practice.scenes import scenes
from guide.practice.simulated import LEARNERS, false_mastery
from guide.practice.skills import rules_of, skills

BOOK = default_book()
FEW = "--few" in sys.argv


def names(count):
    """The cases that are rebuilt, the same in every process."""
    rng, refs = Random(1), tuple(decisions(BOOK))
    return [(rng.choice(refs), rng.randrange(1, 1_000_000)) for _ in range(count)]


def digest(count):
    """One hash over so many cases; a case that cannot be built counts as its absence."""
    built = (build(BOOK, *name) for name in names(count))
    return hashlib.sha256(b"".join(case.plain() if case else b"-" for case in built)).hexdigest()


def coverage():
    """Every decision builds a valid exercise whose key is the engine's."""
    kinds, faults = Counter(), []
    for ref in decisions(BOOK):
        case = build(BOOK, ref, 1)
        if case is None or ref not in [rule.ref for rule in advise(case.truth, BOOK, case.now).route.deciding]:
            faults.append(ref)
            continue
        for scene in scenes(case, BOOK):
            kinds[scene.exercise.kind] += 1
            if not (scene.exercise.is_valid and is_best(scene.exercise, BOOK)):
                faults.append(f"{ref} {scene.exercise.kind}")
    print(
        f"{len(decisions(BOOK))} decisions, {sum(kinds.values())} exercises {dict(kinds)}, faults: {faults or 'none'}"
    )


def rebuilt():
    """The same cases in this process and in another with other hashes of words."""
    count, start = 1_000 if FEW else 10_000, perf_counter()
    command = [sys.executable, __file__, "--digest", str(count)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    ) as other:
        mine = digest(count)
        theirs = other.communicate()[0].strip()
    print(f"{count} cases rebuilt {'equal' if mine == theirs else 'UNEQUAL'} in {perf_counter() - start:.0f} s")


def learners():
    """Simulated learners: how many skills are declared mastered that are not known."""
    rules = {skill: rules_of(BOOK, skill) for skill in skills(BOOK)}
    for learner in LEARNERS:
        wrong, declared, of = false_mastery(learner, rules, 4 if FEW else 40, 1, begin(BOOK))
        print(f"{learner.name}: {wrong} false of {declared} declared and {of} skills, {wrong / of:.2%}")


def cohort():
    """A class of 200 people with 500 answers each."""
    now = begin(BOOK)
    records = sample_class(BOOK, now, people=200, answers=50 if FEW else 500)
    start = perf_counter()
    missed = most_missed(records)
    middle = perf_counter()
    grid(records, BOOK, edition(BOOK), now)
    print(f"class of 200: {len(missed)} rules in {middle - start:.2f} s, grid in {perf_counter() - middle:.2f} s")


if __name__ == "__main__":
    if "--digest" in sys.argv:
        print(digest(int(sys.argv[-1])))
    else:
        coverage()
        rebuilt()
        learners()
        cohort()
