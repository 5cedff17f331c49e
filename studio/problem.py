"""What an error looks like (RFC 9457): a title, a stable `code` for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from studio.errors import FieldError
from studio.request_ids import request_id

PROBLEM = "application/problem+json"


def problem_value(status: int, code: str, detail: str, errors: Sequence[FieldError] = ()) -> dict[str, Any]:
    """The JSON object of a problem."""
    value: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    value |= {"code": code, "detail": detail}
    if errors:
        value["errors"] = [{"field": one.field, "message": one.message} for one in errors]
    if found := request_id():
        value["request_id"] = found
    return value


def problem_response(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> JsonResponse:
    """A problem as Django answers it, outside REST framework."""
    return JsonResponse(problem_value(status, code, detail), status=status, content_type=PROBLEM, headers=headers)


def is_for_programs(request: HttpRequest) -> bool:
    """Whether who asks expects a problem, not a page."""
    return request.path.startswith("/api/")
