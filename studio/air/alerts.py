"""What is wrong with a show on air, one line a cause: open, acknowledged, or over. Values in, values out.

Events tell what happened; alerts are what is left to be done about it. Runmixer keeps them, for everybody at the show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

ALERTS_KEPT = 40
QUIET_S = {
    "warning": 120.0,
    "error": 600.0,
}  # what has no end of its own is over when it was not told again for so long
RANK = {"warning": 1, "error": 2}


class Seen(NamedTuple):
    """By whom, and when (wall clock, seconds), everybody was told that somebody looks after it."""

    by: str
    time: float


@dataclass(frozen=True, slots=True)
class Alert:
    """One cause. `since` and `last` are when it began and was told last; `resolved` when it was over, None before.

    `lasts`: it goes on until it is said to be over. `do` is what the console offers, for the one that is `about`.
    """

    key: str
    level: str
    code: str
    text: str
    since: float
    last: float
    count: int = 1
    lasts: bool = False
    about: str = ""
    do: str = ""
    seen: Seen | None = None
    resolved: float | None = None

    @property
    def open(self) -> bool:
        return self.resolved is None

    def to_json(self) -> dict[str, Any]:
        told = asdict(self)
        seen = told.pop("seen")
        return told | {"acknowledged": {"by": seen[0], "time": seen[1]} if seen else None}


DO = {
    "source_lost": "source",
    "stood_in": "standing_in",
    "frozen": "source",
    "black": "source",
    "silent": "source",
    "programme_silent": "sound",
    "clipping": "sound",
    "overloaded": "health",
    "overload_lasts": "health",
    "late_frames": "health",
    "many_decode": "health",
    "engine_restarted": "health",
    "engine_failing": "health",
    "disk_low": "recordings",
    "disk_full": "recordings",
    "disk_soon_full": "recordings",
    "captions_file": "captions",
}
"""By the code of an event, what the console can open to do something about it."""


def do_of(event: Mapping[str, Any]) -> str:
    """What to offer: of a destination's troubles the outputs, whatever else they are."""
    else_do = "outputs" if str(event.get("cause", "")).startswith("destination ") else ""
    return DO.get(str(event.get("code", "")), else_do)


def key_of(event: Mapping[str, Any]) -> str:
    """Events of one cause are one alert; without a cause those of one code, about one thing."""
    return str(event.get("cause") or f"{event.get('code', '')} {event.get('about', '')}".strip())[:120]


def noted(alerts: tuple[Alert, ...], event: Mapping[str, Any]) -> tuple[Alert, ...]:
    """The alerts after an event. Good news ends the alert of its cause, and begins none."""
    key, now = key_of(event), float(event["time"])
    before = next((one for one in alerts if one.key == key), None)
    if event["level"] not in RANK:
        ends = (
            before is not None and before.open and (event.get("lasted_s") is not None or event["code"] == before.code)
        )
        return changed(alerts, replace(before, resolved=now, last=now)) if before and ends else alerts
    if before is None or not before.open:
        return kept((begun(key, event, now, before), *(one for one in alerts if one.key != key)))
    return changed(alerts, told_again(before, event, now))


def begun(key: str, event: Mapping[str, Any], now: float, before: Alert | None) -> Alert:
    """An alert that begins, or comes back: then it is counted on, and nobody has seen it yet."""
    return Alert(
        key, str(event["level"]), str(event["code"]), str(event["text"]), now, now, before.count + 1 if before else 1,
        bool(event.get("lasts")), str(event.get("about", "")), do_of(event),
    )  # fmt: skip


def told_again(before: Alert, event: Mapping[str, Any], now: float) -> Alert:
    """The same with newer words. What was acknowledged stays so, unless it has become worse."""
    worse = RANK[str(event["level"])] > RANK[before.level]
    lasts = bool(event.get("lasts")) or before.lasts
    return replace(
        before, text=str(event["text"]), code=str(event["code"]), last=now, do=do_of(event) or before.do,
        level=str(event["level"]), count=before.count + (not before.lasts), lasts=lasts,
        seen=None if worse else before.seen,
    )  # fmt: skip


def acknowledged(alerts: tuple[Alert, ...], key: str, by: str, now: float) -> tuple[Alert, ...]:
    """Somebody looks after it. Raises KeyError where no such alert is open; the first who said so stays."""
    one = next((one for one in alerts if one.key == key and one.open), None)
    if one is None:
        raise KeyError(key)
    return alerts if one.seen else changed(alerts, replace(one, seen=Seen(by, now)))


def quieted(alerts: tuple[Alert, ...], now: float) -> tuple[Alert, ...]:
    """Without those that have no end of their own and were not told again for a while: they are over."""
    gone = [one for one in alerts if one.open and not one.lasts and now - one.last > QUIET_S[one.level]]
    return changed(alerts, *(replace(one, resolved=now) for one in gone))


def all_over(alerts: tuple[Alert, ...], now: float) -> tuple[Alert, ...]:
    """The show has gone off air: nothing is wrong with it any more."""
    return changed(alerts, *(replace(one, resolved=now) for one in alerts if one.open))


def changed(alerts: tuple[Alert, ...], *fresh: Alert) -> tuple[Alert, ...]:
    by_key = {one.key: one for one in fresh}
    return tuple(by_key.get(one.key, one) for one in alerts) if fresh else alerts


def kept(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """The newest so many; those that are over make room first."""
    spare = len(alerts) - ALERTS_KEPT
    if spare <= 0:
        return alerts
    least = sorted(alerts, key=lambda one: (one.open, one.last))[:spare]
    return tuple(one for one in alerts if one not in least)


def read_alerts(told: Iterable[Mapping[str, Any]]) -> tuple[Alert, ...]:
    """What `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    return tuple(_read(dict(one)) for one in told)


def _read(told: dict[str, Any]) -> Alert:
    seen = told.pop("acknowledged")
    if told["level"] not in RANK:
        raise ValueError(f"expected warning or error, found {told['level']!r}")
    return Alert(**told, seen=Seen(str(seen["by"]), float(seen["time"])) if seen else None)


def of_past(events: Iterable[Mapping[str, Any]], now: float) -> tuple[Alert, ...]:
    """What was wrong with a show that is off air, from what is written down of it, oldest first."""
    alerts: tuple[Alert, ...] = ()
    for event in events:
        alerts = noted(alerts, event)
    return all_over(alerts, now)
