"""Shipments a second that the reader of tracking text takes on one core, and how its time grows on hostile input.

Run it with `python benchmarks/tracking.py [ROUNDS]`. The rate stands beside a plain loop over `json.loads` on the
same machine in the same run, because a busy core slows both; the growth is the time of twice the input over once.
"""

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from time import process_time

HERE = Path(__file__).parent.parent
sys.path.insert(0, str(HERE))  # runs from the source without an install

from guide.book.loader import default_book, load  # noqa: E402
from guide.engine.case import BEIJING  # noqa: E402
from guide.reading.tracking import read_tracking, tracking_rules  # noqa: E402

TARGET = 3_000  # shipments a second
MOST_GROWTH = 2.6  # twice the input may take this many times as long on a noisy machine
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
FIXTURES = HERE / "tests" / "reading" / "tracking"
HOSTILE = (
    *("签", "签收人", "派件员取", "【（", "12:", "2024-05-0", "1380000", "*", " ", '"', "，,", '{"time":', "["),
    *("如有疑问", "【无需找商家】", "已签收\n", "2024-05-06 12:00 已签收 "),
)


def shipments() -> list[str]:
    """The fixtures as text, and logs as long as real ones made of the lines in each courier's style."""
    with (FIXTURES / "expected.csv").open(encoding="utf-8", newline="") as file:
        files = [(FIXTURES / row["file"]).read_text("utf-8") for row in csv.DictReader(file)]
    with (FIXTURES / "lines.csv").open(encoding="utf-8", newline="") as file:
        lines = [row["text"] for row in csv.DictReader(file)]
    logs = [lines[start : start + 6] for start in range(0, len(lines), 6)]
    return files + ["\n".join(f"2024-05-{20 - n:02} 12:3{n}:0{n} {line}" for n, line in enumerate(log)) for log in logs]


def baseline(source: str) -> int:
    """What the least a program can do with an answer costs: parse it and look at each event."""
    return sum("签收" in event["context"] for event in json.loads(source)["data"])


def seconds(work, sources, rounds: int) -> float:
    """The best CPU time of one call over several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        for source in sources:
            work(source)
        best = min(best, (process_time() - start) / len(sources))
    return best


def growth(piece: str, size: int = 200_000) -> float:
    """Time for twice the input over time for once; 2 is linear."""
    once, twice = piece * (size // len(piece)), piece * (2 * size // len(piece))
    read = lambda source: read_tracking(source, default_book(), now=NOW)  # noqa: E731
    return seconds(read, [twice], 3) / max(seconds(read, [once], 3), 1e-4)


def main() -> int:
    """Measure and print; 1 if a target is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    tracking_rules(default_book())
    sources = shipments() * 4
    answer = (FIXTURES / "kuaidi100.json").read_text("utf-8")
    events = sum(len(read_tracking(source, default_book(), now=NOW).events) for source in sources) / len(sources)
    one = seconds(lambda source: read_tracking(source, default_book(), now=NOW), sources, rounds)
    plain = seconds(baseline, [answer] * 500, rounds)
    print(f"reader    {1 / one:7.0f} shipments a second, {events:.1f} events each ({TARGET} wanted)")
    print(f"baseline  {1 / plain:7.0f} answers a second: the reader takes {one / plain:.0f} times as long")
    print(f"rules     {seconds(lambda _: tracking_rules(load()), [0], rounds) * 1000:7.1f} ms to load")
    worst = 0.0
    for piece in HOSTILE:
        ratio = growth(piece)
        worst = max(worst, ratio)
        print(f"growth    {ratio:7.2f} times for twice {piece!r}")
    return int(1 / one < TARGET or worst > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
