"""What the engine tells its controllers: the desk as it changes, the levels, and each second how things are."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from mixer.core.clock import SECOND_NS
from mixer.core.desk import Desk
from mixer.core.pins import kept
from mixer.engine.command_log import session
from mixer.engine.decks import pages_told, places
from mixer.engine.programme_sound import ProgrammeSound
from mixer.engine.transports import told_with
from mixer.protocol.build import MIXER, build_of
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Show

if TYPE_CHECKING:
    from mixer.engine.control_server import ControlServer
    from mixer.engine.engine import Engine

METERS_NS = SECOND_NS // 20


class Reports:
    """Tells of one engine, once a frame; what has not changed is not told again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._said: Desk | None = None
        self._parts: list[tuple[str, Show]] = []
        self._next_meters = self._next_status = 0
        self._states: list[str] = []
        self._late_frames: deque[int] = deque(maxlen=1000)
        self._passed_ns = self._gap_ns = 0
        self._sound = ProgrammeSound()

    # -- what is counted ---------------------------------------------------------------------------

    def late(self, frame: int) -> None:
        self._late_frames.append(frame)

    def passed_on(self) -> None:
        """A frame has left: the longest time between two since the last status is told with it."""
        now = time.monotonic_ns()
        if self._passed_ns:
            self._gap_ns = max(self._gap_ns, now - self._passed_ns)
        self._passed_ns = now

    # -- telling -----------------------------------------------------------------------------------

    def tell(self, control: ControlServer, due_ns: int) -> None:
        engine = self._engine
        self._tell_desk(control)
        control.tell_log(engine.log.drained(), self.session)
        engine.sound.metered = control.watched("meters")
        if due_ns >= self._next_meters:
            self._next_meters = due_ns + METERS_NS
            self._tell_meters(control)
        if control.watched("tiles") and not engine.overload.has("tiles"):
            engine.miniatures.follow(engine.show, engine.desk, due_ns / SECOND_NS + engine.offset_s)
        control.show_tiles(chain(engine.sources.tiles(), engine.miniatures.tiles()))
        states = [*engine.sources.states(), *map(str, engine.desk.standing_in.values()), *places(engine.desk)]
        if due_ns >= self._next_status or states != self._states:
            # A source that comes or goes is told at once, and a page that is turned: a director acts on it.
            self._next_status, self._states = due_ns + SECOND_NS, states
            control.tell({"status": self.status()})
            self._gap_ns = 0

    def greeting(self) -> list[dict[str, Any]]:
        """What a controller is told first."""
        return [told_of(self._kept()), {"desk": self._engine.desk.to_json()}, {"status": self.status()}]

    def _tell_desk(self, control: ControlServer) -> None:
        desk, said = self._engine.desk, self._said
        if said is not None and (desk.stands(said) or desk == replace(said, frame=desk.frame)):
            return
        self._said = desk
        if (parts := self._kept()) != self._parts:
            self._parts = parts
            control.tell(told_of(parts))
        control.tell({"desk": desk.to_json()})

    def _kept(self) -> list[tuple[str, Show]]:
        """What program is made of, for an engine that may have to go on with it."""
        desk = self._engine.desk
        return [(side.name, kept(side, desk)) for side in desk.sides(self._engine.show)]

    def session(self) -> dict[str, Any]:
        """All there is to begin with, for who plays it again from the next frame on."""
        engine = self._engine
        parts = told_of(self._kept())["pinned"]
        feeds = engine.sources.feeds.values()
        return session(engine.show, engine.desk, parts, engine.timeline, engine.offset_s, feeds)

    def _tell_meters(self, control: ControlServer) -> None:
        levels = self._engine.sound.levels()
        self._sound.hear(levels["program"], self._engine.sound.metered)
        if control.watched("meters"):
            levels["program"] |= self._engine.loudness.values
            for name, level in levels["sources"].items():
                feed = self._engine.sources.heard_as(name)
                level |= feed.working._asdict() if feed and feed.working else {}
            control.tell({"meters": {"frame": self._engine.desk.frame} | levels})

    def status(self) -> dict[str, Any]:
        """How things are, in the words of the protocol."""
        engine = self._engine
        frame, fps = engine.desk.frame, engine.timeline.rate
        first = engine.first_frame or frame
        recent = sum(1 for late in self._late_frames if late > frame - fps)
        return {
            "build": build_of(MIXER),
            "frame": frame,
            "first_frame": first,
            "uptime_s": round(float((frame - first) / fps), 1),
            "fps": round(min(float(fps), frame - first) - recent, 2),
            "late": engine.late,
            "late_last_s": recent,
            "worst_gap_ms": round(self._gap_ns / 1e6, 1),
            "compose_ms": round(engine.paint_ms, 2),
            "frame_ms": engine.times.status(),
            "priority": engine.priority,
            "overload": engine.overload.status(engine.preset, time.monotonic()),
            "decoding": {
                "most": engine.most_decoding,
                "now": engine.sources.decoding,
                "asleep": engine.sources.asleep,
            },
            "sound": self._sound.told() | engine.loudness.values,
            "sources": pages_told(self._sources(), engine.desk),
        } | engine.output.status(frame)

    def _sources(self) -> dict[str, Any]:
        engine = self._engine
        told = told_with(engine.sources.status(), engine.desk, engine.timeline)
        now_ns = engine.timeline.due_ns(engine.desk.frame)
        return engine.stand_ins.told(told, engine.desk, now_ns, engine.timeline)


def told_of(parts: list[tuple[str, Show]]) -> dict[str, Any]:
    return {"pinned": [{"bus": name, "show": to_json(show)} for name, show in parts]}
