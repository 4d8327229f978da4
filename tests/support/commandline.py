"""The command line as people run it, and the case file that they run it on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from webserver import PATIENCE

from guide import __main__ as cli

ROOT = Path(__file__).resolve().parents[2]
CASE = """
facts:
  order_no: P20251110
  item: 手工陶瓷杯两只
  address: right
  phone: right
  recipient: right
  origin: domestic
  tracking: in_transit
  last_scan: 2026-11-16T08:42
  last_place: 离开杭州转运中心
  demand: trace
  held: [order_shot, tracking_shot]
journal:
  - {event: seller_contacted, at: 2026-11-21T18:20}
  - {event: seller_replied, at: 2026-11-21T20:20, reply: stalling}
"""


def guide_(*args: str, text: str | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as people do."""
    return subprocess.run(
        [sys.executable, "-m", "guide", *args], capture_output=True, cwd=ROOT, input=text,
        encoding="utf-8", env={**os.environ, **(env or {})}, timeout=PATIENCE, check=False,
    )  # fmt: skip


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Run the command line in this process."""
    try:
        code = cli.main(args)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err
