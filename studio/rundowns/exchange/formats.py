"""The formats that rundowns come in and go out in, by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from studio.rundowns.exchange import ics, m3u, sheet, whole
from studio.rundowns.exchange.names import Names
from studio.rundowns.known import Known
from studio.rundowns.models import Rundown

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    media_type: str
    write: Callable[[Rundown, Known], str]
    read: Callable[[str, Rundown, str], tuple[Json, list[Json]]]
    """(text, the rundown it is for, the zone of times that name none) → settings and items. Raises Invalid."""


def _names(row: Rundown) -> Names:
    return Names(row.show)


FORMATS = {
    "json": Format("application/json", lambda row, known: whole.write(row), lambda text, row, zone: whole.read(text)),
    "csv": Format(
        "text/csv; charset=utf-8",
        sheet.write,
        lambda text, row, zone: ({}, sheet.read(text, _names(row), Fraction(row.show.rate))),
    ),
    "m3u": Format("audio/x-mpegurl", m3u.write, lambda text, row, zone: ({}, m3u.read(text, _names(row)))),
    "ics": Format(
        "text/calendar", ics.write, lambda text, row, zone: ({}, ics.read(text, _names(row), row.zone, zone))
    ),
}
