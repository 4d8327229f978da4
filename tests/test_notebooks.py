"""The chapters are what their sources say, hold no logic, and run from top to bottom."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from webserver import PATIENCE

from guide.book.loader import default_book
from guide.check.words import articles

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "convert_notebooks.py"
SOURCES = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.py"))
PLAIN = (ast.Call, ast.Name, ast.Attribute, ast.Constant, ast.keyword, ast.expr_context, ast.Expr)
EXAMPLE = """# %% [markdown] lang="zh"
# # 标题

# %% [markdown] lang="en"
# # Heading

# %%
import os
os.getcwd()

# %%
import os
os.getcwd()
"""


@pytest.fixture(scope="module")
def converter():
    spec = importlib.util.spec_from_file_location("convert_notebooks", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def logic(source: str) -> list[str]:
    """Name what in a code cell is more than one import and one plain call."""
    body = ast.parse(source).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    calls = [node for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    others = [node for node in body if node not in imports and node not in calls]
    inside = [part for node in calls for part in ast.walk(node)]
    more = [part for part in inside if not isinstance(part, PLAIN)]
    more += [part for part in inside if isinstance(part, ast.Call)][1:]
    return [ast.unparse(node) for node in [*imports[1:], *calls[1:], *others, *more]]


def test_there_are_chapters():
    """A handbook without chapters would pass every other test here."""
    assert SOURCES


def test_conversion_gives_no_diff(converter):
    """Each notebook is exactly what its source gives, and none is without a source."""
    assert [] == [path.name for path in converter.stale()]


def test_conversion_is_steady_and_keeps_the_language(converter):
    """The same text gives the same bytes; the cells' languages stay; nothing of a run is kept."""
    text = converter.convert(EXAMPLE)
    notebook = nbformat.reads(text, as_version=4)
    assert text == converter.convert(EXAMPLE)
    assert ["zh", "en", None, None] == [cell.metadata.get("lang") for cell in notebook.cells]
    assert 4 == len({cell.id for cell in notebook.cells})
    assert [([], None)] * 2 == [(cell.outputs, cell.execution_count) for cell in notebook.cells[2:]]
    assert "python3" == notebook.metadata.kernelspec.name


def test_a_changed_or_orphaned_notebook_is_found(converter, tmp_path):
    """A notebook edited by hand, or left behind by a renamed source, does not go unseen."""
    (tmp_path / "01_a.py").write_text(EXAMPLE, "utf-8")
    (tmp_path / "01_a.ipynb").write_text(converter.convert(EXAMPLE).replace("标题", "题"), "utf-8")
    (tmp_path / "02_b.ipynb").write_text("{}", "utf-8")
    assert ["01_a.ipynb", "02_b.ipynb"] == [path.name for path in converter.stale(tmp_path)]


def test_a_chapter_names_no_article_that_the_references_lack():
    known = {article for row in default_book().sheet("references.csv").rows for article in articles(row["zh"])}
    named = {path.name: articles(path.read_text(encoding="utf-8")) - known for path in SOURCES}
    assert not {name: lacking for name, lacking in named.items() if lacking}
    assert ("民法典", 577) in known  # so that this can fail


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_code_cells_hold_no_logic(converter, path):
    """A code cell is at most one import and one call with plain arguments."""
    cells = nbformat.reads(converter.convert(path.read_text("utf-8")), as_version=4).cells
    assert [] == [found for cell in cells if cell.cell_type == "code" for found in logic(cell.source)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_first_cell_is_a_heading(converter, path):
    """A chapter opens with its title."""
    first = nbformat.reads(converter.convert(path.read_text("utf-8")), as_version=4).cells[0]
    assert ("markdown", "# ") == (first.cell_type, first.source[:2])


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "def f(): pass",
        "f(g())",
        "f(x for x in y)",
        "f(lambda: 1)",
        "import a, b\nimport c",
        "f()\ng()",
    ],
)
def test_logic_in_a_cell_is_seen(source):
    """The rule above is worth something only if it catches what it forbids."""
    assert logic(source)


def test_every_notebook_runs(tmp_path):
    """All chapters run from top to bottom in a kernel of their own without an error."""
    notebooks = [str(path.with_suffix(".ipynb")) for path in SOURCES]
    # Called with no file, pytest would collect this very test again, without end.
    assert notebooks
    # A person's own IPython start-up files must not decide whether a chapter runs.
    env = os.environ | {"IPYTHONDIR": str(tmp_path), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    nbval = ["pytest", "--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={PATIENCE}"]
    command = [sys.executable, "-m", *nbval, "-W", "default", "-p", "no:cacheprovider", *notebooks]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=len(notebooks) * PATIENCE)
    passed = re.search(r"\d+ passed", run.stdout) is not None
    assert (0, True) == (run.returncode, passed), run.stdout + run.stderr
