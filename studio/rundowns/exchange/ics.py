"""Rundowns as iCalendar (RFC 5545): what has a time of its own is an event, and an event is an item with a time.

An event of another zone is brought to the rundown's; one that recurs there is refused, because its local time would
not stay. Times without a zone are of the zone that is named at the import, and refused where none is.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mixer.protocol.basics import is_zone
from studio.errors import FieldError, Invalid
from studio.jsonin import BadJson, read_json
from studio.rundowns.checks import name_of
from studio.rundowns.exchange.names import Names
from studio.rundowns.known import Known
from studio.rundowns.models import Rundown

Json = dict[str, Any]
OURS = "X-TALLY-ITEM"
TIMED = ("fixed", "insert")
LINE_MOST = 75  # octets, before it is folded
EVENTS_MOST, UID_MOST = 1000, 255
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_TIME = re.compile(r"(\d{8})T(\d{6})(Z?)")
_SPAN = re.compile(r"\+?P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})S)?)?")


# -- out -------------------------------------------------------------------------------------------


def write(row: Rundown, known: Known, now: datetime | None = None) -> str:
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tally//Rundown//EN", f"X-WR-CALNAME:{_escaped(row.name)}"]
    lines.append(f"X-WR-TIMEZONE:{row.zone}")
    for item in row.items:
        if item["start"]["mode"] in TIMED:
            lines += _event(row, item, name_of(known, item), stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(row: Rundown, item: Json, name: str, stamp: str) -> list[str]:
    rule, at = item["start"].get("rule"), item["start"]["at"]
    zoned = f";TZID={row.zone}:"
    lines = ["BEGIN:VEVENT", f"UID:{row.pk}.{item['id']}@tally", f"DTSTAMP:{stamp}"]
    lines.append(f"DTSTART{zoned}{_compact(rule['start'] if rule else at)}")
    if rule:
        lines.append(f"RRULE:{rule['rrule'].removeprefix('RRULE:')}")
        times = [one if "T" in one else f"{one}{rule['start'][10:]}" for one in rule["except"]]
        lines += [f"EXDATE{zoned}{_compact(one)}" for one in times]
    if item["duration_s"]:
        lines.append(f"DURATION:PT{max(1, round(item['duration_s']))}S")
    lines += [f"SUMMARY:{_escaped(name)}", f"DESCRIPTION:{_escaped(item['note'])}"]
    return [*lines, f"{OURS}:{_escaped(json.dumps(item, ensure_ascii=False))}", "END:VEVENT"]


def _compact(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%Y%m%dT%H%M%S")


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _folded(line: str) -> str:
    """A line of at most so many octets, goes on after a line break and a space; no character is torn."""
    parts: list[str] = []
    part = ""
    for c in line:
        if len(part.encode()) + len(c.encode()) > LINE_MOST - bool(parts):
            parts.append(part)
            part = ""
        part += c
    return "\r\n ".join([*parts, part])


# -- in --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Event:
    """The lines of an event by their names: values with their parameters; those that may come twice as they came."""

    number: int
    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    exceptions: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"event {self.number}"

    def text(self, name: str) -> str:
        return _plain(self.values.get(name, ({}, ""))[1])


def read(text: str, names: Names, zone: str, floating: str = "") -> list[Json]:
    """The items of a calendar's events, in local times of `zone`, the first first. Raises Invalid naming events."""
    reader = _Reader(names, zone, floating)
    events = list(_events(text))
    uids, moved = _moved(events)
    items: list[Json] = []
    errors: list[FieldError] = []
    for event, uid in zip(events, uids, strict=True):
        try:
            if event.text("STATUS").upper() != "CANCELLED":
                items.append(reader.item(event, moved.get(uid, [])))
        except Invalid as invalid:
            errors += invalid.errors
        except (ValueError, OverflowError) as error:
            errors.append(FieldError(event.place, str(error)))
    if errors:
        raise Invalid(errors[:20])
    return sorted(items, key=lambda item: str(item["start"].get("at") or item["start"]["rule"]["start"]))


def _moved(events: list[Event]) -> tuple[list[str], dict[str, list[Event]]]:
    """The UID of each event, and those that stand for one of a rule's by theirs. Raises Invalid."""
    uids, moved = [event.text("UID") for event in events], defaultdict(list)
    for event, uid in zip(events, uids, strict=True):
        if len(uid) > UID_MOST:
            raise Invalid([FieldError(event.place, f"expected a UID of at most {UID_MOST} characters")])
        if "RECURRENCE-ID" in event.values:
            moved[uid].append(event)
    return uids, dict(moved)


def _events(text: str) -> Iterator[Event]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text.lstrip("\ufeff"))
    if "BEGIN:VCALENDAR" not in unfolded[:200].upper():
        raise Invalid([FieldError("", "expected a calendar, which begins with BEGIN:VCALENDAR")])
    inside: list[str] = []
    event = Event(0)
    for line in unfolded.splitlines():
        found = _LINE.fullmatch(line)
        name = found[1].upper() if found else ""
        if not found:
            continue
        if name == "BEGIN":
            inside.append(found[3].upper())
            if inside[-1] == "VEVENT":
                event = Event(event.number + 1)
        elif name == "END" and inside and inside.pop() == "VEVENT":
            yield event
        elif inside[-1:] == ["VEVENT"]:
            parameters = {one.upper(): value.strip('"') for one, value in _PARAMETER.findall(found[2])}
            if name == "EXDATE":
                event.exceptions.append((parameters, found[3]))
            event.values.setdefault(name, (parameters, found[3]))
        if event.number > EVENTS_MOST:
            raise Invalid(
                [FieldError("", f"a calendar of more than {EVENTS_MOST} events is not taken")], "too_many_items"
            )


class _Reader:
    """Brings events to one rundown's names and zone."""

    def __init__(self, names: Names, zone: str, floating: str) -> None:
        self.names, self.zone, self.floating = names, zone, floating

    def item(self, event: Event, moved: list[Event]) -> Json:
        if "DTSTART" not in event.values:
            raise ValueError("an event without DTSTART has no time")
        item = self._described(event)
        mode = item.get("start", {}).get("mode")
        kept = {name: one for name, one in item.get("start", {}).items() if name in ("late_s", "back")}
        item["start"] = {"mode": mode if mode in TIMED else "fixed", **kept, **self._time(event, moved)}
        return item

    def _described(self, event: Event) -> Json:
        """What it plays: our own line says all of it, else its summary names it."""
        if OURS in event.values:
            try:
                item = read_json(event.text(OURS))
            except BadJson as error:
                raise ValueError(f"{OURS}: {error}") from None
            if not isinstance(item, dict) or not isinstance(item.get("start", {}), dict):
                raise ValueError(f"{OURS}: expected an item")
            return item
        summary = event.text("SUMMARY")
        item = {"content": self.names.content([summary], event.place), "name": summary[:120]}
        item["note"] = event.text("DESCRIPTION")[:2000]
        return item | ({"duration_s": lasts} if (lasts := self._lasts_s(event)) and lasts >= 1 else {})

    def _time(self, event: Event, moved: list[Event]) -> Json:
        at = self._local(*event.values["DTSTART"], "DTSTART").isoformat()
        if "RRULE" not in event.values or event in moved:
            return {"at": at}
        zone = event.values["DTSTART"][0].get("TZID") or ("UTC" if event.values["DTSTART"][1].endswith("Z") else "")
        if (zone or self.floating) != self.zone:
            raise ValueError(f"it recurs in the time of {zone or self.floating}: give the rundown this zone first")
        return {"rule": {"rrule": event.values["RRULE"][1], "start": at, "except": self._exceptions(event, moved)}}

    def _exceptions(self, event: Event, moved: list[Event]) -> list[str]:
        """Local times, whatever zone they are written in: one unlike its DTSTART would be lost in silence."""
        found = []
        for parameters, value in [*event.exceptions, *(one.values["RECURRENCE-ID"] for one in moved)]:
            for one in value.split(","):
                if re.fullmatch(r"\d{8}", one.strip()):
                    found.append(datetime.strptime(one.strip(), "%Y%m%d").date().isoformat())
                else:
                    found.append(self._local(parameters, one.strip(), "EXDATE").isoformat())
        return list(dict.fromkeys(found))

    def _local(self, parameters: dict[str, str], value: str, name: str) -> datetime:
        """A time in the rundown's zone."""
        found = _TIME.fullmatch(value)
        if not found:
            raise ValueError(f"{name}: expected a time such as 20261122T200000, found {value[:40]!r}")
        at = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")
        zone = "UTC" if found[3] else parameters.get("TZID", "").lstrip("/") or self.floating
        if not zone:
            raise ValueError(f"{name}: {value} is of no zone: name one at the import (zone)")
        if not is_zone(zone):
            raise ValueError(f"{name}: {zone[:64]!r} is no time zone that is known here")
        if zone == self.zone:
            return at
        return at.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def _lasts_s(self, event: Event) -> float:
        """How long it is meant to last; 0 where it does not say."""
        if span := event.text("DURATION"):
            found = _SPAN.fullmatch(span)
            if found is None:
                raise ValueError(f"expected a DURATION such as PT1H30M, found {span[:40]!r}")
            weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
            whole = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
            return whole.total_seconds()
        if "DTEND" not in event.values:
            return 0.0
        start, end = (self._local(*event.values[name], name) for name in ("DTSTART", "DTEND"))
        zone = ZoneInfo(self.zone)  # subtracted in UTC: two local times may lie across a change
        return (end.replace(tzinfo=zone).astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)).total_seconds()
