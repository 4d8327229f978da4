"""A visit without a browser: a page, the cookies of the browser that has it, and the ways to its kernel."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Awaitable
from http.cookies import SimpleCookie
from typing import NamedTuple

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect
from webserver import PATIENCE, get


class Visit(NamedTuple):
    """A page as one browser has it."""

    kernel: str
    cookies: str


def kernel_of(page: str) -> str:
    """The kernel that made a page."""
    return str(json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page)[1])["kernelId"])


def visit(base: str, page: str = "start", **headers: str) -> Visit:
    """Open a page with a browser of its own."""
    _, answered, body = get(f"{base}/{page}", **headers)
    cookies = SimpleCookie()
    for each in answered.get_all("Set-Cookie"):
        cookies.load(each)
    return Visit(kernel_of(body.decode()), "; ".join(f"{name}={one.value}" for name, one in cookies.items()))


def line(base: str, kernel: str, cookies: str, **headers: str) -> Awaitable[WebSocketClientConnection]:
    """A line to a kernel, as a page opens it."""
    sent = {"Cookie": cookies, "Origin": base, **headers}
    return websocket_connect(HTTPRequest(f"ws{base[4:]}/api/kernels/{kernel}/channels?session_id=x", headers=sent))


def goodbye(base: str, kernel: str, cookies: str, **headers: str) -> int:
    """The goodbye of a page to a kernel; the status it is answered with."""
    token = re.search("_xsrf=([^;]*)", cookies)[1]
    request = urllib.request.Request(
        f"{base}/voila/api/shutdown/{kernel}", data=f"_xsrf={token}".encode(), headers={"Cookie": cookies, **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return int(refused.code)
