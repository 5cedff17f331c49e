"""What a thousand joins of a rundown cost in memory: the engine by itself, its clock driven by frames."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from mixer.core.clock import Timeline
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.protocol.showfile import Canvas, Encoding, Show
from tests.bench.figure import Figure
from tests.mixer.clips import SIZE, counted
from tests.mixer.engine.items import Feeder, an_item

JOINS, SETTLED = 1000, 100
FRAMES = 30  # of an item: none may be shorter


def rundown_growth_mb() -> Iterator[Figure]:
    """Resident memory of the engine and its children, from the hundredth join to the last."""
    with tempfile.TemporaryDirectory() as name, open(os.devnull, "wb") as nowhere:
        clips = [counted(Path(name) / f"{n}.mp4", FRAMES) for n in range(5)]
        show = Show("Loop", canvas=Canvas(*SIZE), encoding=Encoding(preset="ultrafast", threads=1))
        engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=nowhere.fileno())
        feeder = Feeder(engine, [an_item(f"run-{n}", clips[n % 5]) for n in range(JOINS + 2)])
        readings: list[float] = []

        def before(frame: int) -> None:
            feeder(frame)
            if frame >= SETTLED * FRAMES and frame % (SETTLED * FRAMES) == 0:
                readings.append(resident_mb())

        engine.before_frame = before
        engine.run(offline(JOINS * FRAMES + 1))
        missed = engine.desk.rundown.aired[-1].end_frame - JOINS * FRAMES
    about = {"mb_each_100_joins": [round(one, 1) for one in readings], "frames_beyond_the_sum": missed}
    yield Figure("rundown_growth_mb", round(readings[-1] - readings[0], 1), "MB", "<= 5", about)


def resident_mb() -> float:
    """Proportional set size of this process and its children."""
    gc.collect()
    me = psutil.Process()
    return sum(float(one.memory_full_info().pss) for one in (me, *me.children(recursive=True))) / 1e6
