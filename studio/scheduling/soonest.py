"""What the schedules of shows bring next, for the list of shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from studio.scheduling.files import occurrences_in
from studio.shows.models import ScheduleEntry, Show

WORDS = {
    "start": gettext_lazy("starts %(time)s"),
    "stop": gettext_lazy("stops %(time)s"),
    "standby": gettext_lazy("goes to standby %(time)s"),
}


def soonest(shows: Iterable[Show], now: datetime) -> dict[str, str]:
    """By a show's id, such as "starts Fri 20:00", on the clock of the entry.

    Of a show that is off air that is its next start, of one that is on air whatever comes next.
    """
    wanted = {show.pk: show.wanted for show in shows}
    entries: dict[str, list[ScheduleEntry]] = {}
    for row in ScheduleEntry.objects.filter(show__in=wanted, enabled=True):
        entries.setdefault(row.show_id, []).append(row)
    found = ((show, _next(rows, now, on_air=wanted[show])) for show, rows in entries.items())
    return {show: one for show, one in found if one}


def _next(rows: list[ScheduleEntry], now: datetime, *, on_air: bool) -> str | None:
    coming = (one for one in occurrences_in(rows, now) if one.utc_s > now.timestamp())
    first = next((one for one in coming if on_air or one.do == "start"), None)
    if first is None:
        return None
    at, within_s = datetime.fromisoformat(first.local), first.utc_s - now.astimezone(UTC).timestamp()
    time = date_format(at, gettext("D H:i") if within_s < 6 * 86_400 else gettext("D j M H:i"))
    return WORDS[first.do] % {"time": time}
