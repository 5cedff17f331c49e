"""A rundown played by an engine without a studio around it: in a render, and wherever the clock is not the wall's."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.rundown import Playout, Rundown, WallClock, read_rundown
from mixer.engine.engine import Engine
from mixer.errors import BadShow
from mixer.protocol.parse import read_command


class RundownPlayer:
    """Called before each frame, it tells the engine what comes next, and gathers what aired."""

    def __init__(self, engine: Engine, rundown: Rundown, zero_utc_s: float, folder: Path) -> None:
        """`zero_utc_s` is the time on frame 0; files are looked for from `folder`."""
        self._engine, self._folder, self._number = engine, folder, 0
        self._clock = WallClock(engine.timeline.rate, Fraction(zero_utc_s))
        self.playout = Playout(self._clock, rundown)
        self.airings: list[dict[str, Any]] = []
        self._started = False
        self._looks_on = 0  # the frame on which it is looked for what follows

    def __call__(self, frame: int) -> None:
        if not self._started:
            self._started = True
            self.playout.obey({"verb": "start"}, frame)
        if self._engine.timeline.rate != self._clock.rate:
            self._count_anew()
        self._look_ahead(frame)
        self.playout.hear(self._engine.desk.rundown.to_json(), frame)
        if (line_up := self.playout.line_up(frame)) is not None:
            self._number += 1
            command = self._found(line_up) | {"id": f"line-up-{self._number}"}
            self._engine.obey(read_command(command))
        self.airings += self.playout.as_run()

    def _count_anew(self) -> None:
        """The engine has another rate of frames from one on."""
        timeline = self._engine.timeline
        since, begun_s = timeline.anchor_frame, Fraction(self._clock.utc_s(timeline.anchor_frame))
        self._clock = WallClock(timeline.rate, begun_s - since / timeline.rate, since)
        self.playout.clock_is(self._clock, since)

    def _look_ahead(self, frame: int) -> None:
        """What follows at the end lies beside it, named as its id, as the studio keeps them."""
        if frame < self._looks_on:
            return
        self._looks_on = frame + round(self._engine.timeline.rate)
        while (name := self.playout.wanted(frame)) and name not in self.playout.known:
            path = self._folder / f"{name}.json"
            if path.parent != self._folder or not path.is_file():
                return
            self.playout.may_follow(rundown_in(path), frame)

    def _found(self, line_up: dict[str, Any]) -> dict[str, Any]:
        """The line-up with the paths of its files made absolute."""
        items = [self._absolute(one) for one in line_up["items"]]
        fallback = line_up.get("fallback")
        return {**line_up, "items": items, "fallback": fallback and self._absolute(fallback)}

    def _absolute(self, item: dict[str, Any]) -> dict[str, Any]:
        show = item["show"]
        found = {name: [self._with_path(one, part) for one in show.get(name, ())] for name, part in PARTS.items()}
        return {**item, "show": {**show, **found}}

    def _with_path(self, one: dict[str, Any], part: str) -> dict[str, Any]:
        path = one[part].get("path")
        return {**one, part: {**one[part], "path": str((self._folder / path).resolve())}} if path else one


PARTS = {"sources": "input", "overlays": "content"}  # of a show, what may name a file


def rundown_in(path: Path) -> Rundown:
    """The compiled rundown of a file. Raises BadShow."""
    try:
        return read_rundown(json.loads(path.read_bytes()))
    except ValueError as error:
        raise BadShow(f"{path.name}: {error}") from None


def moment(text: str) -> float:
    """Seconds since 1970 of a time with its zone. Raises ValueError."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"expected a time with its zone, such as 2026-11-22T20:00:00+01:00, found {text}")
    return time.timestamp()
