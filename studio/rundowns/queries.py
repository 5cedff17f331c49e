"""Times in addresses: which part of a plan or of the as-run log is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from studio.errors import FieldError, Invalid
from studio.rundowns.plans import HOURS, HOURS_MOST, Asked

TIMES = [
    OpenApiParameter("from", OpenApiTypes.DATETIME, description="with its zone, such as 2026-11-22T20:00:00Z; now"),
    OpenApiParameter("hours", OpenApiTypes.DOUBLE, description=f"{HOURS:g} without it, at most {HOURS_MOST:g}"),
    OpenApiParameter("at", OpenApiTypes.DATETIME, description="as if the rundown were started then"),
]


def times_in(request: Request) -> Asked:
    """The part of a plan that a request asks for. Raises Invalid."""
    at = time_in(request, "at")
    since = time_in(request, "from") or at or datetime.now(UTC)
    return Asked(since, hours_in(request), at)


def time_in(request: Request, name: str) -> datetime | None:
    """A time of the query, None where it has none. Raises Invalid."""
    text = request.query_params.get(name, "").replace(" ", "+")  # a plus that nobody quoted
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo and 1970 < at.year < 9999:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid(
        [FieldError(name, f"expected a time with its zone such as 2026-11-22T20:00:00Z, found {text[:40]!r}")]
    )


def hours_in(request: Request) -> float:
    text: Any = request.query_params.get("hours", HOURS)
    try:
        hours = float(text)
        if 0 < hours <= HOURS_MOST:
            return hours
    except ValueError:
        pass
    raise Invalid([FieldError("hours", f"expected a number of hours up to {HOURS_MOST:g}, found {text[:40]!r}")])
