"""Serve the static files. Any digest finds the file; only the present one may be kept for ever."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse

FOR_EVER = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")


async def static_file(request: HttpRequest, digest: str, path: str) -> HttpResponse:
    """A file of the build."""
    found = await sync_to_async(finders.find, thread_sensitive=False)(path)
    if not found:
        raise Http404(path)
    body = await sync_to_async(Path(found).read_bytes, thread_sensitive=False)()
    kept = digest == settings.STATIC_DIGEST and not settings.DEBUG
    return HttpResponse(body, content_type=kind_of(path), headers={"Cache-Control": FOR_EVER if kept else "no-cache"})


def kind_of(path: str) -> str:
    """The media type of a file, by its name."""
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
