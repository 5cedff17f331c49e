"""How much a request may bring, decided while it arrives.

Daphne puts a whole body on disk before anybody is asked who sent it; without this, one chunked request
of any size, signed in or not, would fill the disk that shows and recordings live on.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from http import HTTPStatus
from typing import Any

from daphne import http_protocol

from studio.library.intake import FLOOR_BYTES, PIECE_BYTES, size_limit
from studio.problem import PROBLEM, problem_value
from studio.refusals import words_for
from studio.request_ids import HEADER, taken_or_made
from studio.security import PLAIN_HEADERS

ORDINARY_MOST = 5_000_000  # bytes; every body but an upload is a small JSON or form
UPLOADS = (b"/api/v1/library", b"/api/v1/shows/import-archive", b"/api/v1/caption-models/upload")
PIECES = b"/api/v1/uploads/"  # and an upload's id
FORM_MOST = 1_000_000  # what a multipart form adds around its file
LOOK_EVERY = 64 << 20

TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "The request's body is larger than is taken here.")
NO_ROOM = (HTTPStatus.INSUFFICIENT_STORAGE, "disk_full", "There is not enough room on the server's disk for this body.")


def limit_of(path: bytes, is_known: bool) -> int:
    """The largest body for a path; who brings no credentials at all uploads nothing."""
    place = path.partition(b"?")[0].rstrip(b"/")
    if is_known and place in UPLOADS:
        return size_limit() + FORM_MOST
    return PIECE_BYTES if is_known and place.startswith(PIECES) else ORDINARY_MOST


def has_room(more: int) -> bool:
    """Whether the disk that bodies wait on has room for `more` bytes, and some over."""
    return shutil.disk_usage(tempfile.gettempdir()).free - more > FLOOR_BYTES


Headers = list[tuple[bytes, bytes]]


def problem_parts(status: HTTPStatus, code: str, detail: str, given_id: str) -> tuple[Headers, bytes]:
    """Headers and body of a problem that is answered before Django has seen the request."""
    found = taken_or_made(given_id)
    body = json.dumps({**problem_value(status, code, detail), "request_id": found}).encode()
    headers = {"Content-Type": PROBLEM, HEADER: found, "Content-Length": str(len(body)), **PLAIN_HEADERS}
    return [(name.encode(), value.encode()) for name, value in headers.items()], body


def raw_problem(status: HTTPStatus, code: str, detail: str, given_id: str) -> bytes:
    """The same as it goes over the wire, with the end of the connection: the rest of the body is not wanted."""
    headers, body = problem_parts(status, code, detail, given_id)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode(), *(b": ".join(one) for one in headers)]
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


class LimitedRequest(http_protocol.WebRequest):  # type: ignore[misc]
    """Daphne's request, refused as soon as it is too large. The connection is closed: the rest is not wanted."""

    taken = 0
    looked_at = 0
    refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        # Django reads forms. Twisted would too: the whole upload in memory, and a bare 400 for a form without parts.
        self._parsePOSTFormSubmission = False
        known = any(self.requestHeaders.hasHeader(name) for name in (b"cookie", b"authorization"))
        self.limit = limit_of(self.channel._path, known)
        super().gotLength(0 if (length or 0) > self.limit else length)
        if (length or 0) > self.limit:
            self.refuse(*TOO_LARGE)
        elif (length or 0) > ORDINARY_MOST and not has_room(int(length or 0)):
            self.refuse(*NO_ROOM)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.refused:
            return
        self.taken += len(data)
        if self.taken > self.limit:
            self.refuse(*TOO_LARGE)
        elif self.taken - self.looked_at > LOOK_EVERY and not self._room_as_seen():
            self.refuse(*NO_ROOM)
        else:
            super().handleContentChunk(data)

    def _room_as_seen(self) -> bool:
        self.looked_at = self.taken
        return has_room(0)

    def refuse(self, status: HTTPStatus, code: str, detail: str) -> None:
        self.refused = True
        self.channel.transport.write(raw_problem(status, code, detail, self._given_id()))
        self.channel.loseConnection()

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """What daphne itself refuses: an address or a header that is none, an application that fell silent."""
        headers, value = problem_parts(HTTPStatus(status), words_for(status)[0], body, self._given_id())
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": value})

    def _given_id(self) -> str:
        given: list[bytes] = self.requestHeaders.getRawHeaders(b"x-request-id") or [b""]
        return given[0].decode("latin-1")

    def process(self) -> Any:
        return None if self.refused else super().process()


def limit_bodies() -> None:
    """Have daphne use it."""
    http_protocol.WebRequest = LimitedRequest
