"""What was needed for a moment is given back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import psutil
import pytest

from mixer.outputs.canvas import PERIOD, SPARE, Canvas, CanvasPool
from mixer.outputs.encoder import Encoder
from mixer.outputs.pictures import frame_over, stamped
from mixer.outputs.quality import Quality
from tests.mixer.outputs.makers import a_session

RATE = Fraction(30)


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is freed but what nobody refers to."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("frames", [1, 40])
def test_an_encoder_that_ended_leaves_no_thread_of_x264_behind(frames: int) -> None:
    before = psutil.Process().num_threads()
    encoder = Encoder(a_session(width=320, height=180), Quality(500, "veryfast"))
    frame = frame_over(np.full(320 * 180 * 3 // 2, 128, np.uint8), 320, 180)
    for number in range(frames):
        encoder.picture(stamped(frame, number, RATE, number == 0))
        encoder.sound(np.zeros((1600, 2), np.float32), number * 1600)
    assert psutil.Process().num_threads() > before
    encoder.close()
    del encoder
    assert psutil.Process().num_threads() <= before


def test_canvases_that_are_no_longer_needed_go() -> None:
    pool = CanvasPool(64, 36)
    taken = [pool.take() for _ in range(12)]
    made = [weakref.ref(canvas) for canvas in taken]
    while taken:
        pool.release(taken.pop())
    assert living(made) == 12
    for _ in range(PERIOD * 3):
        pool.release(pool.take())
    assert living(made) <= 1 + SPARE


def test_canvases_in_use_stay() -> None:
    pool = CanvasPool(64, 36)
    made = []
    for _ in range(PERIOD * 3):
        taken = [pool.take() for _ in range(5)]
        made.append({id(canvas) for canvas in taken})
        while taken:
            pool.release(taken.pop())
    assert made[0] == made[-1]


def living(made: list[weakref.ref[Canvas]]) -> int:
    return sum(1 for one in made if one() is not None)
