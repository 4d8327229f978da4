"""The handbook as a web app: Voila behind our own routes, headers and template."""

from pathlib import Path


def serve(
    *, port: int = 8866, open_browser: bool = True, notebooks: Path | None = None, host: str = "127.0.0.1"
) -> None:
    """Serve the notebooks until interrupted; exit with code 2 and one sentence if the port is taken."""
    # Imported here because every kernel imports this package, and Voila would cost it a second.
    from guide.web.server import run

    run(port=port, open_browser=open_browser, notebooks=notebooks, host=host)
