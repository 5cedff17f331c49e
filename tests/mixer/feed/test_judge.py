"""What a worker tells of its source's health: from planes, samples and packets, by a time that is ours."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mixer.feed.judge import GLIMPSE_S, Judge, glimpse
from mixer.feed.messages import Vitals
from tests.helpers import tone

RNG = np.random.default_rng(1)


def flat(luma: int, noise: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    plane = np.full((360, 640), luma, np.int16) + RNG.integers(-noise, noise + 1, (360, 640))
    return plane.clip(0, 255).astype(np.uint8)


def seen(*planes: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Vitals:
    judge = Judge()
    for number, plane in enumerate(planes):
        judge.picture(plane, number * GLIMPSE_S)
    return judge.read(len(planes) * GLIMPSE_S)


def test_black_is_dark_nearly_everywhere() -> None:
    assert seen(flat(17, noise=2)).luma < 32
    logo = flat(16)
    logo[10:40, 500:600] = 235  # a station's sign on black
    assert seen(logo).luma < 32
    lit = flat(16)
    lit[:120] = 120
    assert seen(lit).luma > 32


def test_frozen_is_the_same_but_for_the_noise_of_coding() -> None:
    still = flat(120, noise=40)
    again = (still.astype(np.int16) + RNG.integers(-1, 2, still.shape)).clip(0, 255).astype(np.uint8)
    assert seen(still, again).change < 1.5
    moved = still.copy()
    moved[100:130, 200:240] = 20  # a face that turns
    assert seen(still, moved).change > 10


def test_what_was_not_looked_at_is_not_told_again() -> None:
    judge = Judge()
    judge.picture(flat(100), 0.0)
    assert judge.read(0.1).luma == pytest.approx(100)
    assert math.isnan(judge.read(0.3).luma)
    judge.picture(flat(50), 0.1)  # too soon
    assert math.isnan(judge.read(0.4).luma)


def test_silence_is_told_and_so_is_sound_that_stops_coming() -> None:
    judge = Judge()
    assert math.isnan(judge.read(0.0).peak_db)  # what never had sound has no level
    judge.sound(tone(440, 0.1, 0.5), 0.0)
    assert judge.read(0.1).peak_db == pytest.approx(-6, abs=0.1)
    judge.sound(np.zeros((480, 2), np.float32), 0.2)
    assert judge.read(0.3).peak_db == -90
    assert judge.read(2.0).peak_db == -90


def test_pictures_and_bytes_are_counted_as_they_arrive() -> None:
    judge = Judge()
    for number in range(100):  # 4 s at 25 a second, 10 kB each
        judge.arrived(0, number, number * 10_000, False, number / 25)
    told = judge.read(4.0)
    assert told.fps == pytest.approx(25, rel=0.1)
    assert told.kbps == pytest.approx(2000, rel=0.1)


def test_a_stream_that_is_opened_again_is_counted_anew() -> None:
    judge = Judge()
    for number in range(100):
        judge.arrived(0, number, number * 10_000, False, number / 25)
    judge.arrived(0, 1, 10_000, False, 4.1)
    assert math.isnan(judge.read(4.2).fps)


def test_what_is_told_comes_over_as_it_was() -> None:
    told = Vitals(123_456_789_012, 25.0, 2000.0, 17.0, 0.5, -60.0)
    assert Vitals.unpack(told.pack()) == told


def test_any_size_can_be_glimpsed() -> None:
    for height, width in ((2, 2), (36, 64), (1080, 1920), (17, 4096)):
        assert glimpse(np.zeros((height, width), np.uint8)).shape == (160, 288)


def test_for_how_long_it_has_been_black_and_frozen_is_counted() -> None:
    judge = Judge()
    for second in range(6):
        judge.picture(flat(16), float(second))
    told = judge.read(5.0)
    assert (told.black_s, told.frozen_s) == (5.0, 4.0)
    judge.picture(flat(120), 6.0)
    told = judge.read(6.0)
    assert (told.black_s, told.frozen_s) == (0.0, 0.0)


def test_silence_is_counted_from_when_it_began() -> None:
    judge = Judge()
    judge.sound(np.full((480, 2), 0.5, np.float32), 0.0)
    assert judge.read(0.5).silent_s == 0.0
    judge.read(2.0)
    assert judge.read(12.0).silent_s == 0.0  # nobody has looked for ten seconds
    assert judge.read(14.0).silent_s == 2.0
