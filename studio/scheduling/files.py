"""`TALLY_HOME/shows/ID/schedule.json`: what a show's mixer goes by, worked out, also while the database is away."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from studio.scheduling.due import Occurrence, read_occurrence
from studio.scheduling.times import occurrences_of
from studio.shows.files import folder_of
from studio.shows.models import ScheduleEntry, Show

log = logging.getLogger(__name__)


def write(show_id: str) -> None:
    """Work a schedule out and put it on disk; of a show that was deleted just now, nothing.

    A disk that refuses keeps the older one; the clock writes it anew within the hour.
    """
    folder, shows = folder_of(show_id), Show.objects.filter(pk=show_id)
    if not shows.exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locks.in_turn(folder / ".schedule.lock"):
            if show := shows.first():
                write_whole(folder / "schedule.json", json.dumps(compiled(show, datetime.now(UTC))).encode(), 0o640)
    except OSError as error:
        log.warning("the schedule of %s could not be written: %s", show_id, error)


def compiled(show: Show, now: datetime) -> dict[str, Any]:
    """Times are UTC seconds; up to `settled` all is no matter, since `wanted_since` the show is wanted on air."""
    found = occurrences_in(show.schedule.all(), now)
    return {
        "settled": _seconds(show.schedule_settled), "wanted_since": _seconds(show.wanted_since),
        "occurrences": [one.to_json() for one in found],
    }  # fmt: skip


def occurrences_in(rows: Any, now: datetime) -> list[Occurrence]:
    """Of all these entries; one that cannot be worked out is left out, for the sake of the others."""
    found: list[Occurrence] = []
    for row in rows:
        try:
            found += occurrences_of(row, now)
        except ValueError as error:
            log.warning("the entry %s of a schedule is left out: %s", row.pk, error)
    return sorted(found, key=lambda one: one.key)


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def read(path: Path) -> tuple[list[Occurrence], Mapping[str, Any]]:
    """The occurrences of a file, and all that it says. Raises OSError, and ValueError for what is none."""
    value = json.loads(path.read_text())
    try:
        return [read_occurrence(one) for one in value["occurrences"]], value
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"expected a schedule, found {error!r}") from None


def time_passed() -> None:
    """The next times of rules are worked out anew."""
    for show_id in ScheduleEntry.objects.order_by("show").values_list("show", flat=True).distinct():
        write(show_id)


# -- what is done with -----------------------------------------------------------------------------


def settle(show: Show, at: datetime) -> None:
    """Note in a show that is about to be saved that its schedule up to a time is no matter; it never goes back."""
    show.schedule_settled = max(at, show.schedule_settled or at)


def settled_by(show_id: str, at: datetime) -> None:
    """Note the same of a stored show that nobody has in hand."""
    _raise(show_id, "schedule_settled", at)


def done_with(show_id: str, utc_s: float) -> None:
    """Note that the schedule of a show is done up to a time; it never goes back."""
    _raise(show_id, "schedule_done", datetime.fromtimestamp(utc_s, UTC))


def _raise(show_id: str, name: str, at: datetime) -> None:
    Show.objects.filter(Q(**{name: None}) | Q(**{f"{name}__lt": at}), pk=show_id).update(**{name: at})
