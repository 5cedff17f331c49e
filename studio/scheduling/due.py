"""What a show's schedule asks for at a moment: pure, of occurrences, a clock, and what is done with.

Occurrences are in one order: by time, and of one moment a stop comes before a standby, and that before a start. What is
done with is a place in that order, so nothing happens twice; of several that are due the newest decides, and the others
are missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Do = Literal["start", "stop", "standby"]
Key = tuple[float, int, str]
RANK = {"stop": 0, "standby": 1, "start": 2}
EVERYTHING = len(RANK)  # above all ranks: what is of this very moment too
LEAD_S = 60.0  # so long before its start a show is put on air
NOTHING: Key = (0.0, 0, "")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an entry, in UTC seconds since 1970; `local` is for people."""

    entry: str
    do: Do
    utc_s: float
    rundown: str = ""
    closing: bool = False
    name: str = ""
    local: str = ""

    @property
    def key(self) -> Key:
        return self.utc_s, RANK[self.do], self.entry

    @property
    def id(self) -> str:
        """Names it to whoever skips it, or has it done now."""
        return f"{self.entry}@{round(self.utc_s * 1000)}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_occurrence(value: Mapping[str, Any]) -> Occurrence:
    """Raises ValueError, KeyError, TypeError for what is none."""
    found = Occurrence(**value)
    RANK[found.do], float(found.utc_s)
    return found


def until(utc_s: float | None) -> Key:
    """The place behind all that is of a moment or earlier."""
    return NOTHING if utc_s is None else (utc_s, EVERYTHING, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is due and not done, the newest of it, those that were missed, and what comes, sorted."""

    due: Occurrence | None = None
    missed: tuple[Occurrence, ...] = ()
    coming: tuple[Occurrence, ...] = ()


def asked(occurrences: Iterable[Occurrence], now_s: float, settled: Key, wanted_since_s: float | None) -> Asked:
    """What a show that is on air is asked for; it is wanted there since then.

    A stop is no matter to a show that was put on air later than that.
    """
    known = sorted((one for one in occurrences if one.key > settled), key=lambda one: one.key)
    passed = [one for one in known if one.utc_s <= now_s]
    coming = tuple(known[len(passed) :])
    if not passed:
        return Asked(coming=coming)
    newest = passed[-1]
    if newest.do == "stop" and wanted_since_s is not None and newest.utc_s < wanted_since_s:
        return Asked(None, tuple(passed), coming)
    return Asked(newest, tuple(passed[:-1]), coming)


def wanted_by(occurrences: Iterable[Occurrence], now_s: float, settled: Key) -> Occurrence | None:
    """The occurrence for which a show that is off air is to be put there now; None where it stays off.

    That is a start within `LEAD_S` that nothing else comes before, or one that has passed and no stop since.
    """
    found = asked(occurrences, now_s, settled, None)
    passed = [*found.missed, *([found.due] if found.due else [])]
    started: Occurrence | None = None
    for one in passed:
        started = one if one.do == "start" else None if one.do == "stop" else started
    if started is not None:
        return started
    first = next((one for one in found.coming if one.do != "standby"), None)
    near = first is not None and first.do == "start" and first.utc_s - now_s <= LEAD_S
    return first if near else None


def unwanted_by(
    occurrences: Iterable[Occurrence], now_s: float, settled: Key, wanted_since_s: float
) -> Occurrence | None:
    """The stop that a show missed which should be on air and is not, as after a power cut; None where it goes on."""
    passed = [one for one in occurrences if settled < one.key and wanted_since_s <= one.utc_s <= now_s]
    newest = max((one for one in passed if one.do != "standby"), key=lambda one: one.key, default=None)
    return newest if newest is not None and newest.do == "stop" else None
