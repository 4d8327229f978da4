"""A stand-alone Voila with our routes instead of its own.

Only stand-alone: as an extension of another Jupyter server the browser could send code to the kernel. So this
module deliberately has no `_jupyter_server_extension_points`.
"""

import errno
import logging
import os
import shutil
import subprocess
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import tornado.ioloop
import tornado.web
import voila.voila_kernel_manager
from jupyter_core.utils import run_sync
from voila.app import Voila
from voila.utils import get_voila_labextensions_path

from guide.cases.store.location import SETTING, address, is_fresh
from guide.web.accounts import Account, Roles, Visitor
from guide.web.chapters import Chapter, chapters, default_notebooks
from guide.web.forking import CAN_FORK, close_nursery, open_nursery
from guide.web.frame import Files, Joint
from guide.web.headers import HEADERS, log_request, quiet_logs
from guide.web.health import Database, Health, drain_on_term
from guide.web.kernel_manager import clean_environment
from guide.web.pages import Landing, NotFound, Page
from guide.web.renderer import GuideRenderer, once
from guide.web.settings import settings_for
from guide.web.site import ASSET_FOLDERS, front_end_version, joint, roles
from guide.web.visitors import MESSAGES, Arrivals, Goodbye, Line, State, is_loopback, most_visitors

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_KERNEL = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


class GuideApp(Voila):  # type: ignore[misc]
    """Voila reduced to an allow-list of notebooks."""

    chapters: dict[str, Chapter]
    prefix: str
    names: frozenset[str] = frozenset()  # host names under which the handbook is reached, besides localhost
    visitors = 0  # how many at once; 0: as many as the memory has room for
    accounts = False  # whether a proxy says who somebody is
    patience = 0  # seconds to wait for the last visitor when asked to end
    immortal = False  # whether what visitors share is marked as never ending

    def init_settings(self) -> dict[str, Any]:
        """Add what has to be there before the application object exists: compression, headers, logging."""
        settings: dict[str, Any] = super().init_settings()
        frame = self.config.VoilaConfiguration.resources["site"]
        self.kernel_manager.allowed_message_types = MESSAGES
        return settings | {
            "compress_response": True,
            "headers": HEADERS,
            "log_function": log_request,
            "guide_site": frame,
            "guide_names": frozenset({"localhost", self.ip.lower(), *self.names}),
            "guide_arrivals": Arrivals(self.visitors or most_visitors(immortal=self.immortal)),
            "guide_database": Database(),
            "allow_remote_access": False,
            "ws_ping_interval": 30_000,
            # The last pong is a whole interval old when the next ping goes out: as short a wait would end good lines.
            "ws_ping_timeout": 90_000,
            "websocket_max_message_size": 4 * 1024 * 1024,
            "xsrf_cookie_kwargs": {"samesite": "Strict"},
            "default_handler_class": NotFound,
            "identity_provider": Account(parent=self) if self.accounts else Visitor(parent=self),
            "authorizer": Roles(parent=self),
            "guide_accounts": self.accounts,
            "guide_roles": roles(),
        }

    def init_handlers(self) -> list[Any]:
        """Only what a page needs: no tree, no file contents, no rendering by path, no log-in."""
        static = {"folders": [path for path in self.static_paths if Path(path).is_dir()], "versioned": True}
        extensions = get_voila_labextensions_path(self.voila_configuration.extra_labextensions_path)
        labs = {"folders": [path for path in extensions if Path(path).is_dir()], "versioned": True}
        return [
            (r"/", Landing),
            (r"/healthz", Health),
            *((rf"/assets/{name}", Joint, {"name": name, "text": text}) for name, text in joint().items()),
            (r"/assets/(.*)", Files, {"folders": [str(path) for path in ASSET_FOLDERS]}),
            (rf"{self.prefix}/static/(.*)", Files, static),
            (rf"{self.prefix}/labextensions/(.*)", Files, labs),
            (rf"/api/kernels/{_KERNEL}", State),
            (rf"/api/kernels/{_KERNEL}/channels", Line),
            (rf"/voila/api/shutdown/{_KERNEL}", Goodbye),
            (r"/([a-z0-9-]+)/?", Page, {"chapters": self.chapters}),
            (r"/.*", NotFound),
        ]

    def page_config(self, config: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the front end addresses that carry its version, so that the browser may keep its files."""
        config["fullStaticUrl"] = f"{self.prefix}/static"
        config["fullLabextensionsUrl"] = f"{self.prefix}/labextensions"
        return config

    def listen(self) -> None:
        """Listen on the one port asked for, say where, and run until stopped."""
        loop = tornado.ioloop.IOLoop.current()
        drain_on_term(loop, self.app.settings["guide_arrivals"], self.kernel_manager, self.patience)
        try:
            self.app.listen(self.port, self.ip)
        except OSError as problem:
            self._refuse(problem)
        name = "127.0.0.1" if self.ip in ("0.0.0.0", "::", "") else self.ip
        address = f"http://{name}:{self.port}/"
        print(f"互动手册已打开 · the handbook is open at {address}", flush=True)
        if self.open_browser:
            webbrowser.open(address)
        try:
            loop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def stop(self) -> None:
        """End the kernels first, then remove the folder with their sockets. One that has ended is no error."""
        with suppress(tornado.web.HTTPError):
            run_sync(self.kernel_manager.shutdown_all)(now=True)
        close_nursery()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _handle_signal_stop(self, *_: Any) -> NoReturn:
        """End at once: this is heard before the port is open, where Voila would stop a loop that is not there.

        An exception would be raised in whatever is being built just now, which then complains that it is half built.
        """
        self._leave()
        os._exit(0)

    def _leave(self) -> None:
        close_nursery()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _refuse(self, problem: OSError) -> NoReturn:
        self._leave()
        reason = {errno.EADDRINUSE: "已被占用 (in use)", errno.EACCES: "不允许使用 (not permitted)"}
        why = reason.get(problem.errno or 0, "无法打开 (cannot be opened)")
        print(f"端口 {self.port} {why}，请换一个 · choose another with --port.", file=sys.stderr)
        raise SystemExit(2)


class Serving(NamedTuple):
    """How the handbook is served; see `guide.web.serve`."""

    port: int
    open_browser: bool
    notebooks: Path | None
    host: str
    names: frozenset[str]
    team: bool | None
    visitors: int
    patience: int
    accounts: bool
    immortal: bool

    @property
    def shows_team(self) -> bool:
        """Whether the pages for a team are there: beyond this machine only by the switch, or where roles open them."""
        return (self.accounts or (is_loopback(self.host) and not self.names)) if self.team is None else self.team


def run(how: Serving) -> None:
    """Build the app and block until it is stopped."""
    folder = (how.notebooks or default_notebooks()).resolve()
    closed = frozenset() if how.shows_team else {slug for slug, needed in roles().items() if needed}
    pages = {slug: chapter for slug, chapter in chapters(folder).items() if slug not in closed}
    # Voila finds templates on Jupyter's own search path.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(_TEMPLATES), os.environ.get("JUPYTER_PATH"))))
    os.environ[SETTING] = address()  # visitors' processes write to the same database
    if is_fresh(os.environ[SETTING]):  # aside: this process does without the database's library
        subprocess.Popen([sys.executable, "-m", "guide", "store", "migrate"], stdout=subprocess.DEVNULL)
    config = settings_for(pages)
    app = GuideApp.instance(
        config=config,
        port=how.port,
        ip=how.host,
        open_browser=how.open_browser,
        root_dir=str(folder),
        config_file_paths=[],
    )
    app.chapters, app.prefix = pages, f"/app/{front_end_version()}"
    app.names, app.visitors = frozenset(name.lower() for name in how.names), how.visitors
    app.patience, app.accounts, app.immortal = how.patience, how.accounts, how.immortal
    config.VoilaConfiguration.page_config_hook = app.page_config
    app.update_config(config)
    app.log_level = logging.WARNING
    if CAN_FORK:
        open_nursery(clean_environment(os.environ), str(folder), immortal=how.immortal)
    kernels = voila.voila_kernel_manager  # Voila makes its renderers, and what it tells each page, by these names alone
    kernels.NotebookRenderer = GuideRenderer
    kernels.get_page_config = once(kernels.get_page_config)  # it looks through the folders of all extensions
    app.initialize([])
    app.log.setLevel(app.log_level)  # Jupyter has its loggers write every detail, which then nobody reads
    quiet_logs(app.log)
    # Tornado means seconds where Jupyter's server means milliseconds, and takes its figure for a mistake.
    logging.getLogger("tornado.general").addFilter(lambda record: "websocket_ping_timeout" not in record.getMessage())
    app.start()
