"""What a visitor's kernel pays for the engine: CPU of import, content and first advice beyond Python's own start.

Run it with `python benchmarks/start.py [PAIRS]`. Each pair starts Python twice, bare and with the engine, so that a
busy machine slows both alike; the medians are printed.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

TARGET = 0.150  # seconds
BARE = "pass"
FIRST = (
    "import guide; from datetime import datetime; from guide.engine.case import BEIJING;"
    "guide.advise(guide.Case(), guide.default_book(), datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING))"
)


def cpu(code: str, compiled: str) -> float:
    """Seconds of CPU, user and system, of one Python process; `compiled` is where it keeps its byte code.

    An installed handbook has byte code, also where the environment forbids to write it beside the sources.
    """
    kept = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent, env=kept)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Measure and print; 1 if the target is missed."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with TemporaryDirectory() as compiled:
        cpu(FIRST, compiled)  # compiles the byte code once
        measured = [(cpu(BARE, compiled), cpu(FIRST, compiled)) for _ in range(pairs)]
    beyond = median(first - bare for bare, first in measured)
    ratio = median(first / bare for bare, first in measured)
    bare = median(bare for bare, _ in measured)
    print(f"bare Python  {bare * 1000:4.0f} ms")
    print(f"engine       {beyond * 1000:4.0f} ms more, {ratio:.1f} times as much in all ({pairs} pairs)")
    print(f"target       {TARGET * 1000:4.0f} ms")
    return int(beyond > TARGET)


if __name__ == "__main__":
    sys.exit(main())
