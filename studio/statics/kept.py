"""The build's static files from memory, before any other layer: a console asks for two hundred of them at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from studio.security import PLAIN_HEADERS, policy_of
from studio.statics.views import FOR_EVER, kind_of

SAME = (*PLAIN_HEADERS.items(), ("Cache-Control", FOR_EVER))


class File(NamedTuple):
    body: bytes
    headers: list[tuple[bytes, bytes]]


class KeptStatics:
    """An ASGI application around another: what is not a file of the present build is the other's to answer."""

    def __init__(self, app: Any) -> None:
        self.app = app
        # Who works on the files wants to see them as they are now.
        self.places = {} if settings.DEBUG else {settings.STATIC_URL + path: place for path, place in places().items()}
        self.read: dict[str, File] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] not in self.places or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        file = await self.file(scope["path"])
        headers = [*file.headers, (b"content-security-policy", policy_of(host_of(scope)).encode("latin-1"))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else file.body})

    async def file(self, path: str) -> File:
        """A file, from the disk only the first time."""
        if path not in self.read:
            self.read[path] = file_of(path, await asyncio.to_thread(self.places[path].read_bytes))
        return self.read[path]


def places() -> dict[str, Path]:
    """Where each static file lies, by its path; of two with one path the first found is right."""
    every = [(path, Path(storage.path(path))) for finder in get_finders() for path, storage in finder.list([])]
    return dict(reversed(every))


def file_of(path: str, body: bytes) -> File:
    headers = [("Content-Type", kind_of(path)), ("Content-Length", str(len(body))), *SAME]
    return File(body, [(name.lower().encode(), value.encode()) for name, value in headers])


def host_of(scope: dict[str, Any]) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
