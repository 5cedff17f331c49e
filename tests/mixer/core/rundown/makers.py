"""Small rundowns and clocks for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import Any

from mixer.core.rundown import Rundown, WallClock, read_rundown

RATE = Fraction(30)


def item(length_s: float | None = 10.0, **fields: Any) -> dict[str, Any]:
    """A line as it is compiled."""
    plain: dict[str, Any] = {"repeat": 1, "duration_s": None, "mode": "follow", "starts": [], "late_s": 0.0}
    content = {"show": {}, "scene": "s", "source": "s"}
    return plain | {"length_s": length_s, "transition_ms": 0, "content": content} | fields


def fixed(*starts: str, length_s: float | None = 10.0, **fields: Any) -> dict[str, Any]:
    return item(length_s, mode="fixed", starts=list(starts), **fields)


def compiled(items: dict[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A rundown that plays all the items it is not told to play otherwise."""
    apart = {*fields.get("fillers", ()), *(each.get("backup") for each in items.values())}
    order = [ident for ident in items if ident not in apart]
    return {"id": "run", "name": "Run", "revision": 1, "zone": "UTC", "rounds": 1, "fillers": [], "order": order,
            "items": items} | fields  # fmt: skip


def rundown_of(items: dict[str, dict[str, Any]], **fields: Any) -> Rundown:
    return read_rundown(compiled(items, **fields))


def letters(text: str, **fields: Any) -> dict[str, dict[str, Any]]:
    """Items named by the letters of a text, ten seconds each."""
    return {letter: item(**fields) for letter in text}


def clock_at(text: str, rate: Fraction = RATE) -> WallClock:
    """A clock whose frame 0 was at a UTC time."""
    return WallClock(rate, Fraction(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))


def mixed(random: Random, zone: str, dates: Iterable[str], count: int = 1000, daily: int = 24) -> dict[str, Any]:
    """A long rundown of all kinds; some of it is at the same local times every day, none of them twice in an hour.

    That which is at 02:46 airs at 03:46 where clocks go forward at two, after that of 03:09.
    """
    items: dict[str, dict[str, Any]] = {}
    times = {index * count // daily: index for index in range(daily)}
    days = list(dates)
    for index in range(count):
        length_s = round(random.uniform(1, 240), 3)
        if index in times:
            time = f"{times[index] * 24 // daily:02}:{times[index] * 23 % 60:02}:{random.choice((0, 15.5)):04.1f}"
            starts = [f"{day}T{time}" for day in days]
            items[f"i{index}"] = fixed(*starts, length_s=length_s, late_s=random.choice((0.0, 0.0, 20.0)))
        elif random.random() < 0.1:
            items[f"i{index}"] = item(None, duration_s=length_s)
        else:
            repeat, transition_ms = random.choice((1, 1, 1, 2)), random.choice((0, 0, 500))
            items[f"i{index}"] = item(length_s, repeat=repeat, transition_ms=transition_ms)
    items |= {"f1": item(7.3), "f2": item(31.0)}
    return compiled(items, zone=zone, rounds=0, fillers=["f1", "f2"])
