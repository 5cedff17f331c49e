"""One list of what is in a rundown, its breaks and the rundowns in it, each under a name that says where it stands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from studio.rundowns.known import Known
from studio.rundowns.models import Rundown

Json = dict[str, Any]
NAME_MOST = 48  # of the 64 characters that an id may have: the scene of its backup is named after it
TIMED = ("start", "priority", "transition")  # a group's own say when its first item comes, and how


@dataclass(frozen=True, slots=True)
class Line:
    """An item that is played, under its name in the compiled rundown. Those of a break share a `group`.

    Its times are of `zone`.
    """

    name: str
    item: Json
    group: str = ""
    target_lufs: float | None = None
    zone: str = ""


def lines_of(row: Rundown, known: Known) -> list[Line]:
    """Everything that is played in a round, in its order. What is skipped, or is nested and gone, is not."""
    return list(_lines(row, row.items, known, "", (row.pk,)))


def laps_of(item: Json) -> int:
    """How often a group is played."""
    return max(1, int(item["repeat"]))


def _lines(row: Rundown, items: list[Json], known: Known, inside: str, above: tuple[str, ...]) -> Iterator[Line]:
    for item in items:
        if item["skip"]:
            continue
        kind, name, laps = item["content"]["kind"], joined(inside, item["id"]), laps_of(item)
        lapped = [joined(name, str(lap + 1)) if lap else name for lap in range(laps)]
        if kind == "break":
            for one in lapped:
                yield from _led(_in_break(row, item, one), item)
        elif kind == "rundown":
            for lap, one in enumerate(lapped):
                yield from _led(_nested(item, known, one, lap, above), item)
        else:
            yield Line(name, item, "", row.loudness_lufs, row.zone)


def _in_break(row: Rundown, item: Json, name: str) -> list[Line]:
    playing = [one for one in item["content"]["items"] if not one["skip"]]
    return [Line(joined(name, one["id"]), one, name, row.loudness_lufs, row.zone) for one in playing]


def _nested(item: Json, known: Known, inside: str, lap: int, above: tuple[str, ...]) -> list[Line]:
    row = known.rundowns.get(item["content"]["rundown"])
    if row is None or row.pk in above:
        return []
    items = list(row.items)
    if row.shuffle is not None:
        random.Random(row.shuffle + lap).shuffle(items)
    return list(_lines(row, items, known, inside, (*above, row.pk)))


def _led(lines: list[Line], group: Json) -> Iterator[Line]:
    """The lines with the group's own time and transition at the first of them."""
    for number, line in enumerate(lines):
        own = {name: group[name] for name in TIMED} if number == 0 and _says_more(group) else {}
        yield replace(line, item={**line.item, **own}) if own else line


def _says_more(group: Json) -> bool:
    """A group that says nothing of its start leaves that to its first item."""
    return bool(group["start"]["mode"] != "follow" or group["transition"]["duration_ms"] or group["priority"])


def joined(inside: str, name: str) -> str:
    """The name of what stands inside something; a long one is shortened, and stays the same each time."""
    whole = f"{inside}-{name}" if inside else name
    if len(whole) <= NAME_MOST:
        return whole
    return f"{whole[:24].rstrip('-')}-{sha256(whole.encode()).hexdigest()[:23]}"
