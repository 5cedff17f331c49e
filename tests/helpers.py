"""Small makers for tests: `solid("#ff0000")`, `tone(1000)`, `a_show()`."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import av
import numpy as np

from mixer.core.clock import SAMPLE_RATE, Timeline
from mixer.core.desk import Desk
from mixer.core.picture import Picture, blank, yuv
from mixer.core.sound import Samples
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.basics import Rect
from mixer.protocol.commands import Command
from mixer.protocol.parse import read_command
from mixer.protocol.showfile import Canvas, Encoding, Layout, Scene, Show, Slot, Source

T = TypeVar("T")
MEDIA = Path(__file__).resolve().parent / "media"
TIMELINE = Timeline(Fraction(30))
FULL = Layout("full", "Full", (Slot("main"),))
SPLIT = Layout("split", "Side by side", (Slot("left", Rect(0, 0, 0.5, 1)), Slot("right", Rect(0.5, 0, 0.5, 1))))


def solid(color: str, width: int = 64, height: int = 36) -> Picture:
    """A picture of one colour."""
    return blank(width, height, yuv(color))


def tone(hz: float, seconds: float = 1.0, level: float = 0.5) -> Samples:
    """A sine on both channels."""
    wave = level * np.sin(2 * np.pi * hz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def a_show(**changes: Any) -> Show:
    """Two test signals, a scene of each and one with both, small enough to render in a moment."""
    show = Show(
        name="Test show",
        canvas=Canvas(320, 180, "30"),
        encoding=Encoding(video_kbps=1000, segment_s=1.0, threads=1),
        sources=(Source("bars", "Bars", TestSignal()), Source("waves", "Waves", TestSignal("test", "waves", 440.0))),
        layouts=(FULL, SPLIT),
        scenes=(
            Scene("one", "One", "full", {"main": "bars"}),
            Scene("two", "Two", "full", {"main": "waves"}),
            Scene("both", "Both", "split", {"left": "bars", "right": "waves"}),
        ),
    )
    return replace(show, **changes)


def command(verb: str, **fields: Any) -> Command:
    return read_command({"verb": verb, **fields})


def rendered(show: Show, frames: int, script: dict[int, list[Command]] | None = None) -> bytes:
    """The show's programme as an MP4 file, rendered offline; `script` gives commands by frame."""
    with a_render(show) as (engine, out):
        if script is not None:
            engine.before_frame = lambda frame: obey(engine, script.get(frame, []))
        with ExitStack() as unfinished:
            unfinished.callback(engine.close)
            engine.run(offline(frames))
            unfinished.pop_all()
        return out()


@contextmanager
def a_render(show: Show, desk: Desk | None = None) -> Iterator[tuple[Engine, Callable[[], bytes]]]:
    """An engine that renders the show, and what asks for the MP4 file once it has."""
    with tempfile.TemporaryFile() as file:

        def out() -> bytes:
            file.seek(0)
            return file.read()

        yield Engine(show, Timeline(show.canvas.fps), desk=desk, offline=True, file=file.fileno()), out


def obey(engine: Engine, commands: list[Command]) -> None:
    for one in commands:
        engine.obey(one)


def pictures_of(mp4: bytes) -> list[np.ndarray[Any, np.dtype[np.uint8]]]:
    """Every picture as planes stacked by libav, (height × 3 / 2, width)."""
    with av.open(io.BytesIO(mp4), "r") as container:
        return [frame.to_ndarray().astype(np.uint8, copy=False) for frame in container.decode(video=0)]


def sound_of(mp4: bytes) -> Samples:
    """All the sound, (n, 2)."""
    with av.open(io.BytesIO(mp4), "r") as container:
        return np.concatenate([frame.to_ndarray().T for frame in container.decode(audio=0)])
