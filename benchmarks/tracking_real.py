"""How right the reader of tracking text is on real texts and on a further set, and how honest its confidence is.

Run it with `python benchmarks/tracking_real.py [FILE.jsonl ...]`; without files it takes the sets of the tests. A
text is `right` where state and signer are the expected ones, `acceptable` where they are others that were named before
the reader saw it, else `wrong`. Every miss is printed with the reading; a table holds the confidence against the truth.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent.parent
sys.path.insert(0, str(HERE))  # runs from the source without an install

from guide.book.loader import default_book  # noqa: E402
from guide.engine.case import BEIJING  # noqa: E402
from guide.reading.tracking import read_tracking  # noqa: E402

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
SETS = sorted((HERE / "tests" / "reading" / "tracking").glob("*.jsonl"))
CONFIDENCES = ("high", "medium", "low")


def verdict(wanted, got: str, acceptable, exact: str) -> str:
    """The verdict on one answer."""
    return "right" if got == exact else "acceptable" if got in acceptable else "wrong" if wanted else "right"


def judged(row):
    """The reading of a text, and its verdicts by name."""
    now = datetime.fromisoformat(row["now"]) if "now" in row else NOW
    reading = read_tracking(row["text"], default_book(), now=now)
    state = verdict(True, reading.state, row["acceptable_states"], row["expected_state"])
    signer = verdict(True, reading.signer, row["acceptable_signers"], row["expected_signer"])
    if state == "acceptable" or row["expected_signer"] == "any":
        signer = "right"  # who signed belongs to the state that was expected
    found = {"state": state, "signer": signer}
    if row["number"]:
        found["number"] = verdict(True, reading.tracking_no, (), row["number"])
    if row["carrier"]:
        found["carrier"] = verdict(True, reading.carrier, (), row["carrier"])
    return reading, found


def main() -> int:
    """Measure and print each set; 1 where a parcel was read as received that was not."""
    received = 0
    for path in [Path(name) for name in sys.argv[1:]] or SETS:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        counts: dict[str, Counter[str]] = {}
        truth: dict[str, Counter[str]] = {level: Counter() for level in CONFIDENCES}
        print(f"{path.stem}: {len(rows)} texts")
        for row in rows:
            reading, found = judged(row)
            for name, what in found.items():
                counts.setdefault(name, Counter())[what] += 1
            truth[reading.confidence][found["state"]] += 1
            received += reading.signer == "recipient" and not {"recipient", "any"} & {
                row["expected_signer"], *row["acceptable_signers"]}  # fmt: skip
            if missed := [name for name, what in found.items() if what == "wrong"]:
                print(f"  {row['id']:26} {','.join(missed):14} {reading.state}/{reading.signer} ({reading.confidence})")
                print(
                    f"{'':30} wanted {row['expected_state']}/{row['expected_signer']} {row['number']} {row['carrier']}"
                )
        for name, count in (*counts.items(), *((f"if {level}", truth[level]) for level in CONFIDENCES)):
            print(f"  {name:10}" + "".join(f" {what} {count[what]:3}" for what in ("right", "acceptable", "wrong")))
    print(f"received by the recipient where it was not: {received}")
    return int(received > 0)


if __name__ == "__main__":
    sys.exit(main())
