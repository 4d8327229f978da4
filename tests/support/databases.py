"""Real databases for the tests of the store: a file, or a PostgreSQL server of our own on a socket in a folder."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _programs() -> Path | None:
    """The folder of PostgreSQL's server programs, newest first; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return next((p for p in folders if (p / "initdb").exists()), None)


def _account() -> dict[str, object]:
    """The server refuses to run as root: a system account runs it then."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@dataclass
class Server:
    """A PostgreSQL server that can be stopped and started in the middle of a test."""

    programs: Path
    folder: Path

    def run(self, program: str, *args: str) -> None:
        log = (self.folder / "setup.log").open("ab")
        subprocess.run([self.programs / program, *args], check=True, stdout=log, stderr=log, cwd="/", **_account())

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        log = str(self.folder / "server.log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self.run("createdb", "-h", str(self.folder), "-U", "tester", name)
        return f"postgresql://tester@/{name}?host={self.folder}"


@contextmanager
def postgres() -> Iterator[Server | None]:
    """A server in a folder of its own, or None where PostgreSQL is missing and cannot be installed."""
    if _programs() is None:
        subprocess.run([ROOT / "scripts" / "database.sh"], check=False)
    programs = _programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path has to be short
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Server(programs, folder)
    try:
        server.run(
            "initdb", "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "tester", "-N", "-D", str(folder / "data")
        )
        server.start()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):  # a test stopped it
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def lose(store) -> None:
    """Empty a database as its loss would: nothing in it says that its cases were deleted."""
    from guide.cases.store.schema import ENTRIES, FORGOTTEN

    with store._connected(writes=True) as connection:
        for table in (ENTRIES, FORGOTTEN):
            connection.execute(table.delete())
