"""An engine without pictures: it obeys line-ups on their frames and says in its desk what it did, as the real one does.

What is told on a frame is done on that frame. A source takes `opening_frames` to be ready, and has the length that
`true_s` says, whatever the rundown believed; what is named in `broken` never opens, what `loops` never ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mixer.core.rundown import frames_lasting

Line = dict[str, Any]


@dataclass
class FakeEngine:
    true_s: dict[str, float | None]
    rate: Fraction = Fraction(30)
    opening_frames: int = 0
    broken: set[str] = field(default_factory=set)
    loops: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.restart()
        self.pictures: dict[int, str] = {}  # what was on air on each frame

    def restart(self) -> None:
        """All is forgotten, as when its process is started anew."""
        self.told: Line = {}
        self.opened: dict[str, int] = {}
        self.on: Line | None = None
        self.on_frame = 0
        self.aired: list[Line] = []
        self.takes, self.takeovers = False, 0

    def count_anew(self, rate: Fraction, since: int) -> None:
        """Frames have another rate from one on."""
        change, self.rate = rate / self.rate, rate

        def moved(frame: int) -> int:
            return since + round((frame - since) * change)

        def line(one: Line) -> Line:
            starts, lasts = one["start_frame"], one["frames"]
            return {**one, "start_frame": None if starts is None else moved(starts),
                    "frames": None if lasts is None else round(lasts * change)}  # fmt: skip

        self.on, self.on_frame = self.on and line(self.on), moved(self.on_frame)
        self.told = {**self.told, "items": [line(one) for one in self.told["items"]]}
        self.aired = [{**one, **{name: moved(one[name]) for name in ("start_frame", "end_frame")}}
                      for one in self.aired]  # fmt: skip

    def obey(self, command: Line | None, frame: int) -> None:
        if command is None or command["takeovers"] < self.takeovers:
            return
        self.told, self.takes = command, command["takes"]
        lines = [*command["items"], *filter(None, [command["fallback"]])]
        self.opened = {line["occurrence"]: self.opened.get(line["occurrence"], frame) for line in lines}
        if self.on is not None:
            again = [line for line in lines if line["occurrence"] == self.on["occurrence"]]
            self.on = again[0] if again else self.on

    def cut(self, frame: int) -> None:
        """A director takes something else."""
        self.takes, self.takeovers = False, self.takeovers + 1
        self._leave(frame, "taken_over")

    def run(self, frame: int) -> None:
        """One frame: what is due and ready is taken."""
        if self.takes:
            for line in reversed(self._due(frame)):
                if self._ready(line, frame):
                    self._take(line, frame)
                    break
            else:
                self._end(frame)
        if self.on is not None:
            self.pictures[frame] = self.on["item"]

    def _due(self, frame: int) -> list[Line]:
        """What is to be on air by now instead of what is, in the order of the line-up."""
        over = {aired["occurrence"] for aired in self.aired}
        coming = [line for line in self.told["items"] if line["occurrence"] not in over]
        names = [line["occurrence"] for line in coming]
        if self.on is not None and self.on["occurrence"] in names:
            coming = coming[names.index(self.on["occurrence"]) + 1 :]
        due, failed = [], False
        for number, line in enumerate(coming):
            starts = line["start_frame"]
            if starts is None and (number == 0 or failed):
                ends = self.ends_frame
                overlap = line["transition"]["duration_ms"] / 1000 * self.rate if line["transition"] else 0
                late = self.on is None or line["occurrence"] == ""
                if late or (ends is not None and frame >= max(self.on_frame + 1, ends - round(overlap))):
                    due.append(line)
            elif starts is not None and frame >= starts:
                due.append(line)
            failed = line["item"] in self.broken
        return due

    def _take(self, line: Line, frame: int) -> None:
        ended = self.ends_frame is not None and frame >= self.ends_frame
        self._leave(frame, "ended" if ended else "replaced")
        self.on, self.on_frame = line, frame

    def _end(self, frame: int) -> None:
        if self.on is not None and (self.ends_frame is None or frame < self.ends_frame):
            return
        fallback = self.told.get("fallback")
        if fallback is not None and self._ready(fallback, frame):
            self._take(fallback, frame)
        elif self.on is not None:
            self._leave(frame, "ended")

    def _leave(self, frame: int, why: str) -> None:
        if self.on is not None:
            aired = {"occurrence": self.on["occurrence"], "item": self.on["item"], "start_frame": self.on_frame}
            self.aired = [*self.aired, aired | {"end_frame": frame, "why": why}][-32:]
            self.on = None

    @property
    def ends_frame(self) -> int | None:
        if self.on is None:
            return None
        if self.on["frames"] is not None:
            return self.on_frame + int(self.on["frames"])
        true_s = self.true_s.get(self.on["item"])
        if true_s is None or self.on["item"] in self.loops:
            return None
        return self.on_frame + frames_lasting(max(0.0, true_s - self.on["position_s"]), self.rate)

    def _ready(self, line: Line, frame: int) -> bool:
        if line["item"] in self.broken and line["source"]:
            return False
        return not line["source"] or frame - self.opened.get(line["occurrence"], frame) >= self.opening_frames

    def desk(self, frame: int) -> Line | None:
        """`desk.rundown`; None before anybody told it anything."""
        if not self.told:
            return None
        on_air = None
        if self.on is not None and self.takes:
            on_air = {"occurrence": self.on["occurrence"], "item": self.on["item"], "start_frame": self.on_frame,
                      "ends_frame": self.ends_frame, "position_s": self.on["position_s"]}  # fmt: skip
        known = {self.on["occurrence"]} if self.on is not None else set()
        lines = [*self.told["items"], *filter(None, [self.told["fallback"]])]
        return {"rundown": self.told["rundown"], "takes": self.takes, "takeovers": self.takeovers, "on_air": on_air,
                "next": [self._next(line, frame) for line in lines if line["occurrence"] not in known],
                "aired": self.aired}  # fmt: skip

    def _next(self, line: Line, frame: int) -> Line:
        broken, ready = line["item"] in self.broken and line["source"], self._ready(line, frame)
        return {"occurrence": line["occurrence"], "item": line["item"],
                "state": "failed" if broken else "ready" if ready else "opening", "text": "broken" if broken else "",
                "length_s": self.true_s.get(line["item"]) if ready else None,
                "start_frame": line["start_frame"]}  # fmt: skip
