"""Write each notebook from its source of the same name; the same source gives the same bytes."""

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jupytext
import nbformat

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = ("lang", "tags")


def convert(source: str) -> str:
    """Turn jupytext percent text into notebook JSON without outputs, counts or anything of the moment."""
    seen: Counter[str] = Counter()
    cells = [_cell(cell, seen) for cell in jupytext.reads(source, fmt="py:percent").cells]
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    nbformat.validate(notebook)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(cell: Any, seen: Counter[str]) -> dict[str, Any]:
    """Give one cell with an id made from its text, so that a new cell changes no other one."""
    name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
    seen[name] += 1
    kept = {
        "cell_type": cell.cell_type,
        "id": name if seen[name] == 1 else f"{name}-{seen[name]}",
        "metadata": {key: cell.metadata[key] for key in KEPT if key in cell.metadata},
        "source": cell.source.splitlines(keepends=True),
    }
    return kept | ({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})


def sources(folder: Path = FOLDER) -> list[Path]:
    """List the sources in order."""
    return sorted(folder.glob("*.py"))


def stale(folder: Path = FOLDER) -> list[Path]:
    """List the notebooks that are missing, differ from their source, or have none."""
    wanted = {path.with_suffix(".ipynb"): convert(path.read_text("utf-8")) for path in sources(folder)}
    present = set(folder.glob("*.ipynb"))
    differing = {p for p, text in wanted.items() if p not in present or p.read_text("utf-8") != text}
    return sorted(differing | (present - set(wanted)))


def main() -> int:
    """Write the notebooks, or with --check only name those that a run would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything would change")
    changing = stale()
    if parser.parse_args().check:
        for path in changing:
            print(f"{path.name}: not what its source gives; run `make notebooks`", file=sys.stderr)
        return 1 if changing else 0
    for path in changing:
        source = path.with_suffix(".py")
        if source.exists():
            path.write_text(convert(source.read_text("utf-8")), "utf-8", newline="\n")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
