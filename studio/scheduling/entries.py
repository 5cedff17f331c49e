"""What an entry of a show's schedule says: checked, completed with defaults, strangers refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Len

from mixer.protocol.basics import Zone
from studio.errors import FieldError, Invalid, Refused
from studio.rundowns.items import MaybeIdent, MaybeLocal, refuse_no_time, refuse_odd, whole_of
from studio.rundowns.models import Rundown
from studio.rundowns.rules import Rule, parts_of
from studio.shows.models import ScheduleEntry, Show
from studio.shows.rows import MAX_ENTRIES, find, merge

SELDOM = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
COUNTED_SINCE = 2020  # what has a COUNT is counted from its start


@dataclass(frozen=True, slots=True)
class Entry:
    """A show is put on air, taken off, or put on its standby: at a local time, or by a rule.

    The `rundown` of a start has the programme from that moment on; `closing` of a stop plays its closing film first.
    """

    do: Literal["start", "stop", "standby"]
    at: MaybeLocal = ""
    rule: Rule | None = None
    zone: Zone = "UTC"
    rundown: MaybeIdent = ""
    closing: bool = False
    enabled: bool = True
    name: Annotated[str, Len(0, 120)] = ""
    note: Annotated[str, Len(0, 2000)] = ""

    def __post_init__(self) -> None:
        refuse_no_time(self.at, self.rule)
        if self.name:
            refuse_odd(self.name)
        if self.rundown and self.do != "start":
            raise ValueError(f"a {self.do} has no rundown; a start may")
        if self.closing and self.do != "stop":
            raise ValueError(f"a {self.do} has no closing film; a stop may")
        if self.rule:
            refuse_often(self.rule)


FIELDS = tuple(Entry.__dataclass_fields__)


def refuse_often(rule: Rule) -> None:
    """Raise ValueError for a rule by which a show would come and go all day, or be counted for decades."""
    parts = parts_of(rule.rrule)
    if parts.get("FREQ") not in SELDOM or {"BYHOUR", "BYMINUTE"} & set(parts):
        words = f"expected a rule of {', '.join(SELDOM)} whose time is that of its start, found {rule.rrule[:60]!r}"
        raise ValueError(f"{words}; several times a day are several entries")
    if "COUNT" in parts and int(rule.start[:4]) < COUNTED_SINCE:
        raise ValueError(f"a rule with a COUNT starts in {COUNTED_SINCE} or later, found {rule.start[:40]}")


def add(show: Show, value: Any) -> ScheduleEntry:
    """A new entry; to be called inside `edits.edit`. Raises Invalid, and Refused where there are as many as may be."""
    count = show.schedule.count()
    if count >= MAX_ENTRIES:
        raise Refused("too_many_entries", f"A schedule has at most {MAX_ENTRIES} entries; remove one first.")
    whole = whole_of(Entry, value, "")
    check_rundown(show, whole["rundown"])
    return ScheduleEntry.objects.create(show=show, position=count, **whole)


def change(show: Show, pk: str, patch: Mapping[str, Any]) -> ScheduleEntry:
    """An entry with a merge patch; to be called inside `edits.edit`. Raises Invalid, or Refused with 404."""
    row: ScheduleEntry = find(show, "schedule", pk)
    whole = whole_of(Entry, merge({name: getattr(row, name) for name in FIELDS}, patch), "")
    if whole["rundown"] != row.rundown:
        check_rundown(show, whole["rundown"])
    for name, value in whole.items():
        setattr(row, name, value)
    row.save()
    return row


def remove(show: Show, pk: str) -> None:
    """Take an entry away; to be called inside `edits.edit`. Raises Refused with 404."""
    find(show, "schedule", pk).delete()


def check_rundown(show: Show, rundown_id: str) -> None:
    """Raise Invalid where a start would give the programme to what is not there, or is never started.

    It is not removed before the edit that names it is stored.
    """
    if not rundown_id:
        return
    row = Rundown.objects.select_for_update().defer("items").filter(show=show, pk=rundown_id).first()
    if row is None:
        raise Invalid([FieldError("rundown", f"this show has no rundown {rundown_id}")])
    if row.template:
        raise Invalid([FieldError("rundown", f"{row.name} is a day template: it is laid on days, and never started")])
