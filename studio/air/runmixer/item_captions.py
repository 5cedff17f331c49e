"""What captions the items on air have, those just now and those that come: for the captions program. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mixer.core.rundown import Item, Rundown, item_of
from mixer.core.rundown.wall_clock import WallClock

Json = dict[str, Any]
Rundowns = Mapping[str, Rundown]  # those that may be on air soon, by their ids
KEPT_S = 60.0  # what is over is told so much longer: its last words are still being recognised


@dataclass(slots=True)
class ItemCaptions:
    """Follows the engine's word and the plan: what an item has for captions stays while it is prepared or plays."""

    _known: dict[str, Item] = field(default_factory=dict)  # what is prepared or has played, as it was then
    _lengths: dict[str, float] = field(default_factory=dict)  # of laps, as their readers know them
    _said: list[Json] | None = None

    def look(
        self, rundowns: Rundowns, heard: Json | None, told: Json | None, clock: WallClock, frame: int
    ) -> list[Json] | None:
        """All airings that are near, if that is not what was said last; `heard` is `desk.rundown`, `told` the plan.

        While no engine says what is on air, what was said holds.
        """
        if heard is None:
            return None
        self._measure(heard)
        said = [*self._over(rundowns, heard, clock, frame), *self._now(rundowns, heard, told)]
        if told and told["has_programme"] and told["state"] != "held" and heard.get("rundown") == told["rundown"]:
            said += self._coming(rundowns, heard, told, {one["occurrence"] for one in said})
        said = in_turn(said)
        names = {one["occurrence"] for one in said} | {one["occurrence"] for one in heard.get("next", ())}
        self._known = {name: item for name, item in self._known.items() if name in names}
        self._lengths = {name: length_s for name, length_s in self._lengths.items() if name in names}
        if said == self._said:
            return None
        self._said = said
        return said

    # -- which airings -----------------------------------------------------------------------------

    def _over(self, rundowns: Rundowns, heard: Json, clock: WallClock, frame: int) -> list[Json]:
        """Those that ended a moment ago, and where."""
        since = frame - clock.frames_in(KEPT_S)
        return [
            self._airing(rundowns, one, int(one["end_frame"]), fixed=True)
            for one in heard.get("aired", ())
            if int(one["end_frame"]) > max(since, int(one["start_frame"]))
        ]

    def _now(self, rundowns: Rundowns, heard: Json, told: Json | None) -> list[Json]:
        on_air = heard.get("on_air")
        if not on_air:
            return []
        planned = (told or {}).get("now") or {}
        end = planned["end_frame"] if planned.get("occurrence") == on_air["occurrence"] else on_air["ends_frame"]
        is_held = told is not None and told["state"] == "held"
        return [self._airing(rundowns, on_air, None if is_held else end, fixed=True)]

    def _coming(self, rundowns: Rundowns, heard: Json, told: Json, others: set[str]) -> list[Json]:
        """What is planned next; what the engine has prepared of it stays as it is."""
        prepared = {one["occurrence"] for one in heard.get("next", ())}
        return [
            self._airing(rundowns, one, one["end_frame"], fixed=one["occurrence"] in prepared)
            for one in told["next"]
            if one["start_frame"] is not None and one["occurrence"] not in others
        ]

    # -- what each of them has ---------------------------------------------------------------------

    def _measure(self, heard: Json) -> None:
        for one in heard.get("next", ()):
            if one.get("length_s"):
                self._lengths[one["occurrence"]] = float(one["length_s"])

    def _airing(self, rundowns: Rundowns, one: Json, end_frame: int | None, fixed: bool) -> Json:
        name = one["occurrence"]
        item = self._known.get(name) or item_of(rundowns, one) or Item("")
        if fixed:
            self._known[name] = item
        lies = {"start_frame": int(one["start_frame"]), "end_frame": end_frame}
        return {"occurrence": name, "item": item.name, **self._has(item, one), **lies}

    def _has(self, item: Item, one: Json) -> Json:
        captions = item.captions or {}
        if captions.get("kind") != "file":
            return {"captions": "off" if captions.get("kind") == "off" else "auto"}
        return {
            "captions": captions["path"], "language": captions.get("language", ""), "in_s": captions.get("in_s", 0.0),
            "position_s": one.get("position_s", 0.0), "laps": item.repeat,
            "lap_s": self._lengths.get(one["occurrence"], item.length_s),
        }  # fmt: skip


def in_turn(said: list[Json]) -> list[Json]:
    """The same by time; each ends where the next begins, at the latest."""
    said = sorted(said, key=lambda one: one["start_frame"])
    for one, after in zip(said, said[1:], strict=False):
        if one["end_frame"] is None or one["end_frame"] > after["start_frame"]:
            one["end_frame"] = after["start_frame"]
    return said
