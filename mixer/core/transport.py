"""Where a source that has a transport stands: played, paused, cued or at its end, and since which frame.

Values only. The position of a source that plays is worked out from the frame it began on, so that it is exact on every
frame and nobody has to tell it. A source begins anew somewhere by another *run*: its reader needs a moment for that,
and says when it has the first pictures; until then what was on show stays on show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from mixer.core.clock import Timeline
from mixer.errors import BadCommand
from mixer.protocol.basics import Frame
from mixer.protocol.commands import Cue, Pause, Play, Seek, SetPlayback, Transported
from mixer.protocol.playback import Length, Playback, Position, ReaderName, RunNumber

State = Literal["cued", "playing", "paused", "ended"]
HANDOVER_MS = 200  # what changes while it plays is made so far ahead of what is on show, and joined there
RETURN_MS = 600  # a reader that was lost is back by then, as a rule
NEAREST = 0.49  # of a frame: a picture is shown on the frame that is nearest to it
LAST_MS = 1  # a seek to the very end shows what was last there
RUNS_A_FRAME = 1000  # more than can begin in a frame: a transport's first run has a number that none before it had


@dataclass(frozen=True, slots=True)
class Transport:
    """A source's transport as of `frame`, where it shows `position_s` of its file.

    `reader` names what is read, as it was edited. `run` counts how often it began somewhere; `ready` once its reader
    has. With `from_frame` the run begins on that frame, by the clock; without one as soon as it is ready. `length_s` is
    the whole file's, as far as it is known. What plays once ends on `ends_frame`, the first that shows nothing of it;
    it `owes` what was to follow as long as a transition holds that up.
    """

    playback: Playback = Playback()
    state: State = "playing"
    position_s: Position = 0.0
    frame: Frame = 0
    run: RunNumber = 1
    ready: bool = False
    from_frame: Frame | None = None
    length_s: Length | None = None
    ends_frame: Frame | None = None
    owes: bool = False
    reader: ReaderName = ""

    @property
    def moving(self) -> bool:
        return self.state == "playing"

    @property
    def out_s(self) -> float | None:
        """Where playing ends; None where that is not known."""
        ends = [end for end in (self.playback.out_s, self.length_s) if end]
        return min(ends) if ends else None

    def at(self, frame: int, held_up: bool = False) -> Transport:
        """The transport on a frame: what has played to its end has ended. `held_up`: a transition is under way."""
        if self.state == "playing" and self.ends_frame is not None and frame >= self.ends_frame:
            return replace(
                self, state="ended", position_s=self.out_s or 0.0, frame=self.ends_frame, ends_frame=None,
                owes=held_up and self.playback.end == "next",
            )  # fmt: skip
        if self.owes and not held_up:
            return replace(self, owes=False)
        return self

    def position(self, frame: int, rate: Fraction) -> float:
        """The seconds of its file that it shows on a frame, at so many frames a second."""
        if not (self.moving and self.ready):
            return self.position_s
        return self.within(self.position_s + float((frame - self.frame) / rate) * self.playback.speed)

    def remaining(self, frame: int, rate: Fraction) -> float | None:
        """How many seconds of programme it still lasts, or this lap of it; None where that is not known."""
        out_s = self.out_s
        return None if out_s is None else max(0.0, out_s - self.position(frame, rate)) / self.playback.speed

    def within(self, position_s: float) -> float:
        """A position between the marks: it comes round where it loops, and stays where it does not."""
        in_s, out_s = self.playback.in_s, self.out_s
        if out_s is None or position_s < out_s:
            return position_s
        if self.playback.end != "loop" or out_s <= in_s:
            return out_s
        return in_s + (position_s - in_s) % (out_s - in_s)


def new(playback: Playback, reader: str = "", frame: int = 0) -> Transport:
    """A source that was just added: it plays, unless a take is to play it."""
    state: State = "playing" if playback.on_take == "go_on" else "cued"
    return Transport(playback, state, playback.in_s, frame, 1 + frame * RUNS_A_FRAME, reader=reader)


# -- what a director asks --------------------------------------------------------------------------


def transported(transport: Transport, command: Transported, frame: int, timeline: Timeline) -> Transport:
    """The transport after a command on a frame. Raises BadCommand."""
    match command:
        case Cue():
            return cued(transport, checked(transport, command.position_s), frame)
        case Play() if command.position_s is None:
            return played(transport, frame, timeline.rate)
        case Play():
            return begun(transport, "playing", checked(transport, command.position_s), frame)
        case Pause():
            return paused(transport, frame, timeline.rate)
        case Seek():
            return sought(transport, command, frame, timeline.rate)
        case SetPlayback():
            return marked(transport, command, frame, timeline)


def checked(transport: Transport, position_s: float | None) -> float:
    """The position, or the in point where none is given. Raises BadCommand for one after the end."""
    if position_s is None:
        return transport.playback.in_s
    if transport.length_s is not None and position_s > transport.length_s:
        raise BadCommand("out_of_range", f"it is {transport.length_s:.2f} s long; position_s is {position_s:.2f}")
    return held_in(transport, position_s)


def held_in(transport: Transport, position_s: float) -> float:
    """A position moved between the marks, before the end."""
    out_s = transport.out_s
    last = math.inf if out_s is None else max(transport.playback.in_s, out_s - LAST_MS / 1000)
    return min(max(position_s, transport.playback.in_s), last)


def cued(transport: Transport, position_s: float, frame: int) -> Transport:
    if transport.state == "cued" and transport.position_s == position_s:
        return transport
    return begun(transport, "cued", position_s, frame)


def played(transport: Transport, frame: int, rate: Fraction) -> Transport:
    """What stands goes on with this frame: its next pictures are waiting. What has ended begins anew."""
    if transport.state == "ended":
        return begun(transport, "playing", transport.playback.in_s, frame)
    if transport.moving:
        return transport
    return measured(replace(transport, state="playing", frame=frame), None, rate)


def paused(transport: Transport, frame: int, rate: Fraction) -> Transport:
    if not transport.moving:
        return transport
    if transport.from_frame is not None:  # another run is to follow: what stands is a run of the picture on show
        return begun(transport, "paused", held_in(transport, joining(transport, frame, rate)), frame)
    position_s = transport.position(frame, rate)
    return replace(transport, state="paused", position_s=position_s, frame=frame, ends_frame=None)


def joining(transport: Transport, frame: int, rate: Fraction) -> float:
    """Where what plays is on a frame, by the run that is to follow it."""
    assert transport.from_frame is not None
    return transport.position_s + float((frame - transport.from_frame) / rate) * transport.playback.speed


def sought(transport: Transport, seek: Seek, frame: int, rate: Fraction) -> Transport:
    if seek.by_s is not None:
        position_s = held_in(transport, transport.position(frame, rate) + seek.by_s)
    else:
        position_s = checked(transport, seek.position_s)
    return begun(transport, "playing" if transport.moving else "cued", position_s, frame)


def begun(transport: Transport, state: State, position_s: float, frame: int) -> Transport:
    """Another run, from a position on, as soon as its reader is ready."""
    return replace(
        transport, state=state, position_s=position_s, frame=frame, run=transport.run + 1, ready=False,
        from_frame=None, ends_frame=None, owes=False,
    )  # fmt: skip


def marked(transport: Transport, change: SetPlayback, frame: int, timeline: Timeline) -> Transport:
    """The transport with other marks, speed or end. Raises BadCommand for marks that leave nothing."""
    named = ("in_s", "out_s", "speed", "end", "on_take")
    changes = {name: value for name in named if (value := getattr(change, name)) is not None}
    try:
        playback = replace(transport.playback, **changes)
    except ValueError as error:
        raise BadCommand("bad_command", str(error)) from None
    if transport.length_s is not None and playback.in_s >= transport.length_s:
        raise BadCommand("out_of_range", f"it is {transport.length_s:.2f} s long; in_s is {playback.in_s:.2f}")
    before = replace(transport.playback, on_take=playback.on_take)
    if transport.from_frame is None:
        position_s = transport.position(frame, timeline.rate)
    else:
        position_s = joining(transport, frame, timeline.rate)
    transport = replace(transport, playback=playback)
    if playback == before or (transport.state == "ended" and playback.end == before.end):
        return transport
    return rejoined(transport, before, position_s, frame, timeline)


def rejoined(transport: Transport, before: Playback, position_s: float, frame: int, timeline: Timeline) -> Transport:
    """Another run that goes on where this one is by the time it is made: nothing is lost or seen twice."""
    if not transport.moving or (not transport.ready and transport.from_frame is None):
        state: State = "cued" if transport.state == "ended" else transport.state
        return begun(transport, state, held_in(transport, position_s), frame)
    frames = timeline.frames_in(HANDOVER_MS)
    joined_s = max(0.0, position_s + float(frames / timeline.rate) * before.speed)
    if transport.out_s is not None and not transport.playback.in_s <= joined_s < transport.out_s:
        joined_s = transport.within(max(joined_s, transport.playback.in_s))
    next_run = begun(transport, "playing", joined_s, frame + frames)
    return replace(next_run, from_frame=frame + frames)


# -- what its reader says --------------------------------------------------------------------------


def arrived(transport: Transport, length_s: float | None, frame: int, rate: Fraction) -> Transport:
    """Its reader has the first pictures of the run: it begins on this frame, or began where it was to."""
    began = frame if transport.from_frame is None else transport.from_frame
    transport = replace(transport, ready=True, frame=began, from_frame=None)
    return measured(transport, length_s, rate)


def measured(transport: Transport, length_s: float | None, rate: Fraction) -> Transport:
    """The transport of a file that is so long; from then on it is known where playing ends."""
    transport = replace(transport, length_s=length_s if length_s is not None else transport.length_s)
    return replace(transport, ends_frame=_ends(transport, rate))


def _ends(transport: Transport, rate: Fraction) -> int | None:
    if not (transport.moving and transport.ready) or transport.playback.end == "loop" or transport.out_s is None:
        return None
    left_s = (transport.out_s - transport.position_s) / transport.playback.speed
    return transport.frame + max(0, math.ceil(left_s * rate - NEAREST))


def returned(transport: Transport, frame: int, timeline: Timeline) -> Transport:
    """Its reader was lost: another one goes on where the clock says that it should be by then."""
    if not transport.moving or not transport.ready:
        return replace(transport, run=transport.run + 1, ready=False)
    frames = timeline.frames_in(RETURN_MS)
    position_s = transport.position(frame + frames, timeline.rate)
    if transport.ends_frame is not None and frame + frames >= transport.ends_frame:
        position_s, frames = transport.position(frame, timeline.rate), 0
    return replace(begun(transport, "playing", position_s, frame + frames), from_frame=frame + frames)


def delayed(transport: Transport, frames: int, rate: Fraction) -> Transport:
    """What is fetched did not come in time: it goes on where it stopped, so many frames later."""
    return measured(replace(transport, frame=transport.frame + frames), None, rate)


def anchored(transport: Transport, frame: int, rate: Fraction, now: Fraction) -> Transport:
    """The same, counted from this frame on: from a rate of frames to another."""
    joins = transport.from_frame
    if joins is not None:
        joins = frame + max(0, round((joins - frame) * now / rate))
    position_s = transport.position(frame, rate)
    return measured(replace(transport, position_s=position_s, frame=frame, from_frame=joins), None, now)


# -- what a take does ------------------------------------------------------------------------------


def taken(transport: Transport, frame: int, rate: Fraction) -> Transport:
    """The transport of a source that comes on program on this frame."""
    on_take = transport.playback.on_take
    if on_take == "go_on":
        return transport
    stands_there = transport.state == "cued" and transport.position_s == transport.playback.in_s
    if on_take == "play" or stands_there:
        return played(transport, frame, rate)
    return begun(transport, "playing", transport.playback.in_s, frame)


def hands_over(transport: Transport, frame: int, lead_frames: int) -> bool:
    """Whether preview is to go on air now, with a transition of so many frames: it ends as this does."""
    if transport.owes:
        return True
    if transport.playback.end != "next" or not transport.moving or transport.ends_frame is None:
        return False
    return frame >= max(transport.frame + 1, transport.ends_frame - lead_frames)


def left(transport: Transport, frame: int) -> Transport:
    """The transport of a source that has left program: what restarts with a take is cued for the next."""
    return cued(transport, transport.playback.in_s, frame) if transport.playback.on_take == "restart" else transport
