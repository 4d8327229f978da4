"""The desk in figures: rows a second, a table from file to sorted file, and the same rules elsewhere.

    python benchmarks/desk.py                      # 200,000 cases; --rows N for others
    python benchmarks/desk.py --large 10000000     # that many from Parquet to Parquet, piece by piece
    python benchmarks/desk.py --growth 7           # 10^4 to 10^7 cases by Dask, with two workers

Made-up cases are drawn once and moved in time until there are enough. Parquet, ZEN and DuckDB are measured where they
are installed. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from guide import advise, default_book
from guide.book.exchange.dmn import to_dmn
from guide.book.facts import WORDS
from guide.cases import sample
from guide.cases.table import CaseRow, write_csv
from guide.cases.weights import weights
from guide.desk.chain.deciding import decide
from guide.desk.chain.gathers import fired
from guide.desk.columns.arrays import columns
from guide.engine.case import BEIJING, moved

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=BEIJING)
DRAWN = 2000
FIVE = ("details", "around", "reach", "matter", "parcel")
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


def say(what, seconds, rows, used=0.0):
    """Print one figure, with the seconds of the processor where they are known, and the load of the machine."""
    processor = f"{used:>8.2f} s of the processor" if used else ""
    load = f"load {os.getloadavg()[0]:.0f}"
    print(f"{what:<58} {seconds:>8.2f} s  {rows / seconds:>14,.0f} rows/s  {load}  {processor}", flush=True)


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
    """One run of the command: its seconds, those of the processor, and the most memory of any run until now."""
    start, before = perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-m", "guide", "triage", str(path), "-o", str(out), "--now", f"{NOW:%Y-%m-%dT%H:%M}", *more],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return perf_counter() - start, used, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def from_file_to_file(many, folder):
    """A table as CSV to the sorted table, by the command as people run it."""
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_csv((CaseRow(n, f"C{n:07}", case) for n, case in enumerate(cases(many), start=2)), file)
    seconds, used, memory = command(path, folder / "sorted.csv")
    say(f"CSV ({path.stat().st_size / 1e6:.0f} MB) to sorted CSV, at most {memory:,.0f} MB", seconds, many, used)
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
    seconds, used, memory = command(source, folder / "sorted.parquet")
    say(f"Parquet to sorted Parquet, at most {memory:,.0f} MB", seconds, many, used)
    start = perf_counter()
    pd.read_parquet(source).to_parquet(folder / "copy.parquet", index=False)
    say("  reading and writing the same Parquet alone", perf_counter() - start, many)


def large_parquet(many, folder, drawn=200_000):
    """A Parquet file of any length: the same cases again and again, each time under other ids."""
    import pyarrow as pa
    from pyarrow import parquet

    from guide.desk.board import from_cases

    frame = from_cases(CaseRow(n, "", case) for n, case in enumerate(cases(min(drawn, many)), start=2)).frame
    path, writer = folder / f"cases-{many}.parquet", None
    for at in range(0, many, len(frame)):
        some = frame.iloc[: many - at].assign(case=[f"D{n:09}" for n in range(at, min(at + len(frame), many))])
        table = pa.Table.from_pandas(some, preserve_index=False)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=100_000)
    writer.close()
    return path


def past_memory(many, folder):
    """So many cases from Parquet to Parquet on one core, beside reading those columns and writing the others alone."""
    from pyarrow import parquet

    source, out = large_parquet(many, folder), folder / "sorted.parquet"
    seconds, used, memory = command(source, out)
    say(f"Parquet ({source.stat().st_size / 1e6:.0f} MB) to Parquet, at most {memory:,.0f} MB", seconds, many, used)
    took = np.zeros(2)

    def timed(work):
        start, before = perf_counter(), process_time()
        result = work()
        took[:] += perf_counter() - start, process_time() - before
        return result

    given = parquet.ParquetFile(source).iter_batches(batch_size=100_000)
    while timed(lambda: next(given, None)) is not None:
        pass
    ready = parquet.ParquetFile(out)
    with parquet.ParquetWriter(folder / "copy.parquet", ready.schema_arrow) as writer:
        for batch in ready.iter_batches(batch_size=100_000):
            timed(lambda: writer.write_batch(batch))  # noqa: B023 (called at once)
        timed(writer.close)
    say("  reading those columns and writing these alone", took[0], many, took[1])


def growth(most, folder):
    """Ten times as many cases again and again, by the workers of one machine."""
    from distributed import Client, LocalCluster

    workers = LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="2GB", dashboard_address=None)
    with workers, Client(workers):
        for power in range(4, most + 1):
            source = large_parquet(10**power, folder)
            seconds, *_ = command(source, folder / f"out-{power}.parquet", "--dask", workers.scheduler_address)
            say(f"10^{power} cases by Dask, two workers", seconds, 10**power)
            source.unlink()


def five_tables(many):
    """The columns that five tables look at, of some cases."""
    packed = columns(list(cases(min(many, 100_000))))
    return {name: packed.codes[name] for table in FIVE for name in BOOK.tables[table].conditions}


def zen_engine(state, many=20_000):
    """The same five tables, as the exported DMN says them, in an engine that is not ours; both say the same."""
    sys.path.append(str(Path(__file__).parents[1] / "tests/support"))
    try:
        from dmn_oracle import Oracle, shown
    except ImportError:
        print("ZEN: not installed")
        return
    oracle = Oracle(to_dmn(BOOK))
    for name in FIVE:  # to read a table is not counted
        list(oracle.decide(name, [{}]))
    some = {name: codes[:many] for name, codes in state.items()}
    words = [dict(zip(some, row, strict=True)) for row in
             zip(*([WORDS[name][code] for code in codes] for name, codes in some.items()), strict=True)]  # fmt: skip
    asked = {}
    for name in FIVE:
        places = [(column, expression.partition(".")) for column, expression in oracle.reads(name).items()]
        asked[name] = [shown(places, case) for case in words]
    told = {}

    def ask():
        for name in FIVE:
            told[name] = [found[0][0] for found in oracle.decide(name, asked[name])]

    say("five tables in ZEN, from the exported DMN", best(ask, 1), len(words))
    for name in FIVE:
        rules = BOOK.tables[name].rules
        assert told[name] == [rules[number].id for number in fired(BOOK.tables[name], some, len(words))], name


def duckdb_case(state):
    """The same five tables as CASE expressions in DuckDB, beside our gathers over the same columns."""
    try:
        import duckdb
        import pandas as pd
    except ImportError:
        print("DuckDB: not installed")
        return
    frame = pd.DataFrame(state)

    def chain(table):
        whens = []
        for number, rule in enumerate(table.rules):
            tests = [f"{c} IN ({','.join(str(WORDS[c].index(w)) for w in sorted(ok))})" for c, ok in rule.asks.items()]
            whens.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {number}")
        return f"CASE {' '.join(whens)} END AS rule_{table.name}"

    query = "SELECT " + ", ".join(chain(BOOK.tables[name]) for name in FIVE) + " FROM frame"
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("frame", frame)
    told = connection.execute(query).fetchnumpy()
    for name in FIVE:
        assert (told[f"rule_{name}"] == fired(BOOK.tables[name], state, len(frame))).all(), name
    say("five tables as CASE in DuckDB, one thread", best(lambda: connection.execute(query).fetchnumpy()), len(frame))


def main():
    """Every measurement, one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--large", type=int, default=0, metavar="N")
    parser.add_argument("--growth", type=int, default=0, metavar="POWER")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if args.large:
            past_memory(args.large, Path(name))
        if args.growth:
            growth(args.growth, Path(name))
        if args.large or args.growth:
            return
        gathers(args.rows)
        state = five_tables(args.rows)
        rows = len(next(iter(state.values())))
        say("five tables by our gathers", best(lambda: [fired(BOOK.tables[name], state, rows) for name in FIVE]), rows)
        zen_engine(state)
        duckdb_case(state)
        path = from_file_to_file(args.rows, Path(name))
        parquet_to_parquet(path, args.rows, Path(name))


if __name__ == "__main__":
    main()
