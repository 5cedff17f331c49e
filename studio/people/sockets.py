"""Who is at the other end of a WebSocket, and whether the page it comes from is ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from studio.people.secrets import token_of


def header(scope: dict[str, Any], name: bytes) -> str:
    """A header of the handshake, "" when it is absent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


class SameOrigin:
    """Refuse sockets opened by other sites' pages: their visitors' cookies would speak for them.

    Programs send no Origin; they must bring a token, because a cookie without an Origin is not trusted.
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
    if not origin:
        return header(scope, b"authorization").lower().startswith("bearer ")
    return urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS


class WhoAsks:
    """Put the user, or the API token, into `scope["user"]`."""

    def __init__(self, inner: Any) -> None:
        self.by_token, self.by_session = inner, AuthMiddlewareStack(inner)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        kind, _, text = header(scope, b"authorization").partition(" ")
        if kind.lower() != "bearer":
            return await self.by_session(scope, receive, send)
        token = await sync_to_async(token_of)(text.strip())
        if token is None:
            return await WebsocketDenier()(scope, receive, send)
        return await self.by_token({**scope, "user": token}, receive, send)
