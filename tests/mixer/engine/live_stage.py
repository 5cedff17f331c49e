"""An engine whose live streams arrive as we let time pass. Real are readers, ports, codecs, feeds and the engine."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.packet import Packet

from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.picture import Plane, blank
from mixer.engine.engine import Engine
from mixer.engine.ticks import Tick
from mixer.feed.forkserver import Forkserver
from mixer.feed.pace import Pace
from mixer.feed.port import Port
from mixer.feed.ring import SLOTS, PictureRing, SoundRing
from mixer.protocol.parse import read_canvas, read_source
from mixer.protocol.showfile import Canvas, Show
from mixer.protocol.wire import Channel
from mixer.sources.counter import read_counter, write_counter
from mixer.sources.intake import Intake, Track
from mixer.sources.live import Session

SIZE, RATE, GOP = (192, 108), 30, 120  # a keyframe every four seconds
CANVAS = Canvas(*SIZE, str(RATE))
BEGAN_S, BUFFER_S = 100.0, 0.3
STEPS = 3  # looks of a reader in a frame
Paint = Callable[[int], Plane | None]
"""A film's picture of this number; None where it has none."""


def filmed(path: Path, seconds: float, paint: Paint, loud: Callable[[float], bool] = lambda at_s: True) -> Path:
    """H.264 with a keyframe every four seconds, and AAC."""
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt, video.gop_size = *SIZE, "yuv420p", GOP
        video.options = {"preset": "ultrafast", "crf": "20", "sc_threshold": "0", "tune": "zerolatency"}
        audio: Any = container.add_stream("aac", rate=SAMPLE_RATE)
        audio.layout = "stereo"
        for number in range(round(seconds * RATE)):
            if (luma := paint(number)) is not None:
                container.mux(video.encode(_frame(luma, number)))
            container.mux(audio.encode(_sound(number, loud(number / RATE))))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def _frame(luma: Plane, number: int) -> av.VideoFrame:
    frame = av.VideoFrame(*SIZE, "yuv420p")
    for plane, value in zip(frame.planes, (luma, 128, 128), strict=True):
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
        rows[:, : plane.width] = value
    frame.pts, frame.time_base = number, Fraction(1, RATE)
    return frame


def _sound(number: int, loud: bool) -> av.AudioFrame:
    count = SAMPLE_RATE // RATE
    at = np.arange(number * count, (number + 1) * count)
    wave = (0.3 * loud * np.sin(2 * np.pi * 440 * at / SAMPLE_RATE)).astype(np.float32)
    block = av.AudioFrame.from_ndarray(np.ascontiguousarray(np.stack([wave, wave])), "fltp", "stereo")
    block.sample_rate, block.pts, block.time_base = SAMPLE_RATE, number * count, Fraction(1, SAMPLE_RATE)
    return block


_TEXTURE = np.random.default_rng(5).integers(40, 220, SIZE[::-1], dtype=np.uint8)


def moving(number: int) -> Plane:
    """A texture that moves, with its number."""
    luma = np.roll(_TEXTURE, 6 * number, axis=1)
    write_counter(luma, number)
    return luma


class Film:
    """What a camera sends, from the beginning of time on; what it sends between these seconds is lost."""

    def __init__(self, path: Path, lost: tuple[float, float] = (0.0, 0.0)) -> None:
        self.container = av.open(str(path))
        self._lost = lost
        found: list[tuple[float, Packet[Any]]] = []
        for packet in self.container.demux():
            if packet.size and packet.dts is not None and packet.time_base is not None:
                found.append((float(packet.dts * packet.time_base), packet))
        self.packets = deque(sorted(found, key=lambda one: one[0]))

    def arriving(self, until_s: float) -> Iterator[Packet[Any]]:
        while self.packets and self.packets[0][0] <= until_s:
            at_s, packet = self.packets.popleft()
            if not self._lost[0] <= at_s < self._lost[1]:
                yield packet


class Reader:
    """A live reader in its port; only its connection is ours."""

    def __init__(self, spec: dict[str, Any], fds: Sequence[int], film: Film) -> None:
        canvas, source = read_canvas(spec["canvas"]), read_source(spec["source"])
        channel = Channel(socket.socket(fileno=fds[0]))
        rings = PictureRing(fds[1], canvas.width, canvas.height), SoundRing(fds[2])
        pace = Pace(False, Timeline(canvas.fps, *spec["anchor"]))
        self.channel, self.film = channel, film
        self.port = Port(channel, *rings, canvas, pace, None, SLOTS, False)
        self.session = Session(source, self.port, pace, None)  # type: ignore[arg-type]
        self.intake: Intake = self.session._intake
        self.intake._arrival = self.session._shared_arrival(False)
        self.intake.video = Track(film.container.streams.video[0])
        self.intake.audio = Track(film.container.streams.audio[0])
        self._tracks = {track.index: track for track in self.intake.tracks}
        self.port.status("connecting", "connecting")

    def step(self) -> None:
        now_s = time.monotonic()
        for packet in self.film.arriving(now_s - BEGAN_S):
            self.intake.heard_s = now_s
            self.intake._put(self._tracks[packet.stream_index], packet)
        self.port.poll()
        if self.port.wanted:
            self.session._step(now_s)


class Cameras(Forkserver):
    """Readers of these films, by address, on this very thread."""

    def __init__(self, films: dict[str, Film]) -> None:  # and starts none of its own
        self.births = 1
        self.films, self.readers = films, dict[str, Reader]()

    def fork(self, key: str, job: str, spec: dict[str, Any], fds: Sequence[int]) -> bool:
        if job != "source":
            return False
        film = self.films[spec["source"]["input"]["url"]]
        self.readers[key] = Reader(spec, [os.dup(fd) for fd in fds], film)
        return True

    def kill(self, key: str) -> None:
        if reader := self.readers.pop(key, None):
            reader.channel.close()

    def deaths(self) -> list[str]:
        return []

    def close(self) -> None:
        for key in list(self.readers):
            self.kill(key)


class Stage:
    """The engine, frame by frame: which picture is on program, and what was stood in for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, show: Show, films: dict[str, Film], most: int = 6) -> None:
        self.ns = int(BEGAN_S * SECOND_NS)
        monkeypatch.setattr(time, "monotonic", lambda: self.ns / SECOND_NS)
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.ns)
        self.cameras = Cameras(films)
        self.engine = Engine(show, Timeline(show.canvas.fps, self.ns, 0), forkserver=self.cameras)
        self.engine.most_decoding, self.engine.log.listens = most, True
        self.picture = blank(*SIZE)
        self.frame, self.log = 0, list[dict[str, Any]]()
        self.program: list[int] = []  # the number of each frame's picture, 0 where it is none of a film's
        self.doings: dict[int, Callable[[], object]] = {}

    def until(self, second: float) -> Stage:
        """Let time pass; seconds are those of the films."""
        while self.frame < round(second * RATE):
            self._next()
        return self

    def _next(self) -> None:
        self.frame += 1
        due_ns = self.engine.timeline.due_ns(self.frame)
        for step in range(STEPS):
            self.ns = due_ns - (STEPS - 1 - step) * SECOND_NS // RATE // STEPS
            for reader in list(self.cameras.readers.values()):
                reader.step()
        self.engine.hear(Tick(self.frame))
        if doing := self.doings.pop(self.frame, None):
            doing()
        self.engine.look(due_ns)
        canvas = self.engine._painted(due_ns)
        self.picture.copy_from(canvas.picture)
        self.program.append(read_counter(canvas.picture.planes))
        self.engine._pool.release(canvas)
        self.log += [entry for entry in self.engine.log.drained() if "command" in entry]

    @property
    def present(self) -> int:
        """The number of the picture that a camera's stream has now, behind its buffer."""
        return self.frame - round(BUFFER_S * RATE)

    def stood_in(self) -> list[tuple[int, str, int, str]]:
        """On which frame, for which source, by which step, why."""
        said = [(one["frame"], one["command"]) for one in self.log if one["command"]["verb"] == "stand_in"]
        return [(frame, one["source"], one["to"], one["why"]) for frame, one in said]

    def close(self) -> None:
        """End its readers; nothing else was begun."""
        self.engine.sources.close()


@contextlib.contextmanager
def stage(monkeypatch: pytest.MonkeyPatch, show: Show, films: dict[str, Film], most: int = 6) -> Iterator[Stage]:
    made = Stage(monkeypatch, show, films, most)
    try:
        yield made
    finally:
        made.close()
        for film in films.values():
            film.container.close()
