"""Who somebody is, where an operator's proxy says so, and which pages that opens. Without one all are alike."""

import re
from http import HTTPStatus
from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User

from guide.web.frame import CLOSED, UNNAMED, RefusedPageError
from guide.web.visitors import is_loopback

#: What a proxy writes: a name, and the roles of it. It must take away what a visitor sent under these names.
NAME, ROLES = "X-Guide-User", "X-Guide-Roles"
_PLAIN = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


class Visitor(IdentityProvider):  # type: ignore[misc, unused-ignore]
    """Everyone is the same visitor: nobody is given a name, so nobody needs a cookie that keeps it."""

    def get_user(self, handler: Any) -> User | None:
        """One user for all."""
        return User(username="visitor")


class Account(IdentityProvider):  # type: ignore[misc, unused-ignore]
    """The user whom the proxy on this machine names; from anywhere else nobody is believed."""

    def get_user(self, handler: Any) -> User | None:
        """The user, or None; then no page opens."""
        name = handler.request.headers.get(NAME, "")
        if not is_loopback(handler.request.remote_ip) or not _PLAIN.fullmatch(name):
            return None
        return User(username=name)


class Roles(Authorizer):  # type: ignore[misc, unused-ignore]
    """Opens a page to those whose roles it names, and to everybody one that names none."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        """Whether a user may open a page; their own kernel they may always use."""
        needed: frozenset[str] = handler.settings["guide_roles"].get(resource, frozenset())
        if not needed or not handler.settings["guide_accounts"]:
            return True
        return not needed.isdisjoint(re.split(r"[\s,]+", handler.request.headers.get(ROLES, "")))


def let_in(handler: Any, slug: str) -> None:
    """Let a visitor into a page, or end with the page that says why not."""
    user = handler.current_user
    if user is None:
        raise RefusedPageError(HTTPStatus.UNAUTHORIZED, UNNAMED)
    if not handler.authorizer.is_authorized(handler, user, "read", slug):
        raise RefusedPageError(HTTPStatus.FORBIDDEN, CLOSED)
