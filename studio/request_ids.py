"""Every request has an id: the one its sender gave it in `X-Request-Id`, or a fresh one.

It is in the answer's header, in every problem, and in every line that is logged meanwhile.
"""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from studio import ids
from studio.middleware import Middleware

HEADER = "X-Request-Id"
_GOOD = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that is being worked on; "" where there is none."""
    return _current.get()


def taken_or_made(given: str) -> str:
    """The sender's id, or a fresh one for what could break a line of the log."""
    return given if _GOOD.fullmatch(given) else ids.fresh("req")


class request_ids(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """The outermost middleware, so that whatever goes wrong inside has an id."""

    def before(self, request: HttpRequest) -> None:
        _current.set(taken_or_made(request.headers.get(HEADER, "")))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers[HEADER] = _current.get()
        _current.set("")  # what this thread does next is not this request's
        return response


class WithRequestId(logging.Filter):
    """Give each record `request`: ` [ID]` while a request is worked on, else nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = _current.get()
        record.request_note = f" [{found}]" if found else ""
        return True
