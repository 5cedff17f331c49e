"""Errors as `application/problem+json` (RFC 9457) with a stable `code`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from mixer.errors import BadCommand
from studio.errors import FieldError, Invalid, Refused
from studio.problem import PROBLEM, problem_value
from studio.refusals import why_bad, words_for
from studio.security import FULL, is_full, why_silent
from studio.shows.models import Show

log = logging.getLogger(__name__)


class Replay(Exception):
    """Not an error: the answer that this request got the first time."""

    def __init__(self, response: Response) -> None:
        super().__init__("already done")
        self.response = response


def problem(status: int, code: str, detail: str, errors: Any = (), headers: dict[str, str] | None = None) -> Response:
    """A problem response."""
    return Response(problem_value(status, code, detail, errors), status, headers=headers, content_type=PROBLEM)


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler; None leaves it to Django, as a 500."""
    set_rollback()
    match error:
        case Replay():
            return error.response
        case Refused():
            return problem(error.status, error.code, str(error), error.errors)
        case BadCommand():
            return problem(400, error.code, str(error))
        case OperationalError():
            log.warning("the database does not answer: %s", error)
            said, seconds = why_silent(error)
            return problem(*said, headers={"Retry-After": seconds})
        case OSError() if is_full(error):
            log.error("the disk is full: %s", error)
            return problem(*FULL, headers={"Retry-After": "60"})
        case Http404() | Show.DoesNotExist():
            return problem(404, *words_for(404))
        case PermissionDenied():
            return problem(403, *words_for(403))
        case SuspiciousOperation() | BadRequest() | RequestDataTooBig():
            return problem(*why_bad(error))
        case exceptions.ValidationError():
            errors = list(flattened(error.detail))
            return as_problem(Invalid(errors), context)
        case exceptions.APIException():
            return of_framework(error)
    return None


def of_framework(error: exceptions.APIException) -> Response:
    codes = error.get_codes()
    scheme = getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": str(scheme)} if scheme else {}
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait or 1))  # type: ignore[attr-defined]
    return problem(
        error.status_code, codes if isinstance(codes, str) else "invalid", str(error.detail), headers=headers
    )


def flattened(detail: Any, place: str = "") -> Iterator[FieldError]:
    """REST framework's nested errors as a flat list with paths."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from flattened(value, f"{place}.{key}".lstrip(".").replace("non_field_errors", ""))
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            yield from flattened(value, f"{place}.{number}" if isinstance(value, dict | list) else place)
    else:
        yield FieldError(place, str(detail))
