"""Who is at the other end of a WebSocket, and whether the page it comes from is ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.request import split_domain_port, validate_host

from studio.people.secrets import token_of

BEARER = "bearer"


def header(scope: dict[str, Any], name: bytes) -> str:
    """A header of the handshake, "" when it is absent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def ticket_in(scope: dict[str, Any]) -> str | None:
    """The ticket that a handshake brings in its address, `?ticket=tkt_…`; what it opens, its socket says."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket")
    return asked[-1] if asked else None


def token_in(scope: dict[str, Any]) -> str | None:
    """The token that a handshake brings: in `Authorization`, or, from browsers, who cannot set that, as the second
    of two subprotocols, `bearer` and the token. None where it brings none."""
    kind, _, text = header(scope, b"authorization").partition(" ")
    if kind.lower() == BEARER:
        return text.strip()
    offered = list(scope.get("subprotocols", ()))
    return offered[1] if len(offered) == 2 and offered[0] == BEARER else None


class SameOrigin:
    """Refuse sockets opened by other sites' pages: their visitors' cookies would speak for them.

    Whoever brings a token or a ticket is let in from anywhere: then no cookie is looked at. Programs send no Origin;
    they must bring one, because a cookie without an Origin is not trusted.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        chosen = self.inner if is_ours(scope) else WebsocketDenier()
        return await chosen(scope, receive, send)


def is_ours(scope: dict[str, Any]) -> bool:
    host, origin = header(scope, b"host"), header(scope, b"origin")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    if token_in(scope) is not None or ticket_in(scope) is not None:
        return True
    return bool(origin) and (urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS)


class WhoAsks:
    """Put the user, or the API token, into `scope["user"]`."""

    def __init__(self, inner: Any) -> None:
        self.by_token, self.by_session = inner, AuthMiddlewareStack(inner)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        text = token_in(scope)
        if text is None and ticket_in(scope) is not None:
            return await self.by_token({**scope, "user": AnonymousUser()}, receive, send)
        if text is None:
            return await self.by_session(scope, receive, send)
        # An unknown token is nobody; the socket says so with its close code.
        token = await sync_to_async(token_of)(text)
        return await self.by_token({**scope, "user": token or AnonymousUser()}, receive, send)
