"""A live stream that sleeps keeps its packets since the newest keyframe, and wakes with its newest picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest

from mixer.feed.messages import Wants
from mixer.kinds.sources.pull import Pull
from mixer.protocol.showfile import Canvas, Source
from mixer.sources.counter import read_counter
from mixer.sources.doze import NAP_S
from mixer.sources.intake import Parcel, Track
from mixer.sources.live import LEAD_S, STALE_S, Session
from tests.mixer.clips import SIZE, counted
from tests.mixer.sources.fakes import SECOND_NS, FakePort

RATE, GOP = 30, 60
BEGAN_S = 100.0
BUFFERED_S = 0.5  # so long before it is due a packet is here


class Stretch:
    """A stream whose clock is known: time 0 of it is due at `BEGAN_S`."""

    settled = True

    def due(self, media_s: float) -> float:
        return BEGAN_S + media_s


@dataclass
class Clock:
    now_s: float = BEGAN_S


@dataclass
class Air:
    """A session with a stream that arrives as we let time pass."""

    clock: Clock
    port: FakePort
    session: Session
    track: Track
    coming: list[Parcel]

    @property
    def now_s(self) -> float:
        return self.clock.now_s

    def passes(self, seconds: float) -> None:
        until_s = self.now_s + seconds
        while self.now_s < until_s:
            self.clock.now_s += 0.01
            while self.coming and self.coming[0].due_s() <= self.now_s + BUFFERED_S:
                self.track.bytes += self.coming[0].size
                self.track.parcels.append(self.coming.pop(0))
            self.session._step(self.now_s)

    def on_show(self) -> int:
        """The number of the picture on show now, as the engine picks it."""
        return read_counter(self.port.shown_at(self.now_s))

    @property
    def present(self) -> int:
        """The number of the picture that should be on show."""
        return int((self.now_s - BEGAN_S) * RATE + 0.01)


@pytest.fixture
def air(tmp_path: Path) -> Iterator[Air]:
    path = counted(tmp_path / "a.mkv", 30 * RATE, gop=GOP, sound=False)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        track, port = Track(stream), FakePort(canvas=Canvas(*SIZE, "30"))
        clock = Clock()
        pace: Any = SimpleNamespace(now_ns=lambda: int(clock.now_s * SECOND_NS))
        session = Session(Source("cam", "Cam", Pull("http://127.0.0.1/x")), port, pace, None)  # type: ignore[arg-type]
        ended = threading.Event()
        session._intake = SimpleNamespace(  # type: ignore[assignment]
            video=track, audio=None, tracks=[track, track], heard_s=0.0, patient=True, opened=ended, ended=ended,
        )  # fmt: skip
        base = Fraction(stream.time_base or 1)
        packets = [packet for packet in container.demux(stream) if packet.size]
        yield Air(clock, port, session, track, [
            Parcel(packet, Stretch(), float((packet.dts or 0) * base), packet.size, packet.is_keyframe)  # type: ignore[arg-type]
            for packet in packets
        ])  # fmt: skip


@pytest.mark.parametrize("asleep_s", [3.0, 5.1, 6.9, 7.97])
def test_a_stream_that_slept_wakes_with_its_newest_picture_at_once(air: Air, asleep_s: float) -> None:
    air.passes(3)
    assert air.on_show() == air.present
    air.port.wants = Wants(look="none")
    air.passes(asleep_s)
    air.port.wants = Wants()
    before = len(air.port.pictures)
    air.passes(0.01)
    assert air.present - air.on_show() <= 1
    first_due_ns = air.port.pictures[before][0]
    assert air.now_s - first_due_ns / SECOND_NS < STALE_S, "what is old is not shown on the way"
    for _ in range(20):
        air.passes(1 / RATE)
        assert air.present - air.on_show() <= 1, "and goes on from there"


def test_a_stream_that_sleeps_keeps_its_newest_group_and_looks_at_keyframes_alone(air: Air) -> None:
    air.passes(3)
    air.port.wants, seen = Wants(look="none"), len(air.port.pictures)
    for _ in range(80):
        air.passes(0.1)
        first = air.track.parcels[0]
        if air.now_s > BEGAN_S + 3 + NAP_S:
            assert first.keyframe and air.now_s - first.due_s() <= GOP / RATE + 0.1
            assert air.present - air.on_show() <= (NAP_S + GOP / RATE + LEAD_S) * RATE
    looked = [read_counter(planes) for _, planes in air.port.pictures[seen:]]
    assert 2 <= len(looked) <= 5 and not any(number % GOP for number in looked)
