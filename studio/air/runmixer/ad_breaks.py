"""The ad breaks of a rundown that are near: for playlists, which announce them, and for events. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from hashlib import blake2s
from typing import Any

from mixer.core.rundown import Rundown, frames_lasting, item_of
from mixer.core.rundown.book import rundown_in
from mixer.core.rundown.wall_clock import WallClock

Json = dict[str, Any]
Rundowns = Mapping[str, Rundown]  # those that may be on air soon, by their ids
KEPT_S = 60.0  # what is over is told so much longer: playlists list it still
AT_MOST = 16
LONGEST = 80
NONE = ("", "")  # no break
_STRANGE = re.compile(r"[^A-Za-z0-9_.:-]")


@dataclass(frozen=True, slots=True)
class AdBreak:
    """Frames [start_frame, end_frame), the latter once it is known. `id` is the occurrence of its first item."""

    id: str
    group: str
    start_frame: int
    planned_frames: int
    end_frame: int | None = None
    cancelled: bool = False

    def counted_anew(self, clock: WallClock, change: Fraction) -> AdBreak:
        """The same in frames of a clock, so many times as many a second."""

        def moved(frame: int) -> int:
            return clock.from_frame + round((frame - clock.from_frame) * change)

        end = None if self.end_frame is None else moved(self.end_frame)
        planned = round(self.planned_frames * change)
        return replace(self, start_frame=moved(self.start_frame), planned_frames=planned, end_frame=end)

    def to_json(self) -> Json:
        return {
            "id": self.id, "start_frame": self.start_frame, "planned_frames": self.planned_frames,
            "end_frame": self.end_frame, "cancelled": self.cancelled,
        }  # fmt: skip


@dataclass(slots=True)
class AdBreaks:
    """Follows what is told of a rundown from call to call."""

    on: AdBreak | None = None
    _near: dict[str, AdBreak] = field(default_factory=dict)
    _said: list[Json] = field(default_factory=list)
    _events: list[Json] = field(default_factory=list)
    _rate: Fraction | None = None  # that of all these frames

    def to_json(self) -> Json:
        """What is to be known after a restart, so that a break goes on under its name."""
        near = [asdict(one) for one in self._near.values()]
        return {"on": self.on and asdict(self.on), "near": near, "rate": self._rate and str(self._rate)}

    @classmethod
    def from_json(cls, value: Any) -> AdBreaks:
        """Those that were written; none where another build wrote something else."""
        try:
            near = {one["id"]: AdBreak(**one) for one in value["near"]}
            rate = Fraction(value["rate"]) if value.get("rate") else None
            return cls(AdBreak(**value["on"]) if value["on"] else None, near, _rate=rate)
        except (TypeError, KeyError, ValueError):
            return cls()

    def look(self, rundowns: Rundowns, told: Json | None, clock: WallClock, frame: int) -> list[Json] | None:
        """All that are near, if that is not what was said last."""
        self._count_by(clock)
        told = told and with_ids(told)
        playing = told if told and told["has_programme"] and told["state"] in ("playing", "held", "empty") else None
        now = playing["now"] if playing else None
        coming = playing["next"] if playing else []
        if now and now["start_frame"] > frame:  # it was started at a time to come: till then what was on goes on
            coming = [now, *coming]
        else:
            self._begin_and_end(rundowns, now, clock, frame)
        self._announce(rundowns, coming, clock)
        self._forget(clock, frame)
        said = [one.to_json() for one in self._near.values()]
        if said == self._said:
            return None
        self._said = said
        return said

    def events(self) -> list[Json]:
        """What has begun and ended since this was asked last."""
        events, self._events = self._events, []
        return events

    @property
    def said(self) -> list[Json]:
        return self._said

    def _count_by(self, clock: WallClock) -> None:
        """Where frames have another rate now, a break is still when it was."""
        change = clock.rate / (self._rate or clock.rate)
        self._rate = clock.rate
        if change != 1:
            self._near = {name: one.counted_anew(clock, change) for name, one in self._near.items()}
            self.on = self.on and self._near.get(self.on.id, self.on.counted_anew(clock, change))

    def _begin_and_end(self, rundowns: Rundowns, now: Json | None, clock: WallClock, frame: int) -> None:
        group = group_of(rundowns, now) if now else NONE
        begins = int(now["start_frame"]) if now else frame
        if self.on and self._group() != group:
            self._near[self.on.id] = replace(self.on, end_frame=begins)
            self._events.append({"event": "break_ended", "break": self.on.id, "frame": begins})
            self.on = None
        if now and group != NONE and self.on is None:
            known = self._near.get(now["occurrence"])
            self.on = replace(known or planned(rundowns, now, clock), start_frame=begins, cancelled=False)
            self._near[self.on.id] = self.on
            self._events.append({"event": "break_started", "break": self.on.id, "frame": begins})

    def _group(self) -> tuple[str, str]:
        return (rundown_in(self.on.id), self.on.group) if self.on else NONE

    def _announce(self, rundowns: Rundowns, coming: list[Json], clock: WallClock) -> None:
        """The first item of each group that comes; what was announced and comes no more is cancelled."""
        before, announced = self._group(), set[str]()
        for one in coming:
            group = group_of(rundowns, one)
            if group not in (NONE, before) and one["start_frame"] is not None:
                announced.add(one["occurrence"])
                self._near[one["occurrence"]] = planned(rundowns, one, clock)
            before = group
        for name, known in list(self._near.items()):
            if known.end_frame is None and name not in announced and (self.on is None or name != self.on.id):
                self._near[name] = replace(known, cancelled=True)

    def _forget(self, clock: WallClock, frame: int) -> None:
        kept = clock.frames_in(KEPT_S)
        old = [
            name
            for name, one in self._near.items()
            if (one.end_frame is not None or one.cancelled)
            and frame > (one.end_frame or one.start_frame + one.planned_frames) + kept
        ]
        for name in old + list(self._near)[: max(0, len(self._near) - AT_MOST)]:
            self._near.pop(name, None)


def with_ids(told: Json) -> Json:
    """What is told, its occurrences named as playlists may name a break: another part of one, or a long one, too."""

    def named(one: Json) -> Json:
        name = _STRANGE.sub(".", one["occurrence"])
        if len(name) > LONGEST:
            name = f"{name[: LONGEST - 17]}.{blake2s(name.encode(), digest_size=8).hexdigest()}"
        return {**one, "occurrence": name}

    return {**told, "now": told["now"] and named(told["now"]), "next": [named(one) for one in told["next"]]}


def group_of(rundowns: Rundowns, airing: Json) -> tuple[str, str]:
    """The break that an airing is of: its rundown and its group, which another rundown may have too."""
    known = item_of(rundowns, airing)
    return (rundown_in(airing["occurrence"]), known.group) if known and known.group else NONE


def planned(rundowns: Rundowns, first: Json, clock: WallClock) -> AdBreak:
    """A break as it is announced: as long as its items from the first on; 0 where nobody knows how long one is."""
    ident, group = group_of(rundowns, first)
    rundown, item = rundowns[ident], first["item"]
    rule = rundown.breaks
    by_rule = rule.beginning_with(rule.spots.index(item)) if rule and item in rule.spots else ()
    lengths = [
        one.duration_s if one.duration_s is not None else one.length_s and one.length_s * one.repeat
        for one in (rundown.items[name] for name in by_rule or _from(rundown.order, item))
        if one.group == group
    ]
    frames = 0 if None in lengths else sum(frames_lasting(float(one or 0), clock.rate) for one in lengths)
    return AdBreak(first["occurrence"], group, int(first["start_frame"]), frames)


def _from(order: tuple[str, ...], item: str) -> tuple[str, ...]:
    return order[order.index(item) :] if item in order else order


def spliced(line_up: Json, rundowns: Rundowns, on_air: Json | None) -> Json:
    """A line-up that says at which of its items a break begins or ends; `on_air` is what is on program."""
    before, items = group_of(rundowns, on_air) if on_air else NONE, []
    for one in line_up["items"]:
        group = group_of(rundowns, one)
        items.append({**one, "splice": True} if group != before else one)
        before = group
    return {**line_up, "items": items}
