"""The base of all our handlers, and the one that serves files."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from guide.web.headers import HEADERS

#: The page that says what a status means to a person; all others are the same to them.
_PAGES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "404.html",
    HTTPStatus.FORBIDDEN: "elsewhere.html",
    HTTPStatus.TOO_MANY_REQUESTS: "full.html",
    HTTPStatus.SERVICE_UNAVAILABLE: "full.html",
}
_FOREVER = "public, max-age=31536000, immutable"


class RefusedPageError(HTTPError):
    """A page that is not shown to somebody, and the template that says why."""

    def __init__(self, status: int, template: str) -> None:
        super().__init__(status)
        self.template = template


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
        name = error.template if isinstance(error, RefusedPageError) else _PAGES.get(status_code, "error.html")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        if name == "full.html":
            self.set_header("Retry-After", "30")
        self.finish(self.framed(name, status_code=status_code))

    def framed(self: Any, name: str, **more: Any) -> str:
        """Render one of our own templates."""
        template = self.settings["voila_jinja2_env"].get_template(name)
        html: str = template.render(site=self.settings["guide_site"], **more)
        return html


def is_current(handler: RequestHandler) -> bool:
    """Whether an address carries the hash of what is answered; in an update a server is asked for another's file."""
    return handler.request.uri in handler.settings["guide_site"]["assets"].values()


class Script(Framed, RequestHandler):
    """A script that is put together when the server starts."""

    def initialize(self, text: str) -> None:
        """Take the text."""
        self.text = text

    def get(self) -> None:
        """Send it, to be kept for ever where the address carries its version."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", _FOREVER if is_current(self) else "no-cache")
        self.finish(self.text)


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
