"""One way to serve a file from disk: asynchronous, by range, never read whole, never outside its folder.

Views say which file by subclassing `FileView.find`; nothing of the address ever becomes a path.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, quote_etag
from django.views import View

from studio.media.ranges import Span, Unsatisfiable, span_of

CHUNK = 256 * 1024
FOR_EVER = "max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to serve: `path` inside `root`, and how. `name` makes it a download of that name."""

    root: Path
    path: Path
    content_type: str
    cache: str = "private, no-cache"
    name: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class FileView(View):
    """GET and HEAD of one file."""

    http_method_names = ["get", "head", "options"]

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        """Which file these ids mean, or a refusal. Raises Http404."""
        raise NotImplementedError

    async def get(self, request: HttpRequest, **ids: str) -> HttpResponseBase:
        found = await self.find(request, **ids)
        return found if isinstance(found, HttpResponse) else await respond(request, found)

    async def head(self, request: HttpRequest, **ids: str) -> HttpResponseBase:
        return await self.get(request, **ids)

    async def options(  # type: ignore[override]  # Django lets all of a view's methods be asynchronous
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})


class Chunks:
    """The bytes of a span, read on a thread as the client takes them; closes its file whatever happens."""

    def __init__(self, file: FileIO, span: Span) -> None:
        self.file, self.span = file, span

    async def __aiter__(self) -> AsyncIterator[bytes]:
        at = self.span.start
        try:
            while at < self.span.stop:
                chunk = await asyncio.to_thread(os.pread, self.file.fileno(), min(CHUNK, self.span.stop - at), at)
                if not chunk:
                    return  # it was cut short meanwhile; the length that was promised tells the client
                at += len(chunk)
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        self.file.close()


async def respond(request: HttpRequest, found: Found) -> HttpResponseBase:
    """The answer to a request for a file. Raises Http404 where it is not a plain file inside its root."""
    file = await asyncio.to_thread(open_inside, found.root, found.path)
    try:
        response = _answer(request, found, file)
    except BaseException:
        file.close()
        raise
    if not isinstance(response, StreamingHttpResponse):
        file.close()
    return response


def open_inside(root: Path, path: Path) -> FileIO:
    """Open a plain file that really lies inside `root`, links and all considered. Raises Http404."""
    try:
        inside = path.parent.resolve(strict=True).is_relative_to(root.resolve(strict=True))
        if not inside:
            raise Http404
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        raise Http404 from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Http404
    return FileIO(fd)


def _answer(request: HttpRequest, found: Found, file: FileIO) -> HttpResponseBase:
    about = os.fstat(file.fileno())
    etag, modified = quote_etag(f"{about.st_mtime_ns:x}-{about.st_size:x}"), int(about.st_mtime)
    headers = _headers(found, etag, modified)
    unchanged = get_conditional_response(request, etag, modified, None)
    if unchanged is not None:
        for header in headers:
            unchanged.headers[header] = headers[header]
        return unchanged
    try:
        asked = request.headers.get("Range", "") if _still_the_same(request, etag, modified) else ""
        span = span_of(asked, about.st_size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{about.st_size}"})
    whole = span or Span(0, about.st_size)
    if span:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{about.st_size}"
    headers["Content-Length"] = str(len(whole))
    if request.method == "HEAD":
        return HttpResponse(status=206 if span else 200, headers=headers)
    return StreamingHttpResponse(Chunks(file, whole), status=206 if span else 200, headers=headers)


def _still_the_same(request: HttpRequest, etag: str, modified: int) -> bool:
    """Whether the file is the one whose part the client wants to go on with (If-Range)."""
    condition = request.headers.get("If-Range", "")
    return not condition or condition == etag or parse_http_date_safe(condition) == modified


def _headers(found: Found, etag: str, modified: int) -> dict[str, str]:
    headers = {
        "Content-Type": found.content_type, "ETag": etag, "Last-Modified": http_date(modified),
        "Accept-Ranges": "bytes", "Cache-Control": found.cache, "X-Content-Type-Options": "nosniff",
    } | found.headers  # fmt: skip
    if found.name:
        headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return headers
