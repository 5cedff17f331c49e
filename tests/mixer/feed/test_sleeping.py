"""Sources whose pictures sleep: a live one goes on showing what it had, and tiles keep what they were promised."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.geometry import View
from mixer.errors import ChannelClosed
from mixer.feed.feed import Feed
from mixer.feed.messages import (
    HOLD,
    PICTURE,
    READY,
    ROLL,
    RUN,
    STATUS,
    TILE,
    WANTS,
    Announcement,
    Hold,
    Roll,
    Wants,
)
from mixer.feed.pace import Pace
from mixer.feed.port import Port
from mixer.feed.ring import LOCAL_SLOTS, PictureRing, SoundRing
from mixer.kinds.sources.file import MediaFile, playback
from mixer.kinds.sources.pull import Pull
from mixer.protocol.showfile import Canvas, Source
from mixer.protocol.wire import Channel
from mixer.sources.media_reader import read_file
from tests.mixer.clips import SIZE, counted
from tests.mixer.feed.paper_forkserver import PaperForkserver, paper_forkserver
from tests.mixer.sources.fakes import run_of

CANVAS = Canvas(*SIZE, "30")
RATE = 30
LIVE = {"state": "live", "text": "live", "width": SIZE[0], "height": SIZE[1], "fps": 30.0, "sound": False}


class Clock:
    """The time, which is ours."""

    def __init__(self) -> None:
        self.ns = 100 * SECOND_NS

    def monotonic(self) -> float:
        return self.ns / SECOND_NS

    def monotonic_ns(self) -> int:
        return self.ns


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock.monotonic)
    monkeypatch.setattr(time, "monotonic_ns", clock.monotonic_ns)
    return clock


# -- a live source ---------------------------------------------------------------------------------


@pytest.fixture
def worker() -> Iterator[PaperForkserver]:
    with paper_forkserver() as forkserver:
        yield forkserver


def test_a_live_source_that_sleeps_is_never_a_slate_and_has_time_to_wake(clock: Clock, worker: PaperForkserver) -> None:
    feed = Feed(Source("cam", "Cam", Pull("rtmp://x/live")), CANVAS, Timeline(Fraction(30)), worker, offline=False)  # type: ignore[arg-type]
    feed.tend()
    feed.want(Wants((View(0, 0, *SIZE, *SIZE),)))
    worker.say(STATUS, json.dumps(LIVE).encode())
    worker.say(PICTURE, Announcement(1, clock.ns, 0, *SIZE, True, ()).pack())

    def shows(seconds: float) -> bool:
        clock.ns += int(seconds * SECOND_NS)
        feed.poll()
        feed.advance(clock.ns)
        return feed.fresh

    assert shows(0.1)
    feed.want(Wants(look="none"))
    assert all(shows(0.5) for _ in range(8)), "the newest keyframe is as old as that"
    feed.want(Wants())
    assert all(shows(0.1) for _ in range(15))
    assert not all(shows(0.5) for _ in range(8)), "what does not wake has lost its signal"
    feed.close()


# -- tiles -----------------------------------------------------------------------------------------


class PaperEngine(Pace):
    """The engine's end of a reader, and its pace: who waits lets frames pass, and on each the engine does its part."""

    def __init__(self, clock: Clock, frames: int, path: Path) -> None:
        super().__init__()
        self._clock, self._last = clock, frames
        self.frame, self.pictures, self.tiles = 0, Counter[int](), Counter[int]()  # by the second they came in
        self.channel, self.worker = Channel.pair()
        self._due: list[tuple[int, int]] = []
        self._slot = -1
        self._fds = [PictureRing.allocate(*SIZE), SoundRing.allocate(), os.open(path, os.O_RDONLY)]
        rings = PictureRing(self._fds[0], *SIZE), SoundRing(self._fds[1])
        self.port = Port(self.worker, *rings, CANVAS, self, self._fds[2], LOCAL_SLOTS)

    def close(self) -> None:
        for one in (self.channel, self.worker):
            one.close()
        for fd in self._fds:
            os.close(fd)

    def wait_until(self, ns: int, port: Port) -> None:
        port.poll()
        while self.now_ns() < ns:
            self.next_frame()
            port.poll()

    def next_frame(self) -> None:
        self.frame += 1
        self._clock.ns += SECOND_NS // RATE
        if self.frame > self._last:
            raise ChannelClosed("seen enough")
        for message in self.channel.receive():
            second = self.frame // RATE
            if message.kind == PICTURE:
                picture = Announcement.unpack(message.body)
                self._due.append((picture.due_ns, picture.number))
                self.pictures[second] += picture.slot != self._slot  # not one that rests and is announced again
                self._slot = picture.slot
            self.tiles[second] += message.kind == TILE
            if message.kind == READY:
                self.channel.send(ROLL, Roll(0, self._clock.ns, True).pack())
        held = max((number for due, number in self._due if due <= self.now_ns()), default=0)
        self.channel.send(HOLD, Hold(held, self.now_ns()).pack())


@pytest.mark.parametrize("rate", [60, 30, 25, 10])
def test_tiles_that_are_watched_move_three_times_a_second_though_no_bus_needs_the_source(
    rate: int, clock: Clock, tmp_path: Path
) -> None:
    path = counted(tmp_path / "a.mp4", 12 * rate, Fraction(rate), gop=2 * rate)
    media = MediaFile(str(path), end="hold")
    with contextlib.closing(PaperEngine(clock, 11 * RATE, path)) as engine:
        engine.channel.send(WANTS, json.dumps(Wants(tiles_per_s=3.0, look="tiles").to_json()).encode())
        engine.channel.send(RUN, json.dumps(run_of(playback(media)).to_json()).encode())
        with pytest.raises(ChannelClosed, match="seen enough"):
            read_file(Source("clip", "Clip", media), engine.port, engine)
    for seconds in (range(1, 10), range(1, 4), range(6, 9)):
        assert 3 * len(seconds) <= sum(engine.pictures[one] for one in seconds) <= 5 * len(seconds)
        assert sum(engine.tiles[one] for one in seconds) >= 3 * len(seconds)
