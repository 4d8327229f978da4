"""The JavaScript of the controls: as one module for each widget, and all of it joined for the pages of the web app."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
_NAMED = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)


def _text(part: str) -> str:
    return (_FOLDER / f"{part}.js").read_text(encoding="utf-8")


def _with_imports(*names: str) -> list[str]:
    """The files with all that they import, each after what it needs."""
    parts: list[str] = []
    for name in names:
        before = _with_imports(*(other for _, other in _IMPORT.findall(_text(name))))
        parts += [part for part in (*before, name) if part not in parts]
    return parts


def module(name: str) -> str:
    """A control as one ES module, all that a widget can carry: its imports stand in front of it."""
    return _EXPORT.sub("", "\n".join(_IMPORT.sub("", _text(part)) for part in _with_imports(name)))


def controls() -> list[str]:
    """The names of the files that are a control, and not a part of one."""
    return sorted(path.stem for path in _FOLDER.glob("*.js") if _DEFAULT.search(path.read_text("utf-8")))


def joined(*names: str) -> str:
    """One object with these files by their names, and all that they import, each once."""
    return "(() => {\nconst parts = {};\n" + "\n".join(map(_scope, _with_imports(*names))) + "\nreturn parts;\n})()"


def _scope(part: str) -> str:
    """A file in a scope of its own, with its imports taken from the files before it."""
    text = _text(part)
    given = "" if _DEFAULT.search(text) else f"return {{ {', '.join(_NAMED.findall(text))} }};\n"
    body = _EXPORT.sub("", _DEFAULT.sub("return ", _IMPORT.sub(r"const \1 = parts.\2;\n", text)))
    return f"parts.{part} = (() => {{\n{body}{given}}})();"
