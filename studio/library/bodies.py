"""How much a request may bring, decided while it arrives.

Daphne puts a whole body on disk before anybody is asked who sent it; without this, one chunked request
of any size, signed in or not, would fill the disk that shows and recordings live on.
"""

from __future__ import annotations

import shutil
import tempfile
from typing import Any

from daphne import http_protocol

from studio.library.intake import FLOOR_BYTES, size_limit

ORDINARY_MOST = 5_000_000  # bytes; every body but an upload is a small JSON or form
UPLOADS = (b"/api/v1/library", b"/api/v1/caption-models/upload")
FORM_MOST = 1_000_000  # what a multipart form adds around its file
LOOK_EVERY = 64 << 20

TOO_LARGE = b"413 Content Too Large"
NO_ROOM = b"507 Insufficient Storage"


def limit_of(path: bytes, is_known: bool) -> int:
    """The largest body for a path; who brings no credentials at all uploads nothing."""
    is_upload = path.partition(b"?")[0].rstrip(b"/") in UPLOADS
    return size_limit() + FORM_MOST if is_upload and is_known else ORDINARY_MOST


def has_room(more: int) -> bool:
    """Whether the disk that bodies wait on has room for `more` bytes, and some over."""
    return shutil.disk_usage(tempfile.gettempdir()).free - more > FLOOR_BYTES


class LimitedRequest(http_protocol.WebRequest):  # type: ignore[misc]
    """Daphne's request, refused as soon as it is too large. The connection is closed: the rest is not wanted."""

    taken = 0
    looked_at = 0
    refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        known = any(self.requestHeaders.hasHeader(name) for name in (b"cookie", b"authorization"))
        self.limit = limit_of(self.channel._path, known)
        super().gotLength(0 if (length or 0) > self.limit else length)
        if (length or 0) > self.limit:
            self.refuse(TOO_LARGE)
        elif (length or 0) > ORDINARY_MOST and not has_room(int(length or 0)):
            self.refuse(NO_ROOM)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.refused:
            return
        self.taken += len(data)
        if self.taken > self.limit:
            self.refuse(TOO_LARGE)
        elif self.taken - self.looked_at > LOOK_EVERY and not self._room_as_seen():
            self.refuse(NO_ROOM)
        else:
            super().handleContentChunk(data)

    def _room_as_seen(self) -> bool:
        self.looked_at = self.taken
        return has_room(0)

    def refuse(self, status: bytes) -> None:
        self.refused = True
        self.channel.transport.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.channel.loseConnection()

    def process(self) -> Any:
        return None if self.refused else super().process()


def limit_bodies() -> None:
    """Have daphne use it."""
    http_protocol.WebRequest = LimitedRequest
