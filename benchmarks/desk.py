"""The desk in figures: rows a second, a table from file to sorted file, and the same rules elsewhere.

    python benchmarks/desk.py            # 200,000 cases; --rows N for others

Made-up cases are drawn once and moved in time until there are enough. Parquet and DuckDB are measured where they are
installed. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

from guide import advise, default_book
from guide.cases import sample
from guide.cases.table import CaseRow, write_csv
from guide.cases.weights import weights
from guide.desk.arrays import columns
from guide.desk.deciding import decide
from guide.desk.gathers import fired
from guide.engine.case import BEIJING, moved

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=BEIJING)
DRAWN = 2000
BOOK = default_book()


def cases(many):
    """So many cases: a drawn one, and the same some minutes earlier, again and again."""
    drawn = [row.case for row in sample.cases(BOOK, weights(BOOK), min(DRAWN, many), 7, NOW)]
    for number in range(many):
        turn, place = divmod(number, len(drawn))
        yield drawn[place] if not turn else moved(drawn[place], timedelta(minutes=-7 * turn))


def best(work, times=3):
    """The shortest of some runs, in seconds."""
    took = []
    for _ in range(times):
        start = perf_counter()
        work()
        took.append(perf_counter() - start)
    return min(took)


def say(what, seconds, rows, unit="rows/s"):
    """Print one figure."""
    print(f"{what:<58} {seconds:>8.2f} s  {rows / seconds:>14,.0f} {unit}", flush=True)


def gathers(many):
    """One table's gather, and the whole decision, of cases that are columns already."""
    packed = columns(list(cases(min(many, 100_000))))
    rows = packed.many
    table = BOOK.tables["details"]
    part = {name: np.ascontiguousarray(codes[: 1 << 15]) for name, codes in packed.codes.items()}
    say("one table's gather (details), 32,768 rows", best(lambda: fired(table, part, 1 << 15), 50), 1 << 15)
    decide(packed, BOOK, NOW)
    say("the whole decision, columns in memory", best(lambda: decide(packed, BOOK, NOW)), rows)
    some = list(islice(cases(300), 300))
    say("advise, case by case", best(lambda: [advise(case, BOOK, NOW) for case in some], 1), len(some))


def command(path, out, *more):
    """One run of the command: its seconds, and the most memory of any run until now."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "guide", "triage", str(path), "-o", str(out), "--now", f"{NOW:%Y-%m-%dT%H:%M}", *more],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def from_file_to_file(many, folder):
    """A table as CSV to the sorted table, by the command as people run it."""
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_csv((CaseRow(n, f"C{n:07}", case) for n, case in enumerate(cases(many), start=2)), file)
    seconds, memory = command(path, folder / "sorted.csv")
    say(f"CSV ({path.stat().st_size / 1e6:.0f} MB) to sorted CSV, at most {memory:,.0f} MB", seconds, many)
    start = perf_counter()
    with path.open(encoding="utf-8-sig", newline="") as file, (folder / "copy.csv").open("w", newline="") as out:
        csv.writer(out).writerows(csv.reader(file))
    say("  reading and writing the same CSV alone", perf_counter() - start, many)
    return path


def parquet_to_parquet(path, many, folder):
    """The same with Parquet, beside reading and writing it alone."""
    try:
        import pandas as pd
        import pyarrow  # noqa: F401
    except ImportError:
        print("Parquet: pyarrow is not installed")
        return
    source = folder / "cases.parquet"
    pd.read_csv(path, dtype=str, keep_default_na=False).to_parquet(source, index=False)
    seconds, memory = command(source, folder / "sorted.parquet")
    say(f"Parquet to sorted Parquet, at most {memory:,.0f} MB", seconds, many)
    start = perf_counter()
    pd.read_parquet(source).to_parquet(folder / "copy.parquet", index=False)
    say("  reading and writing the same Parquet alone", perf_counter() - start, many)


def duckdb_case(many):
    """One chain of tables as CASE expressions in DuckDB, beside our gathers over the same columns."""
    try:
        import duckdb
        import pandas as pd
    except ImportError:
        print("DuckDB: not installed")
        return
    names = ("details", "around", "reach", "matter", "parcel")
    packed = columns(list(cases(min(many, 100_000))))
    frame = pd.DataFrame({name: packed.codes[name] for t in names for name in BOOK.tables[t].conditions})
    from guide.book.facts import WORDS

    def chain(table):
        whens = []
        for number, rule in enumerate(table.rules):
            tests = [f"{c} IN ({','.join(str(WORDS[c].index(w)) for w in sorted(ok))})" for c, ok in rule.asks.items()]
            whens.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {number}")
        return f"CASE {' '.join(whens)} END AS rule_{table.name}"

    query = "SELECT " + ", ".join(chain(BOOK.tables[name]) for name in names) + " FROM frame"
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("frame", frame)
    told = connection.execute(query).fetchnumpy()
    state = {name: frame[name].to_numpy() for name in frame}
    for name in names:
        assert (told[f"rule_{name}"] == fired(BOOK.tables[name], state, len(frame))).all(), name
    say("five tables as CASE in DuckDB, one thread", best(lambda: connection.execute(query).fetchnumpy()), len(frame))
    say("  the same five by our gathers",
        best(lambda: [fired(BOOK.tables[name], state, len(frame)) for name in names]), len(frame))  # fmt: skip


def main():
    """Every measurement, one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    many = parser.parse_args().rows
    gathers(many)
    duckdb_case(many)
    with tempfile.TemporaryDirectory() as name:
        path = from_file_to_file(many, Path(name))
        parquet_to_parquet(path, many, Path(name))


if __name__ == "__main__":
    main()
