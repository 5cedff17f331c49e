"""A port that keeps what a reader publishes, and a pace whose time passes at once."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from mixer.core.clock import Timeline
from mixer.errors import ChannelClosed
from mixer.feed.messages import Run, Wants
from mixer.kinds.sources import SOURCES
from mixer.protocol.playback import Playback
from mixer.protocol.showfile import Canvas, Input, Source
from mixer.sources.convert import Converter, Planes

SECOND_NS = 1_000_000_000
RATE = 48_000


class FakePace:
    """Offline: waiting moves the time."""

    offline = True
    again = None
    stands = False

    def __init__(self, until_ns: int) -> None:
        self._now_ns, self._until_ns = 0, until_ns

    def wait(self, port: FakePort) -> None:
        self.wait_until(self._now_ns + SECOND_NS // 30, port)

    def now_ns(self) -> int:
        return self._now_ns

    def start_ns(self) -> int:
        return 0

    def began_ns(self) -> int:
        return 0

    def since_ns(self) -> int:
        return 0

    def timeline(self, rate: Fraction) -> Timeline:
        return Timeline(rate)

    def wait_until(self, ns: int, port: FakePort) -> None:
        self._now_ns = max(self._now_ns, ns)
        if self._now_ns > self._until_ns:
            raise ChannelClosed("seen enough")


@dataclass
class FakePort:
    """Everything a reader hands over. Pictures are kept as planes of the native size."""

    canvas: Canvas = Canvas(320, 180, "30")
    fd: int | None = None
    wants: Wants = Wants()
    pictures: list[tuple[int, Planes]] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    droughts: list[int] = field(default_factory=list)  # how many pictures there were each time it was dry
    begins: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)  # how many pictures there were each time others were left out
    sounds: list[tuple[int, NDArray[np.float32]]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    lengths: list[float | None] = field(default_factory=list)  # as it was said each time a run was ready
    overs: int = 0
    late: int = 0  # pictures that were ready when their time had passed
    delays: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._converter = Converter(self.canvas)

    def poll(self) -> None:
        pass

    def next_run(self) -> Run:
        """One run after the other; then the engine hangs up."""
        if not self.runs:
            raise ChannelClosed("seen all")
        return self.runs.pop(0)

    def ready(self, length_s: float | None) -> None:
        self.lengths.append(length_s)

    def over(self) -> None:
        self.overs += 1

    def delayed(self, ns: int) -> None:
        self.delays.append(ns)

    def picture(self, frame: av.VideoFrame, due_ns: int) -> bool:
        planes = self._converter.view(frame, None, *self._converter.native_size(frame))
        self.pictures.append((due_ns, tuple(plane.copy() for plane in planes)))  # type: ignore[arg-type]
        return True

    def came_late(self) -> None:
        self.late += 1

    def repeat(self, due_ns: int) -> None:
        self.repeats.append(due_ns)

    def began(self, ns: int, exact: bool = True) -> None:
        self.begins.append(ns)

    def missed(self, pictures: int = 1) -> None:
        self.gaps.append(len(self.pictures))

    def dry(self) -> None:
        self.droughts.append(len(self.pictures))

    def sound(self, samples: NDArray[np.float32], at: int) -> None:
        self.sounds.append((at, samples.copy()))

    def arrived(self, until_ns: int, pictures: int, size: int, *, patient: bool) -> None:
        pass

    def status(self, state: str, text: str, **more: Any) -> None:
        self.said.append({"state": state, "text": text, **more})

    # -- for asserting -----------------------------------------------------------------------------

    def shown_at(self, seconds: float) -> Planes:
        """The picture on show at a time."""
        return [planes for due, planes in self.pictures if due <= seconds * SECOND_NS][-1]

    def heard(self) -> NDArray[np.float32]:
        """All sound, from index 0 on; it has to be without holes."""
        for (at, samples), (following, _) in zip(self.sounds, self.sounds[1:], strict=False):
            assert at + len(samples) == following
        return np.concatenate([np.zeros((self.sounds[0][0], 2), np.float32), *(samples for _, samples in self.sounds)])


def play(what: Input, seconds: float, path: Path | None = None, **port: Any) -> FakePort:
    """What a reader publishes in the first seconds, offline. Raises what the reader raises."""
    fake = FakePort(**port)
    fake.runs = fake.runs or first_runs(what)
    file = path.open("rb") if path else None
    fake.fd = file.fileno() if file else None
    try:
        SOURCES[what.kind].reader()(Source("src", "Source", what), fake, FakePace(int(seconds * SECOND_NS)))  # type: ignore[arg-type]
    except ChannelClosed:
        pass
    finally:
        if file:
            file.close()
    return fake


def first_runs(what: Input) -> list[Run]:
    """How what has a transport begins: at its in point, at time 0."""
    playback = SOURCES[what.kind].playback
    return [run_of(playback(what))] if playback else []


def run_of(of: Playback, position_s: float | None = None, tape_ns: int = 0, number: int = 1) -> Run:
    position_s = of.in_s if position_s is None else position_s
    return Run(number, position_s, tape_ns, tape_ns, 0, 0, of.in_s, of.out_s, of.speed, of.end)


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *arguments], check=True, timeout=60)


def make_clip(
    path: Path,
    frames: int = 30,
    rate: Fraction = Fraction(30),
    size: tuple[int, int] = (160, 90),
    luma: Callable[[int], int] = lambda index: 16 + index * 7 % 220,
    sound: NDArray[np.float32] | None = None,
    sound_rate: int = RATE,
    video_codec: str = "libx264",
    audio_codec: str = "flac",
    pts: Callable[[int], int] = lambda index: index,
) -> Path:
    """A clip whose pictures are flat grays by number; sound is (n, channels)."""
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream(video_codec, rate=rate) if frames else None
        audio: Any = container.add_stream(audio_codec, rate=sound_rate) if sound is not None else None
        if audio is not None and sound is not None:
            audio.layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]
        if video is not None:
            video.width, video.height, video.pix_fmt = *size, "yuv420p"
            if video_codec == "libx264":
                video.options = {"preset": "ultrafast", "qp": "4", "g": "12"}
            for index in range(frames):
                frame = av.VideoFrame(*size, "yuv420p")
                for plane, value in zip(frame.planes, (luma(index), 128, 128), strict=True):
                    np.frombuffer(plane, np.uint8)[:] = value  # type: ignore[call-overload]
                frame.pts, frame.time_base = pts(index), 1 / rate
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        if audio is not None and sound is not None:
            for start in range(0, len(sound), 1024):
                part = np.ascontiguousarray(sound[start : start + 1024])
                packed = np.clip(part * 32767, -32768, 32767).astype(np.int16).reshape(1, -1)
                block = av.AudioFrame.from_ndarray(packed, "s16", audio.layout.name)
                block.sample_rate, block.pts, block.time_base = sound_rate, start, Fraction(1, sound_rate)
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
    return path
