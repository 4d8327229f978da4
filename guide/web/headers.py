"""Response headers and logs that keep to themselves."""

import logging
import re
from typing import Any

from tornado.log import access_log
from tornado.web import RequestHandler

_SHUT = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: All comes from here; thumbnails of evidence are data, a picture that is being masked is a blob.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'none'; img-src 'self' data: blob:; "
    f"font-src 'self'; connect-src 'self'; {_SHUT}"
)
#: For a page with widgets that are not ours: anywidget loads a module as a blob, and Voila's bundle brings its style
#: sheets as elements and its signs as data. Style attributes, which only written-in markup needs, stay refused.
WIDE_POLICY = (
    "default-src 'self'; script-src 'self' blob:; style-src 'self'; style-src-elem 'self' 'unsafe-inline'; "
    "style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; " + _SHUT
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_QUERY = re.compile(r"\?[^\s'\",)]*")
_ADDRESS = re.compile(
    r"\(?(remote_ip=)?'?(\b\d{1,3}(\.\d{1,3}){3}\b|[0-9a-fA-F:]*::[0-9a-fA-F:]*"
    r"|\b(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b)'?\)?"
)
_KERNEL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST = 500  # characters of one record, without the trace of an error


class Discreet(logging.Filter):
    """Takes query strings, addresses and the names of kernels out of a record, and keeps it to one short line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message in place; drop only the remark that a notebook has no signature."""
        plain = _CONTROL.sub(" ", _QUERY.sub("", record.getMessage()[: 2 * _LONGEST]))
        record.msg, record.args = _ADDRESS.sub("-", _KERNEL.sub("-", plain))[:_LONGEST], ()
        return not record.msg.endswith("is not trusted")


def quiet_logs(*more: logging.Logger) -> None:
    """Put the filter on the loggers that see requests."""
    names = ("tornado.access", "tornado.application", "tornado.general")
    for logger in (*map(logging.getLogger, names), *more):
        if not any(isinstance(one, Discreet) for one in logger.filters):
            logger.addFilter(Discreet())


def log_request(handler: RequestHandler) -> None:
    """Log method, path and result: no query, no visitor."""
    status = handler.get_status()
    level = logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.INFO
    request: Any = handler.request
    access_log.log(level, "%d %s %s %.0fms", status, request.method, request.path, 1000 * request.request_time())
