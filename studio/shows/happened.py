"""Looking something up among what happened to a show: how bad, which kind, what about, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from django.db.models import QuerySet

from studio.errors import Refused
from studio.shows.models import Event

LEVELS = ("info", "warning", "error")


def found(rows: QuerySet[Event], asked: Mapping[str, str]) -> QuerySet[Event]:
    """Those among `rows` that `level` and `code` (one, or several with commas), `about`, `since` and `until` name.

    A time is one as in the answer, or a day of UTC, `until` with that day. Raises Refused for what is none.
    """
    if levels := words(asked.get("level", "")):
        rows = rows.filter(level__in=known_levels(levels))
    if codes := words(asked.get("code", "")):
        rows = rows.filter(code__in=codes)
    if about := asked.get("about", "").strip():
        rows = rows.filter(about=about)
    if since := asked.get("since", "").strip():
        rows = rows.filter(time__gte=time_in("since", since, time.min))
    if until := asked.get("until", "").strip():
        rows = rows.filter(time__lte=time_in("until", until, time.max))
    return rows


def words(text: str) -> list[str]:
    return [word for one in text.split(",") if (word := one.strip())]


def known_levels(levels: list[str]) -> list[str]:
    if strange := [one for one in levels if one not in LEVELS]:
        raise Refused("bad_level", f"level is of {', '.join(LEVELS)}, not {strange[0][:40]!r}.", status=400)
    return levels


def time_in(name: str, text: str, of_day: time) -> datetime:
    """A moment; of a whole day the one that `of_day` says, of UTC where no zone is named."""
    try:
        # A plus sign in an address that was not encoded is a space by now.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        if len(text) <= len("2026-11-21"):
            return datetime.combine(date.fromisoformat(text), of_day, UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        expected = "a time such as 2026-11-21T20:00:00Z, or a day of UTC such as 2026-11-21"
        raise Refused("bad_time", f"{name} is {expected}, not {text[:40]!r}.", status=400) from None
