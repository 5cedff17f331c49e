"""What a schedule places in time: lines that wait, their steps with their frames, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from subtitles.showing.cues import Step
from subtitles.values import Line, Translation


@dataclass(frozen=True, slots=True)
class Skip:
    """A line that was never shown, or not to its end, and why."""

    line: str
    text: str
    frame: int
    reason: str


@dataclass(eq=False)
class Queued:
    """A line that waits, with what comes up of it."""

    line: Line
    steps: list[Step]
    begun: int = 0  # steps that have come up

    @property
    def read_s(self) -> float:
        return sum(step.read_s for step in self.steps[self.begun :])


@dataclass(eq=False)
class Moment:
    """A step with its frames. It must stand until `ready`; `said` is when its speech ends."""

    sentence: Queued
    number: int
    start: int
    ready: int
    said: int
    end: int = 0
    hurried: bool = False
    cut: bool = False  # taken off by an operator: its end is its end

    @property
    def timed(self) -> bool:
        """Its frames are a file's, and nobody else's to move."""
        return self.sentence.line.timed

    @property
    def step(self) -> Step:
        return self.sentence.steps[self.number]


def edited(line: Line, texts: Mapping[str, str], by: str) -> Line:
    """The line with other words in some of its languages."""
    told = {code: line.texts.get(code, Translation(code, "")) for code in texts}
    changed = {code: replace(one, text=texts[code], edited_by=by or "operator") for code, one in told.items()}
    return line.but(texts=line.texts | changed, edited_by=by or "operator")
