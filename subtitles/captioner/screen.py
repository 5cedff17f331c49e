"""What the captioner puts in front of viewers: cues in time, as plates on the engine and as text for HLS."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from mixer.errors import CannotDraw
from mixer.protocol.captions import Captions
from subtitles.captioner.link import EngineLink, Session
from subtitles.errors import BadRequest
from subtitles.showing.cues import ShownCue
from subtitles.showing.plates import Stage
from subtitles.showing.schedule import Schedule
from subtitles.values import Line

Told = dict[str, Any]


class Screen:
    """A schedule and a stage, made anew when the canvas changes. Until an engine has been there, lines wait."""

    def __init__(self, settings: Captions, engine: EngineLink, visible: bool = True) -> None:
        self._settings, self._engine, self._visible = settings, engine, visible
        self._schedule: Schedule | None = None
        self._stage: Stage | None = None
        self._session: Session | None = None
        self._cues: dict[str, Told] = {}  # as those who write them were last told, by cue and language
        self._news: list[Told] = []
        self._places: dict[str, tuple[int, int]] = {}  # of lines, first to last frame
        self.trouble = ""

    # -- the engine --------------------------------------------------------------------------------

    def begin(self, session: Session) -> None:
        """An engine is there, this one or another: it has nothing of ours yet."""
        before, self._session = self._session, session
        if before is None or before.rate != session.rate or self._schedule is None:
            self._schedule = Schedule(self._settings, session.rate, session.width / session.height)
            if not self._visible:
                self._schedule.visible(False, session.frame - session.delay_frames)
        self._schedule.aspect = session.width / session.height
        self._stage = Stage((session.width, session.height), session.rate, self._settings)
        with suppress(CannotDraw):  # the first cue says what is missing
            self._stage.warm()

    def lost(self) -> None:
        """The engine is gone; the schedule goes on and waits for the next."""
        if self._stage:
            self._stage.forgotten()

    def load(self, settings: Captions, leaving: int) -> None:
        """Other languages, styles or places, on air."""
        self._settings = settings
        if self._schedule and self._stage:
            self._schedule.load(settings, leaving)
            self._stage.load(settings)

    # -- lines -------------------------------------------------------------------------------------

    def add(self, line: Line, leaving: int) -> None:
        if self._schedule:
            self._schedule.add(line, leaving)

    def edit(self, name: str, texts: dict[str, str], leaving: int) -> None:
        """Other words for a line that waits. Raises BadRequest when it does not."""
        if self._schedule:
            self._schedule.edit(name, texts, leaving)

    def withdraw(self, name: str, leaving: int) -> None:
        """Take a line out; one that never came this far is no matter."""
        if self._schedule:
            try:
                self._schedule.withdraw(name, leaving)
            except BadRequest:
                return

    def move(self, line: Line, leaving: int) -> None:
        """A line with frames of its own has other ones now."""
        if self._schedule:
            self._schedule.move(line, leaving)

    def clear(self, leaving: int) -> None:
        if self._schedule:
            self._schedule.clear(leaving)

    @property
    def visible(self) -> bool:
        return self._visible

    def set_visible(self, on: bool, leaving: int) -> None:
        self._visible = on
        if self._schedule:
            self._schedule.visible(on, leaving)

    # -- what comes of it --------------------------------------------------------------------------

    def show(self, leaving: int) -> None:
        """Bring the engine up to date for the frames after `leaving`."""
        if self._schedule is None or self._stage is None:
            return
        cues = self._schedule.cues(leaving)
        self._note(cues, leaving)
        if not self._engine.up:
            return
        try:
            showing = self._stage.show(cues, leaving)
        except CannotDraw as error:
            self.trouble = str(error)
            return
        self.trouble = ""
        for plate in showing.plates:
            self._engine.plate(plate.id, plate.image, plate.box)
        if showing.track is not None:
            self._engine.track(showing.track)
        self._engine.drop(showing.drop)

    def places(self) -> dict[str, tuple[int, int]]:
        """Every line that stands, waits or has just gone."""
        return self._places

    def skipped(self) -> list[tuple[str, str]]:
        """The lines left out since the last call, and why."""
        return [(skip.line, skip.reason) for skip in self._schedule.skipped()] if self._schedule else []

    def changed_cues(self) -> list[Told]:
        """Cues as HLS writes them, those that changed since the last call."""
        news, self._news = self._news, []
        return news

    def standing(self) -> list[Told]:
        """Every cue somebody who begins to write needs."""
        return list(self._cues.values())

    def _note(self, cues: list[ShownCue], leaving: int) -> None:
        told = {f"{cue.id}:{cue.language}": as_told(cue) for cue in cues}
        self._news += [one for name, one in told.items() if self._cues.get(name) != one]
        gone = [one for name, one in self._cues.items() if name not in told and one["from_frame"] > leaving]
        self._news += [one | {"to_frame": one["from_frame"]} for one in gone]
        self._cues = told
        places: dict[str, tuple[int, int]] = {}
        for cue in cues:
            first, last = places.get(cue.line, (cue.from_frame, cue.to_frame))
            places[cue.line] = min(first, cue.from_frame), max(last, cue.to_frame)
        self._places = places


def as_told(cue: ShownCue) -> Told:
    frames = {"from_frame": cue.from_frame, "to_frame": cue.to_frame}
    return {"id": cue.id, "language": cue.language, "text": cue.text} | frames
