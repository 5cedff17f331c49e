"""Headers on every answer, and what to say when the database is busy."""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.defaults import page_not_found

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; font-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
log = logging.getLogger(__name__)
BUSY: dict[str, Any] = {
    "type": "about:blank",
    "title": "Service Unavailable",
    "status": 503,
    "code": "database_busy",
    "detail": "The database did not answer in time. Nothing was changed; try again in a few seconds.",
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
FULL: dict[str, Any] = {
    "type": "about:blank",
    "title": "Insufficient Storage",
    "status": 507,
    "code": "disk_full",
    "detail": "The disk is full. Nothing was changed; what is on air goes on. Make room, then try again.",
}
# What SQLite, PostgreSQL and the system say of it.
FULL_WORDS = ("database or disk is full", "no space left on device", "disk full")
Answer = Callable[[HttpRequest], Any]


class headers:  # noqa: N801 - used as a function in MIDDLEWARE
    """Content-Security-Policy and its friends, whether the view is asynchronous or not."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if iscoroutinefunction(self.get_response):
            return self.later(request)
        response: HttpResponseBase = self.get_response(request)
        return with_headers(request, response)

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        return with_headers(request, await self.get_response(request))


def with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    host = request.META.get("HTTP_HOST", "").replace(";", "").replace(" ", "")
    response.headers.setdefault("Content-Security-Policy", POLICY.format(host=host))
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    return response


class busy_database:  # noqa: N801 - used as a function in MIDDLEWARE
    """A locked or absent database is a 503 that says when to come back, never a 500."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OSError) and exception.errno in NO_ROOM:
            log.error("%s: %s", request.path, exception)
            return refused(FULL, "60")
        if not isinstance(exception, OperationalError):
            return None
        log.warning("%s: %s", request.path, exception)
        return refused(*why_silent(exception))


def why_silent(error: OperationalError) -> tuple[dict[str, Any], str]:
    """The problem with a database that refused, and in how many seconds to try again."""
    return (FULL, "60") if any(word in str(error).lower() for word in FULL_WORDS) else (BUSY, "5")


def refused(problem: dict[str, Any], seconds: str) -> HttpResponse:
    answer = JsonResponse(problem, status=problem["status"], content_type="application/problem+json")
    answer.headers["Retry-After"] = seconds
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address: a problem for programs, a page for people."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    problem: dict[str, Any] = {"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found"}
    problem["detail"] = "There is no such thing here."
    return JsonResponse(problem, status=404, content_type="application/problem+json")
