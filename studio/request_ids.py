"""Every request has an id: the one its sender gave it in `X-Request-Id`, or a fresh one.

It is in the answer's header, in every problem, and in every line that is logged meanwhile.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from studio import ids
from studio.middleware import Middleware

HEADER = "X-Request-Id"
_GOOD = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_current: ContextVar[str] = ContextVar("request_id", default="")


_show: ContextVar[str] = ContextVar("show", default="")


def request_id() -> str:
    """The id of the request that is being worked on; "" where there is none."""
    return _current.get()


def begin_following(asked: str) -> None:
    """What is logged from now on is part of what a request asked for; "" ends that."""
    _current.set(asked if _GOOD.fullmatch(asked) else "")
    _show.set("")


@contextmanager
def following(asked: str, show: str = "") -> Iterator[None]:
    """While this lasts, what is logged is part of what a request asked for, of this show."""
    tokens = _current.set(asked if _GOOD.fullmatch(asked) else ""), _show.set(show)
    try:
        yield
    finally:
        _current.reset(tokens[0])
        _show.reset(tokens[1])


def taken_or_made(given: str) -> str:
    """The sender's id, or a fresh one for what could break a line of the log."""
    return given if _GOOD.fullmatch(given) else ids.fresh("req")


class request_ids(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """The outermost middleware, so that whatever goes wrong inside has an id."""

    def before(self, request: HttpRequest) -> None:
        _current.set(taken_or_made(request.headers.get(HEADER, "")))
        _show.set("")

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Which show it is about stands in its address."""
        _show.set(str(kwargs.get("show_id", "")))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers[HEADER] = _current.get()
        _current.set("")  # what this thread does next is not this request's
        _show.set("")
        return response


class WithRequestId(logging.Filter):
    """Give each record `request_id` and `show`, and for plain lines `request_note`: ` [ID]`, or nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = _current.get()
        record.request_id, record.show = found, _show.get()
        record.request_note = f" [{found}]" if found else ""
        return True
