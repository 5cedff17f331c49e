"""What is wrong with pictures and sound that are there: frozen, black, silent, too loud. Pure.

How long it has been so is measured where a source is read, and where the programme's meter is (`status`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from studio.air.runmixer.events import Event

PATIENCE_S = {"black": 5.0, "frozen": 15.0, "silent": 20.0}
PROGRAMME_SILENT_S = 10.0
TOO_LOUD, LOUD_NO_MORE = 0.3, 0.05  # in what share of the time the limiter works
WORDS = {"black": "is black", "frozen": "is frozen", "silent": "is silent"}
GOOD = {"black": "is not black any more", "frozen": "moves again", "silent": "can be heard again"}


def sources_on(show: Mapping[str, Any], desk: Mapping[str, Any], bus: str) -> set[str]:
    """The sources of what is on a bus: a scene, one that came with its take, a source itself, or nothing known."""
    scene = str(desk.get(bus))
    rows = {one["id"]: one for one in show.get("scenes", ())} | (desk.get("inline") or {})
    return set(rows[scene].get("slots", {}).values()) if scene in rows else {scene}


def heard(desk: Mapping[str, Any], source: str) -> bool:
    """Whether the sound of a source on program is to be heard."""
    setting = desk.get("sound", {}).get(source, {})
    return not setting.get("mute") and setting.get("mode", "afv") != "off"


class Signals:
    """Remembers what was told, so that each is told once and ended once."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: dict[str, float] = {}  # by cause, since when

    def look(
        self, status: Mapping[str, Any], show: Mapping[str, Any], desk: Mapping[str, Any], names: Mapping[str, str]
    ) -> list[Event]:
        """The events between the last status and this one. Trouble is told of what is on program or preview."""
        sources: Mapping[str, Any] = status.get("sources", {})
        near = sources_on(show, desk, "program") | sources_on(show, desk, "preview")
        told = [
            event
            for key, source in sources.items()
            for event in self._source(key, names.get(key, key), source, key in near, desk)
        ]
        return [*told, *self._gone(sources), *self._programme(status.get("sound") or {}, desk)]

    def _source(
        self, key: str, name: str, source: Mapping[str, Any], near: bool, desk: Mapping[str, Any]
    ) -> Iterator[Event]:
        health = source.get("health") or {}
        for rule, patience_s in PATIENCE_S.items():
            lasts_s = float(health.get(f"{rule}_s") or 0.0) if source.get("state") == "live" else 0.0
            trouble = near and lasts_s >= patience_s and (rule != "silent" or heard(desk, key))
            words = f"{name} {WORDS[rule]}, for {lasts_s:.0f} s", f"{name} {GOOD[rule]}"
            yield from self._tell(f"signal {key} {rule}", rule, trouble, lasts_s > 0, words, key)

    def _gone(self, sources: Mapping[str, Any]) -> Iterator[Event]:
        for cause in [one for one in self._told if one.startswith("signal ") and one.split(" ")[1] not in sources]:
            yield self._over(cause, "signal_back", "the source is gone", cause.split(" ")[1])

    def _programme(self, sound: Mapping[str, Any], desk: Mapping[str, Any]) -> Iterator[Event]:
        meant = (desk.get("master") or {}).get("mute") or (desk.get("ftb") or {}).get("on")
        silent_s, limited = float(sound.get("silent_s", 0.0)), float(sound.get("limited", 0.0))
        silent = f"The programme is silent, for {silent_s:.0f} s", "The programme can be heard again"
        trouble = silent_s >= PROGRAMME_SILENT_S and not meant
        yield from self._tell("programme silent", "programme_silent", trouble, silent_s > 0 and not meant, silent)
        loud = (
            "The programme is too loud: the limiter holds it down all the time",
            "The programme is not too loud any more",
        )
        yield from self._tell("programme loud", "clipping", limited >= TOO_LOUD, limited > LOUD_NO_MORE, loud)

    def _tell(
        self, cause: str, code: str, begins: bool, goes_on: bool, words: tuple[str, str], about: str = ""
    ) -> Iterator[Event]:
        if cause in self._told:
            if not goes_on:
                yield self._over(cause, "signal_back", words[1], about)
        elif begins:
            self._told[cause] = self._now()
            yield Event("warning", code, words[0], cause=cause, about=about, lasts=True)

    def _over(self, cause: str, code: str, text: str, about: str) -> Event:
        return Event("info", code, text, cause=cause, about=about, lasted_s=self._now() - self._told.pop(cause))
