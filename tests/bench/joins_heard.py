"""What the joins of a rundown sound like: one tone in pieces, where it is mixed, before any encoder."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mixer.core.clock import Timeline
from mixer.core.sound import Samples
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.protocol.showfile import Canvas, Encoding, Show
from tests.bench.figure import Figure
from tests.mixer.clips import SIZE, SOUND_RATE
from tests.mixer.engine.items import Feeder, an_item
from tests.mixer.engine.test_line_ups import tone

LEVEL = 0.25
SLOW_HZ, QUICK_HZ = 20.0, 1000.0  # a turn of the slow one is longer than a frame: it says where it is in the tone
PIECES, A_FRAME = 8, SOUND_RATE // 30
WHOLE = 31 * A_FRAME  # samples of a piece
OFF = {"a third of a frame more": 533, "two thirds more": 1067}
NEAR = 480  # samples that are listened to on each side of a join


def rundown_join_gap_samples() -> Iterator[Figure]:
    """FLAC of one tone in pieces: how far each lies from its frame's first sample, and the step between two."""
    with tempfile.TemporaryDirectory(prefix="tally-heard-") as name:
        folder = Path(name)
        whole = aside(heard(folder, SLOW_HZ, WHOLE), WHOLE, WHOLE)
        off = {words: WHOLE + more for words, more in OFF.items()}
        others = {words: aside(heard(folder, SLOW_HZ, count), count, lasting(count)) for words, count in off.items()}
        step = step_dbfs(heard(folder, QUICK_HZ, WHOLE))
    about = {
        "joins": (PIECES - 1) * (1 + len(OFF)),
        "cut_at_whole_frames": whole,
        "cut_within_frames": others,
        "left_out_or_silent_there": {words: lasting(count) - count for words, count in off.items()},
        "step_dbfs": round(step, 1),
    }
    goal = "<= 1 sample, step <= -60 dBFS"
    yield Figure("rundown_join_gap_samples", max(whole, *others.values()), "samples", goal, about)


def lasting(count: int) -> int:
    """Samples of the frames that a piece of so many is given: the nearest number of them."""
    return round(count / A_FRAME) * A_FRAME


def heard(folder: Path, hertz: float, count: int) -> Samples:
    """The mix (n, 2) of a rundown of pieces of so many samples each, which go on with one another."""
    paths = [tone(folder / f"{hertz}-{count}-{n}.flac", n * count, count, hertz, LEVEL) for n in range(PIECES)]
    items = [an_item(f"run-{n}", path, follows_on=n > 0) for n, path in enumerate(paths)]
    show = Show("Heard", canvas=Canvas(*SIZE), encoding=Encoding(preset="ultrafast", threads=1))
    mixed: list[Samples] = []
    with open(os.devnull, "wb") as nowhere:
        engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=nowhere.fileno())
        mix = engine.sound.mix

        def listened(*args: Any) -> Samples:
            mixed.append(mix(*args))
            return mixed[-1]

        engine.sound.mix = listened  # type: ignore[assignment, method-assign]
        engine.before_frame = Feeder(engine, items)
        engine.run(offline(PIECES * lasting(count) // A_FRAME))
    return np.concatenate(mixed)


def aside(samples: Samples, count: int, lasts: int) -> int:
    """The most samples by which the beginning or the end of a piece lies beside its place."""
    worst = 0
    for number in range(1, PIECES):
        start, told = number * lasts, min(count, lasts)
        worst = max(worst, abs(shift(samples[start : start + NEAR, 0], number * count)))
        before = start - lasts + told - NEAR
        worst = max(worst, abs(shift(samples[before : before + NEAR, 0], (number - 1) * count + told - NEAR)))
    return worst


def shift(found: Any, place: int) -> int:
    """By how many samples of the tone what was found there is further on."""
    turn = round(SOUND_RATE / SLOW_HZ)
    tries = range(-turn // 2, turn // 2)
    wrong = [np.abs(found - the_tone(SLOW_HZ, place + one, len(found))).max() for one in tries]
    return tries[int(np.argmin(wrong))]


def step_dbfs(samples: Samples) -> float:
    """The most by which the tone is not itself near a join, in dB of full scale."""
    whole = the_tone(QUICK_HZ, 0, len(samples))
    joins = range(WHOLE, PIECES * WHOLE, WHOLE)
    worst = max(np.abs(samples[at - NEAR : at + NEAR, 0] - whole[at - NEAR : at + NEAR]).max() for at in joins)
    return 20 * math.log10(max(float(worst), 1e-9))


def the_tone(hertz: float, start: int, count: int) -> Any:
    return np.sin(2 * np.pi * hertz * np.arange(start, start + count) / SOUND_RATE) * LEVEL
