"""The base of all our handlers, and the one that serves files."""

import gzip
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from guide.web.headers import HEADERS


class Sorry(NamedTuple):
    """A page that is not shown: the ids of its title and its sentence, and the ways on from it (see sorry.html)."""

    title: str
    text: str
    ways: tuple[str, ...] = ()


_BROKEN = Sorry("error.title", "error.text", ("reload", "home"))
_FULL = Sorry("full.title", "full.text", ("reload", "home"))
#: What a status means to a person; all others are our fault.
SORRY: dict[int, Sorry] = {
    HTTPStatus.NOT_FOUND: Sorry("missing.title", "missing.text", ("home", "chapters")),
    HTTPStatus.FORBIDDEN: Sorry("elsewhere.title", "elsewhere.text"),
    HTTPStatus.TOO_MANY_REQUESTS: _FULL,
    HTTPStatus.SERVICE_UNAVAILABLE: _FULL,
}
#: Why a page is shown to others and not to somebody.
UNNAMED = Sorry("unnamed.title", "unnamed.text")
CLOSED = Sorry("closed.title", "closed.text", ("home",))
_PAUSE = 30  # seconds after which a visitor for whom there was no room may ask again
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_FOREVER = "public, max-age=31536000, immutable"


class RefusedPageError(HTTPError):
    """A page that is not shown to somebody, and why."""

    def __init__(self, status: int, sorry: Sorry) -> None:
        super().__init__(status)
        self.sorry = sorry


class Framed:
    """The base of all our handlers: the headers, and an error page in our own frame."""

    settings: dict[str, Any]

    def set_default_headers(self: Any) -> None:
        """Send the hardening headers with every answer, files and errors too."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def write_error(self: Any, status_code: int, **more: Any) -> None:
        """Say in one plain sentence what happened; details stay in the log."""
        _, error, _ = more.get("exc_info", (None, None, None))
        sorry = error.sorry if isinstance(error, RefusedPageError) else SORRY.get(status_code, _BROKEN)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        if sorry is _FULL:
            self.set_header("Retry-After", str(_PAUSE))
        self.finish(self.framed("sorry.html", status_code=status_code, sorry=sorry))

    def framed(self: Any, name: str, **more: Any) -> str:
        """Render one of our own templates."""
        template = self.settings["voila_jinja2_env"].get_template(name)
        html: str = template.render(site=self.settings["guide_site"], **more)
        return html


def is_current(handler: RequestHandler) -> bool:
    """Whether an address carries the hash of what is answered; in an update a server is asked for another's file."""
    return handler.request.uri in handler.settings["guide_site"]["assets"].values()


class Joint(Framed, RequestHandler):
    """A file that is put together, and packed, when the server starts."""

    def initialize(self, name: str, text: str) -> None:
        """Take its name and its text."""
        self.kind, self.text = _KINDS[Path(name).suffix], text

    def get(self) -> None:
        """Send it, to be kept for ever where the address carries its version."""
        self.set_header("Content-Type", f"{self.kind}; charset=utf-8")
        self.set_header("Cache-Control", _FOREVER if is_current(self) else "no-cache")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" not in self.request.headers.get("Accept-Encoding", ""):
            self.finish(self.text)
            return
        self.set_header("Content-Encoding", "gzip")
        self.finish(_packed(self.text))


@cache
def _packed(text: str) -> bytes:
    return gzip.compress(text.encode())


class Files(Framed, StaticFileHandler):
    """Files from several folders, kept for ever where the address carries a version."""

    def initialize(self, folders: list[str], versioned: bool = False) -> None:  # type: ignore[override]
        """Take the folders in order of precedence; `versioned` says that the path itself is versioned."""
        self.folders, self.versioned = [str(Path(folder).resolve()) for folder in folders], versioned
        super().initialize(path=self.folders[0])

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Serve the first of the folders that has the file, never a folder itself."""
        inside = Path(absolute_path).relative_to(root)
        for folder in self.folders:
            candidate = Path(folder, inside)
            if candidate.is_file():
                self.root = folder
                absolute: str | None = super().validate_absolute_path(folder, str(candidate))
                return absolute
        raise HTTPError(HTTPStatus.NOT_FOUND)

    def parse_url_path(self, url_path: str) -> str:
        """Keep the path inside the folders."""
        if url_path.startswith("/") or ".." in url_path.split("/") or "\\" in url_path:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return url_path

    def set_extra_headers(self, path: str) -> None:
        """Let the browser keep what can never change under its address, and ask again for the rest."""
        forever = self.versioned or is_current(self)
        self.set_header("Cache-Control", _FOREVER if forever else "no-cache")
