"""The workflow logic runs with Python alone, but for the calendar of holidays."""

import ast
import sys
from pathlib import Path

import guide.engine

ALLOWED = {*sys.stdlib_module_names, "guide", "chinese_calendar"}


def imported(path):
    """The top-level packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        yield from (name.split(".")[0] for name in names)


def test_the_engine_imports_the_standard_library_and_the_calendar_only():
    modules = sorted(Path(guide.engine.__file__).parent.rglob("*.py"))
    assert len(modules) > 10
    assert [] == [(path.name, name) for path in modules for name in imported(path) if name not in ALLOWED]
