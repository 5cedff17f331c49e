"""Which of a source's reels is on show, where its tape stands, and how one reel follows another."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np

from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.sound import Samples
from mixer.core.transport import Transport
from mixer.feed.messages import ROLL, RUN, Announcement, Extent, Ready, Roll, Run
from mixer.feed.reel import Reel
from mixer.feed.ring import SOUND_LENGTH
from mixer.feed.tape import ROUNDING_NS, Tape
from mixer.protocol.playback import SLOWEST_HEARD

AHEAD_NS = SECOND_NS * 16 // 10  # a new run lies so far ahead on the tape: further than sound of the old one is made
MAX_NUMBER = 1 << 62
FADE_SAMPLES = 96  # 2 ms: sound that is cut anywhere else than at its own beginning would click
LONGEST_DELAY = 2 * SAMPLE_RATE  # sound that is delayed is asked for so long after its time

Tell = Callable[[bytes, bytes], None]
Read = Callable[[int, int, Extent], Samples]
"""(index of the first sample on the tape, how many, what has been written) → samples (n, 2)."""


class Playing:
    """The reel on show and the one that is to follow. What has no transport has one reel, on the programme's clock."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.tape, self.reel = Tape(), Reel()
        self.coming: Reel | None = None
        self.length_s: float | None = None
        self.delayed_ns = 0  # what is yet to come is late by so much more than the desk knows
        self._unwanted = MAX_NUMBER  # pictures of the old reel from this number on, while another comes in its place
        self._measured = -MAX_NUMBER  # on this frame the desk was last told how long the file is
        self._hearing = self.reel  # what the reader makes belongs to it
        self.told = 0  # the run that the reader was told last
        self._ready = 0  # the run that it has the first pictures of
        self._before: list[tuple[Reel, Tape, int]] = []  # what was heard until this sample of the programme, in order
        self._ended = False
        self.audible = True
        self.waits = True  # whether what is coming should be there by now
        self.begins_softly = True  # what was standing comes up over a moment; else whoever mixes it sees to that

    @property
    def reels(self) -> tuple[Reel, ...]:
        return (self.reel, self.coming) if self.coming else (self.reel,)

    # -- what the reader says ----------------------------------------------------------------------

    def new_reader(self, transported: bool) -> None:
        """Nothing of the old one will come any more; who has no transport goes on with an empty reel."""
        self.told = self._ready = 0
        self.coming, self._before = None, []
        self.delayed_ns = 0
        self.reel = Reel(-1 if transported else 0)
        self._hearing = self.reel

    def begins(self, run: int) -> None:
        """What comes next belongs to this run; of one that nobody waits for any more, it is forgotten."""
        self._hearing = next((reel for reel in self.reels if reel.run == run), None) or Reel(run)

    def announced(self, picture: Announcement) -> None:
        if self._hearing is self.reel and picture.number > self._unwanted:
            return  # it was on its way while its reader was told of another run: the slot is that run's
        self._hearing.pending.append(picture)

    def heard(self, extent: Extent) -> None:
        self._hearing.extend(extent)

    def ready(self, told: Ready) -> None:
        self._ready = told.run
        self.length_s = None if math.isnan(told.length_s) else told.length_s

    def measures(self, transport: Transport, frame: int, timeline: Timeline) -> bool:
        """Whether the desk is to be told how long the file is, which may be found out late; once a second at most."""
        if self.length_s in (None, transport.length_s) or frame - self._measured < timeline.rate:
            return False
        self._measured = frame
        return True

    def over(self, run: int) -> None:
        if self._hearing.run == run:
            self._hearing.over = True

    def due_ns(self, due_ns: int, near_ns: int) -> int:
        """The moment on the tape whose picture a frame shows: the nearest to the frame, while the tape moves."""
        return self.tape.at(due_ns) + (near_ns if self.tape.moving or self._ended else ROUNDING_NS)

    # -- following the desk ------------------------------------------------------------------------

    def has(self, run: int) -> bool:
        """Whether this run is on show, or its reader has been told of it and lives."""
        return run in (self.reel.run, self.coming.run if self.coming else None)

    def can_begin(self, transport: Transport, frame: int) -> bool:
        """Whether its reader has the run that the desk wants, and it is time for it."""
        due = transport.from_frame is None or frame >= transport.from_frame
        return not transport.ready and self._ready == transport.run and self.told == transport.run and due

    def follow(self, transport: Transport, frame: int, timeline: Timeline, current: int = 0) -> None:
        """Be where the desk says on this frame, as far as the reader has got. `current` is the picture on show."""
        self._ended = transport.state == "ended"
        self.audible = transport.playback.speed >= SLOWEST_HEARD
        if transport.run != self.told and not (transport.ready and self.reel.run == transport.run):
            self._begin(transport, frame, timeline, current)
        if self.coming and transport.ready and self.coming.run == transport.run:
            self._join(transport, frame, timeline)
        elif self.coming:
            # Until another run begins, what plays goes on if that is to play too; at the join it waits.
            joins = transport.from_frame is not None and frame >= transport.from_frame
            self._roll(self.tape.moving and transport.moving and not joins, frame, timeline)
            self.waits = transport.from_frame is None or joins
        else:
            self._roll(transport.moving, frame, timeline)

    def _begin(self, transport: Transport, frame: int, timeline: Timeline, current: int) -> None:
        """Tell the reader to begin somewhere else; what it has made is played meanwhile."""
        start_ns = self.tape.at(timeline.due_ns(frame)) + AHEAD_NS
        # Of what is played again the run may have begun long ago: nobody looks at what is over.
        newest = self.reel.pending[-1].number if self.reel.pending else current
        began = transport.ready and transport.moving
        over_ns = timeline.due_ns(frame) - timeline.due_ns(transport.frame) if began else 0
        self.coming, self.told, self.delayed_ns = Reel(transport.run, start_ns), transport.run, 0
        of = transport.playback
        until_ns = 0
        if transport.from_frame is not None and self.tape.moving:
            until_ns = self.tape.at(timeline.due_ns(transport.from_frame))
        self._unwanted = MAX_NUMBER if until_ns else newest
        run = Run(
            transport.run, transport.position_s, start_ns, start_ns + over_ns, newest, until_ns,
            of.in_s, of.out_s, of.speed, of.end,
        )  # fmt: skip
        self._tell(RUN, json.dumps(run.to_json()).encode())

    def _join(self, transport: Transport, frame: int, timeline: Timeline) -> None:
        """From this frame on the new reel is on show; it may have been due earlier."""
        assert self.coming
        self._leave(timeline.first_sample(frame))
        self.reel.pending.clear()
        self.reel, self.coming, self.delayed_ns, self._unwanted = self.coming, None, 0, MAX_NUMBER
        self.tape = Tape(self.reel.start_ns, timeline.due_ns(transport.frame), transport.moving)
        self._say(timeline.due_ns(frame))

    def _roll(self, moving: bool, frame: int, timeline: Timeline) -> None:
        if moving != self.tape.moving:
            self._leave(timeline.first_sample(frame))
            self.tape = self.tape.turned(timeline.due_ns(frame), moving)
            if not self.coming:  # else its reader is with the next reel already
                self._say(timeline.due_ns(frame))

    def _leave(self, until: int) -> None:
        """What is on show is heard until this sample of the programme: where it is delayed, for a while yet."""
        if self._before and self._before[-1][2] >= until:
            return  # it began with this very sample, as what waits for a join that is late: nothing was heard of it
        since = until - LONGEST_DELAY - FADE_SAMPLES
        self._before = [*(one for one in self._before if one[2] > since), (self.reel, self.tape, until)]

    def delay(self, ns: int, due_ns: int) -> None:
        """What is yet to come is due later by so much."""
        self.delayed_ns = 0
        self.tape = Tape(self.tape.tape_ns, self.tape.at_ns + ns, self.tape.moving)
        self._say(due_ns)

    def _say(self, due_ns: int) -> None:
        self._tell(ROLL, Roll(self.tape.at(due_ns), due_ns, self.tape.moving).pack())

    # -- sound -------------------------------------------------------------------------------------

    def sound(self, at: int, count: int, read: Read) -> Samples:
        """Samples [at, at + count) of the programme; where one reel follows another they are joined without a click."""
        samples = self._sound(self.reel, self.tape, at, count, read)
        # Sound that is delayed comes to a join later than the pictures do, and maybe to several.
        for reel, tape, join in reversed(self._before):
            if reel.run < 1 or at >= join + FADE_SAMPLES:
                break
            steps, softly = np.arange(at - join, at - join + count), tape.moving or self.begins_softly
            done = ((steps / FADE_SAMPLES).clip(0, 1) if softly else steps >= 0).astype(np.float32)
            into: Samples = done[:, None]
            samples = samples * into + self._sound(reel, tape, at, count, read) * (1 - into)
        return samples

    def _sound(self, reel: Reel, tape: Tape, at: int, count: int, read: Read) -> Samples:
        if not tape.moving:
            return np.zeros((count, 2), np.float32)
        # Where one run follows another soon, the newest lies in the ring where the oldest was.
        kept = max(reel.sound.start, self._hearing.sound.end - SOUND_LENGTH)
        return read(tape.sample(at), count, Extent(kept, reel.sound.end))
