"""48 kHz becomes 16 kHz, sample for sample."""

from __future__ import annotations

import numpy as np
import pytest

from subtitles.listening.ear import Ear
from subtitles.values import RATE, Speech
from tests.subtitles.listening.sounds import Sound, int16, seconds

BLOCK = 1601  # no multiple of three


def listened(sound: Sound, at: int = 0, block: int = BLOCK) -> tuple[Speech, int]:
    ear = Ear()
    parts = [ear.hear(sound[i : i + block], at + i) for i in range(0, len(sound), block)]
    ends = [first + len(part) for part, first in parts if len(part)]
    starts = [first for part, first in parts if len(part)]
    assert starts[1:] == ends[:-1]
    return np.concatenate([part for part, _ in parts]), starts[0]


@pytest.mark.parametrize("at", [0, 3 * 48_000, 1_000_001])
def test_a_sample_keeps_its_place(at: int) -> None:
    heard, first = listened(int16(0.5 * np.sin(2 * np.pi * 1000 * (seconds(0.5) + at / 48_000))), at)
    expected = 0.5 * np.sin(2 * np.pi * 1000 * (first + np.arange(len(heard))) / RATE)
    assert first == -(-at // 3)
    assert np.abs(heard - expected)[100:].max() < 0.002


def test_what_would_fold_onto_the_voice_is_gone() -> None:
    heard, _ = listened(int16(0.5 * np.sin(2 * np.pi * 10_000 * seconds(0.5))))
    assert np.abs(heard)[100:].max() < 0.002


def test_blocks_of_any_size_sound_the_same() -> None:
    sound = int16(0.3 * np.random.default_rng(1).standard_normal(48_000))
    assert np.array_equal(listened(sound, block=997)[0], listened(sound, block=4800)[0])


def test_it_runs_a_millisecond_behind_and_no_more() -> None:
    heard, first = listened(int16(seconds(1)))
    assert RATE - 17 <= first + len(heard) <= RATE


def test_after_a_hole_it_goes_on_where_the_sound_does() -> None:
    ear = Ear()
    ear.hear(int16(seconds(0.1)), 0)
    assert ear.hear(int16(seconds(0.1)), 96_000)[1] == 32_000


def test_an_hour_drifts_by_nothing() -> None:
    ear = Ear()
    hour = 3600 * 48_000
    ear.hear(int16(seconds(0.01)), 0)
    heard, first = ear.hear(int16(seconds(0.04)), hour)
    for i in range(1, 50):
        more, at = ear.hear(int16(seconds(0.04)), hour + i * 1920)
        assert at == first + len(heard)
        heard = np.concatenate([heard, more])
    assert first == 3600 * RATE
