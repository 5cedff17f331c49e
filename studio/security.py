"""Headers on every answer, and what to say when the database is busy."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from studio.middleware import Middleware
from studio.problem import problem_response

NOBODY = "'none'"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:{media}; connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; "
    "font-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
)
PLAIN_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
log = logging.getLogger(__name__)
Problem = tuple[int, str, str]
"""Status, code and words."""
BUSY: Problem = (
    503, "database_busy", "The database did not answer in time. Nothing was changed; try again in a few seconds.",
)  # fmt: skip
FULL: Problem = (
    507, "disk_full", "The disk is full. Nothing was changed; what is on air goes on. Make room, then try again.",
)  # fmt: skip
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# What SQLite, PostgreSQL and the system say of it.
FULL_WORDS = ("database or disk is full", "no space left on device", "disk full")


class headers(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """Content-Security-Policy and its friends on every answer."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return with_headers(request, response)


def policy(request: HttpRequest, media: str = "", frames: Iterable[str] = ()) -> str:
    """What a page may load; `media`: another source of pictures, sound and text tracks, such as `data:`.

    `frames`: origins whose pages may have it in a frame; without any, nobody may.
    """
    return policy_of(request.META.get("HTTP_HOST", ""), media, frames)


def policy_of(host: str, media: str = "", frames: Iterable[str] = ()) -> str:
    """The same for a page of this host (with its port)."""
    host = host.replace(";", "").replace(" ", "")
    return POLICY.format(host=host, media=f" {media}" if media else "", frames=" ".join(frames) or NOBODY)


def with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Content-Security-Policy", policy(request))
    for name, value in PLAIN_HEADERS.items():
        response.headers.setdefault(name, value)
    if f"frame-ancestors {NOBODY}" not in response.headers["Content-Security-Policy"]:
        del response.headers["X-Frame-Options"]  # it knows no list
    return response


class busy_database(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """A locked or absent database is a 503 that says when to come back, never a 500."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OSError) and is_full(exception):
            log.error("%s: %s", request.path, exception)
            return refused(FULL, "60")
        if not isinstance(exception, OperationalError):
            return None
        log.warning("%s: %s", request.path, exception)
        return refused(*why_silent(exception))


def is_full(error: Exception) -> bool:
    """Whether this happened because the disk is full."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, DatabaseError) and any(word in str(error).lower() for word in FULL_WORDS)


def why_silent(error: OperationalError) -> tuple[Problem, str]:
    """The problem with a database that refused, and in how many seconds to try again."""
    return (FULL, "60") if is_full(error) else (BUSY, "5")


def refused(problem: Problem, seconds: str) -> HttpResponse:
    return problem_response(*problem, headers={"Retry-After": seconds})


def busy() -> HttpResponse:
    return refused(BUSY, "5")
