"""The handbook as a web app: Voila behind our own routes, headers and template."""

import sys
from collections.abc import Iterable
from pathlib import Path

# jsonschema would build the grammar of international addresses at its import: 1.2 s that no schema here needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def serve(
    *,
    port: int = 8866,
    open_browser: bool = True,
    notebooks: Path | None = None,
    host: str = "127.0.0.1",
    names: Iterable[str] = (),
    team: bool | None = None,
    visitors: int = 0,
    patience: int = 0,
    accounts: bool = False,
    immortal: bool = False,
) -> None:
    """Serve the notebooks until interrupted; exit with code 2 and one sentence if the port is taken.

    `names`: host names under which it is reached, besides localhost. `team`: whether the pages for a team are open;
    without an answer they are where it has no other name. `visitors`: how many at once; 0: as many as the memory holds.
    `patience`: seconds to wait for the last visitor when the process is asked to end.
    `accounts`: whether a proxy on this machine says who somebody is and which roles they have.
    `immortal`: whether what all visitors share is marked as never ending; see `guide.web.immortal`.
    """
    # Imported here because every kernel imports this package, and Voila would cost it a second.
    from guide.web.server import Serving, run

    run(Serving(port, open_browser, notebooks, host, frozenset(names), team, visitors, patience, accounts, immortal))
