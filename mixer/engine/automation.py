"""What comes on program by itself: a show's first scene, what follows the end of a source, a rundown's items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mixer.core.clock import SECOND_NS
from mixer.core.desk import Side
from mixer.core.line_up import refused
from mixer.core.pins import seen_in
from mixer.core.source_orders import ends_with
from mixer.core.stored import begun, first_two
from mixer.errors import BadCommand
from mixer.process import log
from mixer.protocol.commands import Auto, SetOverlay, TakeItem

if TYPE_CHECKING:
    from mixer.engine.engine import Engine

START_MS = 5000  # a show that starts waits so long for its first scene's pictures


class Automation:
    """Takes of one engine that nobody commands. What is played again has them in its log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def move_on(self, frame: int) -> None:
        """The desk on its next frame; with the end of a source may come what is on preview."""
        engine = self._engine
        ends = None if engine.replayed else ends_with(engine.desk, engine.show, frame, engine.timeline)
        engine.desk = engine.desk.at(frame)
        if ends:
            self._put_next(ends)

    def play(self, frame: int) -> None:
        """Put on program what is due on this frame."""
        engine = self._engine
        if engine.desk.starting and not engine.desk.running and not engine.replayed and self._goes_on():
            self._put_first(engine.timeline.due_ns(frame))
        if not engine.replayed:
            self._stand_in(frame)
            self._switch_off(frame)
        if not engine.replayed and (due := engine.desk.rundown.due(frame, engine.timeline)):
            self._put_on(due.item.occurrence)
        rundown = engine.desk.rundown.spent(frame, engine.timeline)
        if rundown is not engine.desk.rundown:
            engine.desk = replace(engine.desk, rundown=rundown)

    def begin(self) -> None:
        """Cut from the start picture to the first scene."""
        engine = self._engine
        engine.desk = begun(engine.desk, engine.show)
        engine.log.begun(engine.desk.frame)
        engine.follow()

    def _goes_on(self) -> bool:
        """Whether the first scene comes by itself, as the show says that program is played from."""
        return self._engine.desk.sides(self._engine.show)[0].show.start.begin == "scene"

    def _put_first(self, due_ns: int) -> None:
        """The first scene comes as soon as it has all it shows, or has been waited for."""
        engine = self._engine
        first, _ = first_two(engine.show)
        waits = engine.rehearse(first, due_ns / SECOND_NS + engine.offset_s)
        ready = not waits and engine.sources.shows(seen_in(Side(first, engine.show)))
        waited = engine.desk.frame - (engine.first_frame or 0) >= engine.timeline.frames_in(START_MS)
        if ready or waited:
            self.begin()

    def _stand_in(self, frame: int) -> None:
        """Where a source has failed, or is well again, something else shows in its place."""
        engine = self._engine
        for command in list(engine.stand_ins.decided(engine.desk, engine.timeline.due_ns(frame), engine.timeline)):
            engine.obey(command)
            told = {"verb": "stand_in", "source": command.source, "to": command.to, "why": command.why}
            engine.applied({**told, "by": {"source": command.source}})

    def _switch_off(self, frame: int) -> None:
        """What goes by itself after a while goes on its frame."""
        engine = self._engine
        over = [
            name for name, one in engine.desk.overlays.items() if one.off_frame is not None and one.off_frame <= frame
        ]
        for name in over:
            engine.obey(SetOverlay(overlay=name, on=False))
            engine.applied({"verb": "overlay", "overlay": name, "on": False, "by": {"overlay": name}})

    def _put_next(self, source: str) -> None:
        """A source ends that is to be followed by what is on preview."""
        engine = self._engine
        try:
            engine.obey(Auto())
        except BadCommand:  # the director is in the middle of something: that counts more
            return
        engine.applied({"verb": "auto", "by": {"source": source}})

    def _put_on(self, occurrence: str) -> None:
        """An item of a rundown comes on program. One that cannot, whatever is wrong with it, costs itself alone."""
        engine = self._engine
        try:
            engine.obey(TakeItem(occurrence=occurrence))
        except (BadCommand, ValueError, LookupError, TypeError) as error:
            log.note(f"{occurrence} cannot be taken: {error!r}"[:300])
            engine.desk = replace(engine.desk, rundown=refused(engine.desk.rundown, occurrence, str(error)))
            return
        rundown = engine.desk.rundown.rundown
        engine.applied({"verb": "take_item", "occurrence": occurrence, "by": {"rundown": rundown}})
