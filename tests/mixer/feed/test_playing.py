"""What is heard of a source that has a transport: delayed sound comes to pauses and joins later than pictures do."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.sound import Samples
from mixer.core.transport import Transport, arrived, begun, paused, played
from mixer.feed.messages import Extent
from mixer.feed.playing import Playing
from mixer.feed.ring import SOUND_LENGTH

RATE = Fraction(30)
TIMELINE = Timeline(RATE)
PER_FRAME = SAMPLE_RATE // 30
EDGES = 100  # samples at a join, which are faded
LEAD = SAMPLE_RATE * 14 // 10  # sound is made so far ahead


class Heard:
    """A source whose reader is the test, and makes at once what it is told: each sample is the number of its run."""

    def __init__(self) -> None:
        self.playing = Playing(lambda kind, body: None)
        self.playing.new_reader(transported=True)
        self.transport = arrived(Transport(), None, 0, RATE)
        self._frame = -1
        self._ring = np.zeros(SOUND_LENGTH, np.float32)

    def to(self, frame: int) -> None:
        """Let frames pass, this one included."""
        while self._frame < frame:
            self._frame += 1
            self.look()

    def look(self) -> None:
        """The desk and the reader are looked at, maybe once more on a frame."""
        self.playing.follow(self.transport, self._frame, TIMELINE)
        reel, coming = self.playing.coming or self.playing.reel, self.playing.coming
        self.playing.begins(reel.run)
        start = reel.sound.end or reel.start_ns * SAMPLE_RATE // SECOND_NS
        heard = reel.start_ns if coming else self.playing.tape.at(TIMELINE.due_ns(self._frame))
        end = max(start, heard * SAMPLE_RATE // SECOND_NS + LEAD)
        self._ring[np.arange(start, end) % SOUND_LENGTH] = reel.run
        self.playing.heard(Extent(start, end))

    def follows(self, frame: int, joins: int) -> None:
        """Another run is to follow, as after other marks."""
        self.transport = replace(begun(self.transport, "playing", 0.0, joins), from_frame=joins)
        self.to(frame)

    def arrives(self, frame: int) -> None:
        """Its reader has the run that follows, and says so on a frame."""
        self.to(frame)
        self.transport = arrived(self.transport, None, frame, RATE)
        self.look()

    def runs(self, frames: range, delay: int) -> list[int]:
        """The run that is heard in each frame, with sound delayed by so many frames; 0 is silence."""
        return [self._run(frame - delay) for frame in frames]

    def _run(self, frame: int) -> int:
        heard = self.playing.sound(frame * PER_FRAME, PER_FRAME, self._read)[EDGES:, 0]
        assert np.ptp(heard) == 0, "nothing changes within a frame"
        return int(heard[0])

    def _read(self, at: int, count: int, written: Extent) -> Samples:
        places = np.arange(at, at + count)
        there = (places >= written.start) & (places < written.end)
        return np.repeat((self._ring[places % SOUND_LENGTH] * there)[:, None], 2, axis=1)


@pytest.fixture
def source() -> Heard:
    source = Heard()
    source.to(40)
    return source


def test_a_join_that_is_waited_for_on_its_frame_loses_no_delayed_sound(source: Heard) -> None:
    """A render stands still on that frame, and looks again when the reader is there."""
    source.follows(40, joins=46)
    source.arrives(46)
    assert source.runs(range(41, 70), delay=15) == [1] * 20 + [2] * 9


def test_a_join_that_is_taken_late_is_silent_for_that_while_and_no_longer(source: Heard) -> None:
    source.follows(40, joins=46)
    source.arrives(49)
    source.to(69)
    assert source.runs(range(41, 70), delay=15) == [1] * 20 + [0] * 3 + [2] * 6


def test_what_is_heard_later_than_a_short_pause_is_not_lost_to_it(source: Heard) -> None:
    source.transport = paused(source.transport, 41, RATE)
    source.to(44)
    source.transport = played(source.transport, 45, RATE)
    source.to(60)
    assert source.runs(range(45, 70), delay=15) == [1] * 11 + [0] * 4 + [1] * 10


def test_of_several_joins_in_a_row_each_is_heard_in_its_turn(source: Heard) -> None:
    for frame in (41, 44):
        source.follows(frame, joins=frame)
        source.arrives(frame + 1)
    source.to(60)
    assert source.runs(range(46, 60), delay=10) == [1] * 5 + [0, 2, 2, 0] + [3] * 5


def test_sound_whose_place_in_the_ring_newer_sound_has_taken_is_silent(source: Heard) -> None:
    """Each run is made further on in the ring: after a few at once it comes round."""
    for frame in (41, 42, 43, 44):
        source.follows(frame, joins=frame)
        source.arrives(frame)
    source.to(60)
    assert source.runs(range(60, 110), delay=60) == [0] * 42 + [3, 4] + [5] * 6
