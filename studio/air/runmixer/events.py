"""What is worth telling, read from one status to the next. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["info", "warning", "error"]
SHOWING = {"live", "hold", "ended"}
LOST = {"slate", "retrying", "failed"}
LATE_EVERY_S = 10.0
SHED_EVERY_S = 2.0  # what is given up changes quickly at first


@dataclass(frozen=True, slots=True)
class Event:
    """An event: what happened, in words, and when (wall clock, seconds).

    Events of one `cause` are one line to whoever reads them; the one that ends it says how many seconds it lasted.
    `about` is the id of what it is about, where that is not the whole show; what `lasts` goes on until it is over.
    """

    level: Level
    code: str
    text: str
    time: float = field(default_factory=time.time)
    cause: str = ""
    lasted_s: float | None = None
    about: str = ""
    lasts: bool = False

    def to_json(self) -> dict[str, Any]:
        told = {"type": "event", "level": self.level, "code": self.code, "text": self.text, "time": self.time}
        if self.cause:
            told["cause"] = self.cause
        if self.about:
            told["about"] = self.about
        if self.lasts:
            told["lasts"] = True
        if self.lasted_s is not None:
            told["lasted_s"] = round(self.lasted_s, 1)
        return told


class Observer:
    """Remembers which sources are lost, what is given up and how many frames were late, so that each is told once."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._names: dict[str, str] = {}  # of deleted sources too, while program plays them
        self._lost: dict[str, float] = {}  # since when
        self._seen: set[str] = set()
        self._stood: dict[str, tuple[int, float]] = {}  # by source, which step shows, since when
        self._strained, self._strained_since = False, 0.0
        self._late: int | None = None  # what was late before we looked is old news
        self._late_told = float("-inf")
        self._shed = ""
        self._overloaded_since = self._shed_told = float("-inf")
        self._advice = ""

    def resume(self, causes: Iterable[str]) -> None:
        """These were open when another looked: a source among them that is still lost is told again."""
        self._seen |= {cause.partition(" ")[2] for cause in causes if cause.startswith("source ")}

    def status(self, status: dict[str, Any], names: dict[str, str]) -> list[Event]:
        """The events between the last status and this one; `names` has the sources' names by id."""
        return [
            *self._sources(status.get("sources", {}), names),
            *self._stand_ins(status.get("sources", {}), names),
            *self._decoding(status.get("decoding") or {}),
            *self._overload(status.get("overload") or {}),
            *self._late_frames(int(status.get("late", 0))),
        ]

    def _sources(self, sources: dict[str, Any], names: dict[str, str]) -> Iterator[Event]:
        self._names = {key: names.get(key) or self._names.get(key, key) for key in sources}
        readers = list(readers_of(sources, self._names))
        keys = {key for key, *_ in readers}
        self._lost = {key: since for key, since in self._lost.items() if key in keys}
        self._seen &= keys
        for key, name, reader in readers:
            yield from self._reader(key, reader["state"], f"{name}: {reader['text']}")

    def _reader(self, key: str, state: str, text: str) -> Iterator[Event]:
        cause = f"source {key}"
        if state in LOST and key not in self._lost and (key in self._seen or state != "slate"):
            self._lost[key] = self._now()
            yield Event("warning", "source_lost", text, cause=cause, about=key.partition(" ")[0], lasts=True)
        elif state == "live":
            if key in self._lost:
                lasted_s = self._now() - self._lost.pop(key)
                yield Event("info", "source_back", text, cause=cause, lasted_s=lasted_s)
            self._seen.add(key)

    def _stand_ins(self, sources: dict[str, Any], names: dict[str, str]) -> Iterator[Event]:
        """What shows in another's place now, and why; and that a source is back."""
        for key, source in sources.items():
            chain = source.get("fallback")
            if not chain:
                continue
            step, since = self._stood.get(key, (0, 0.0))
            if chain["step"] == step:
                continue
            name, now, cause = names.get(key, key), self._now(), f"fallback {key}"
            why = f": {chain['why']}" if chain["why"] else ""
            if chain["step"]:
                self._stood[key] = chain["step"], since or now
                text = f"{name} → {chain['steps'][chain['step']]['name']}{why}"
                yield Event("warning", "stood_in", text, cause=cause, about=key, lasts=True)
            else:
                self._stood.pop(key)
                text = f"{name} is back{why}"
                yield Event("info", "stood_in_over", text, cause=cause, about=key, lasted_s=now - since)

    def _decoding(self, decoding: dict[str, Any]) -> Iterator[Event]:
        """More is on program than this machine was set to decode: it is decoded all the same."""
        most, now = decoding.get("most") or 0, decoding.get("now", 0)
        if most and now > most and not self._strained:
            words = f"{now} sources on program decode at once; this machine is set for {most}"
            self._strained_since = self._now()
            yield Event("warning", "many_decode", words, cause="decoding", lasts=True)
        elif self._strained and now <= most:
            words, lasted_s = f"{now} sources decode at once again", self._now() - self._strained_since
            yield Event("info", "many_decode_over", words, cause="decoding", lasted_s=lasted_s)
        self._strained = bool(most) and now > most

    def _overload(self, overload: dict[str, Any]) -> Iterator[Event]:
        """What is given up, whenever that changed, and the end of it."""
        now, text = self._now(), str(overload.get("text", ""))
        if text and not self._shed:
            self._overloaded_since, self._shed_told = now, float("-inf")
        if text and text != self._shed and now - self._shed_told >= SHED_EVERY_S:
            self._shed, self._shed_told = text, now
            yield Event("warning", "overloaded", text, cause="overload", lasts=True)
        elif self._shed and not text:
            self._shed, lasted_s = "", now - self._overloaded_since
            words = f"no longer overloaded, after {max(1, round(lasted_s))} s: everything is back"
            yield Event("info", "overload_over", words, cause="overload", lasted_s=lasted_s)
        yield from self._advise(str(overload.get("advice", "")))

    def _advise(self, advice: str) -> Iterator[Event]:
        if advice and not self._advice:
            yield Event("warning", "overload_lasts", advice, cause="overload lasts")
        self._advice = advice

    def _late_frames(self, late: int) -> Iterator[Event]:
        if self._late is None:
            self._late = late
        elif late < self._late:  # another engine counts from zero
            self._late = 0
        if late > self._late and self._now() - self._late_told >= LATE_EVERY_S:
            count, self._late, self._late_told = late - self._late, late, self._now()
            text = "1 frame came late" if count == 1 else f"{count} frames came late"
            yield Event("warning", "late_frames", text, cause="late frames")


def names_of(show: dict[str, Any]) -> dict[str, str]:
    """The names of a show's sources by id, with those of the pages that its overlays have."""
    own = {f"overlay-{one['id']}": one["name"] for one in show.get("overlays", ())}
    return own | {source["id"]: source["name"] for source in show.get("sources", ())}


def readers_of(sources: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What reads each source: a key, a name, its status.

    Of a source that was edited since program took it, the reader that is on air goes on being the source: a loss there
    begins and ends as one line, also across the take that puts the edited one in its place.
    """
    for key, source in sources.items():
        yield key, names[key], source.get("on_air", source)
        if "on_air" in source:
            yield f"{key} edited", f"{names[key]}, as edited", source
