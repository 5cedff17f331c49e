"""The last minute, by sample number."""

from __future__ import annotations

import numpy as np

from subtitles.listening.memory import Memory
from subtitles.values import RATE, Speech


def counted(start: int, end: int) -> Speech:
    return np.arange(start, end, dtype=np.float32)


def test_what_was_heard_is_there() -> None:
    memory = Memory()
    memory.put(counted(0, 1000), 0)
    memory.put(counted(1000, 3000), 1000)
    assert np.array_equal(memory.cut(500, 2500), counted(500, 2500))


def test_a_hole_is_silence() -> None:
    memory = Memory()
    memory.put(counted(0, 100), 0)
    memory.put(counted(300, 400), 300)
    assert np.array_equal(memory.cut(99, 301), [99, *[0] * 200, 300])


def test_the_past_and_the_future_are_silence() -> None:
    memory = Memory(seconds=1)
    for at in range(0, 3 * RATE, 1000):
        memory.put(counted(at, at + 1000), at)
    cut = memory.cut(2 * RATE - 10, 3 * RATE + 10)
    assert not cut[:10].any() and not cut[-10:].any()
    assert np.array_equal(cut[10:-10], counted(2 * RATE, 3 * RATE))


def test_a_long_hole_leaves_nothing_of_the_past() -> None:
    memory = Memory(seconds=1)
    memory.put(np.ones(RATE, np.float32), 0)
    memory.put(np.ones(10, np.float32), 100 * RATE)
    assert memory.cut(99 * RATE, 100 * RATE + 10).sum() == 10


def test_more_than_it_holds_at_once_leaves_the_end() -> None:
    memory = Memory(seconds=1)
    memory.put(counted(0, 3 * RATE), 0)
    assert np.array_equal(memory.cut(2 * RATE, 3 * RATE), counted(2 * RATE, 3 * RATE))
