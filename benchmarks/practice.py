"""What practice keeps its word about: coverage, equal bytes in two processes, mastery by chance, a large class.

`python benchmarks/practice.py` takes a quarter of an hour; `--few` a tenth of it; one or more of `coverage`, `rebuilt`,
`learners` and `cohort` only these.
"""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC
from itertools import islice
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import uuid4

from guide import advise, default_book
from guide.cases.store import Entry, Store
from guide.practice.cases.building import build, decisions
from guide.practice.cases.finding import begin
from guide.practice.exercises.feedback import is_best
from guide.practice.learning.simulated import LEARNERS, false_mastery
from guide.practice.scenes import scenes
from guide.practice.skills import rules_of, skills
from guide.practice.teaching.records import Course, new_class
from guide.practice.teaching.sample_class import sample_class
from guide.ui.practice.cohort import CohortPage
from guide.ui.session import Session

BOOK = default_book()
FEW = "--few" in sys.argv


def names():
    """The cases that are rebuilt, the same in every process and without an end."""
    rng, refs = Random(1), tuple(decisions(BOOK))
    while True:
        yield rng.choice(refs), rng.randrange(1, 1_000_000)


def digests(count):
    """One hash a case, as soon as it is built; one that cannot be built says so."""
    for name in islice(names(), count):
        case = build(BOOK, *name)
        print(hashlib.sha256(case.plain()).hexdigest() if case else "none", flush=True)


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
    """The same cases in two processes with other hashes of words, compared one by one while they are built."""
    count, start = 1_000 if FEW else 10_000, perf_counter()
    command = [sys.executable, __file__, "digests", str(count)]
    seeds = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("7", "8191")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=seed) for seed in seeds]
    unequal, none, done = [], 0, 0
    for done, (name, one, two) in enumerate(zip(names(), *(process.stdout for process in both), strict=False), 1):
        none += one == "none\n"
        unequal += [name] if one != two else []
        if done % 1_000 == 0:
            print(f"  {done} in {perf_counter() - start:.0f} s", flush=True)
    ended = {process.wait() for process in both}
    print(f"{done} of {count} cases rebuilt, {none} of them none, unequal: {unequal or 'none'}, exit {ended}")


def learners():
    """Simulated learners: how many skills are declared mastered that are not known."""
    rules = {skill: rules_of(BOOK, skill) for skill in skills(BOOK)}
    for learner in LEARNERS:
        wrong, declared, of = false_mastery(learner, rules, 4 if FEW else 40, 1, begin(BOOK))
        print(f"{learner.name}: {wrong} false of {declared} declared and {of} skills, {wrong / of:.2%}")


def cohort():
    """Classes in a store: how long the page of the trainer takes to open, and to show one person of it."""
    now = begin(BOOK)
    for people, answers in ((20, 50), (500, 5)) if FEW else ((200, 500), (5_000, 50)):
        with TemporaryDirectory() as folder:
            store, codes = Store(f"sqlite:///{folder}/class.db"), new_class()
            course = Course(store, codes.people)
            course.make(now)
            for sign, made in sample_class(BOOK, now, people=people, answers=answers).items():
                written = [Entry(uuid4().hex, r.at.astimezone(UTC), "answer", r.to_plain()) for r in made]
                store.append(course.keys(sign)[sign], 0, written)
                course.keeper.put([Entry(uuid4().hex, now.astimezone(UTC), "joined", {"sign": sign})])
                course.keeper.send()
            page = CohortPage(Session(store=store, now=lambda: now))
            page.code.value = codes.trainer
            took = []
            for act in (lambda: page._open(""), lambda: page._person("T-07")):  # noqa: B023 (called at once)
                wall, start = perf_counter(), process_time()
                act()
                took.append(f"{process_time() - start:.2f} s of processor, {perf_counter() - wall:.2f} s")
            print(f"class of {people} with {answers} answers each: opened in {took[0]}, one person in {took[1]}; "
                  f"{len(page.main.html):,} characters, {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip


PARTS = {"coverage": coverage, "rebuilt": rebuilt, "learners": learners, "cohort": cohort}

if __name__ == "__main__":
    if "digests" in sys.argv:
        digests(int(sys.argv[-1]))
    else:
        for chosen in [PARTS[name] for name in PARTS if name in sys.argv] or PARTS.values():
            chosen()
