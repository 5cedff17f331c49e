"""Settings of a strip change while it is heard: without a gap, without a click, and the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from mixer.core.sound import Samples
from mixer.feed.ring import SoundRing
from mixer.feed.sound_path import FADE, MARGIN, SoundPath
from mixer.protocol.processing import AutoGain, Compressor, Denoise, Equalizer, Gate, Processing

RATE = 48_000
FRAME = 1600
LOUDER = Processing(trim_db=6)
CLEAN = Processing(denoise=Denoise(True))
EVERYTHING = Processing(
    2.0, Denoise(True), Gate(True, -60), Equalizer(True, mid_db=3), Compressor(True, makeup_db=3), AutoGain(True)
)


def tone(count: int, at: int = 0) -> Samples:
    wave = 0.1 * np.sin(2 * np.pi * 250 * np.arange(at, at + count) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


class Line:
    """A path and its ring; a reader is `lead` samples ahead of what is heard."""

    def __init__(self, lead: int = RATE, on_air: bool = True) -> None:
        self.ring, self.lead, self.now, self.end = SoundRing(SoundRing.allocate()), lead, 0, 0
        self.written = 0  # up to where the engine knows of sound
        self.path = SoundPath(self._write, self.ring.read, (lambda: self.now) if on_air else None)
        self.heard: list[Samples] = []

    def _write(self, samples: Samples, at: int) -> None:
        self.ring.write(samples, at)
        self.written = at + len(samples)

    def run(self, seconds: float, piece: int = FRAME) -> "Line":
        """Time goes by: the reader makes sound, the engine reads what is due."""
        until = self.now + int(seconds * RATE)
        while self.now < until:
            while self.end < self.now + self.lead:
                self.path.put(tone(piece, self.end), self.end)
                self.end += piece
            assert self.written >= self.now + FRAME, "a gap"
            self.heard.append(self.ring.read(self.now, FRAME))
            self.now += FRAME
        return self

    def sound(self) -> Samples:
        return np.concatenate(self.heard)


def clicks(samples: Samples) -> float:
    """The greatest bend between neighbouring samples, in parts of that of the tone at twice its level."""
    return float(np.abs(np.diff(samples[:, 0], 2)).max() / (0.2 * (2 * np.pi * 250 / RATE) ** 2))


def levels(samples: Samples) -> list[float]:
    return [float(np.abs(one).max()) for one in np.array_split(samples, len(samples) // FRAME)]


def test_untouched_sound_is_the_readers_own_to_the_bit() -> None:
    line = Line().run(1)
    assert np.array_equal(line.sound(), tone(len(line.sound())))


@pytest.mark.parametrize("lead", [RATE * 6 // 5, RATE // 5, RATE // 10])
@pytest.mark.parametrize("setting", [LOUDER, CLEAN, EVERYTHING], ids=["trim", "denoise", "all"])
def test_switching_on_and_off_makes_neither_a_gap_nor_a_click(lead: int, setting: Processing) -> None:
    line = Line(lead).run(1.5)
    line.path.set(setting, line.now + RATE // 10)
    line.run(1.5).path.set(Processing(), line.now + RATE // 10)
    line.run(1)
    assert clicks(line.sound()) < 1.5
    assert np.allclose(line.heard[-1], tone(FRAME, line.now - FRAME), atol=1e-6)


def test_a_change_is_heard_at_once_however_far_ahead_sound_is_made() -> None:
    line = Line(RATE * 6 // 5).run(1.5)
    line.path.set(LOUDER, line.now + RATE // 10)
    assert max(levels(line.run(0.3).sound())[-2:]) == pytest.approx(0.2, rel=0.02)


def test_a_hand_on_a_slider_makes_no_click() -> None:
    line = Line(RATE // 2).run(1)
    for step in range(30):
        line.path.set(Processing(trim_db=step * 0.2), line.now + RATE // 10)
        line.run(1 / 30)
    assert clicks(line.run(0.5).sound()) < 1.5
    assert levels(line.sound())[-1] == pytest.approx(0.1 * 10 ** (5.8 / 20), rel=0.02)


def test_what_the_engine_may_be_reading_is_left_alone() -> None:
    line = Line().run(1)
    before = line.ring.read(line.now, MARGIN)
    line.path.set(LOUDER, 0)
    assert np.array_equal(line.ring.read(line.now, MARGIN), before)


def test_the_same_settings_at_the_same_samples_give_the_same_sound_whatever_was_made_ahead() -> None:
    heard = []
    for lead, piece in [(RATE // 5, FRAME), (RATE // 3, 1001), (RATE, 480)]:
        line = Line(lead, on_air=False)
        line.path.set(CLEAN, 0)
        for number, setting in enumerate([EVERYTHING, LOUDER, replace(EVERYTHING, trim_db=-3)], 1):
            line.run(0.7, piece).path.set(setting, RATE * 7 // 10 * number + 4800)
        heard.append(line.run(0.7, piece).sound())
    assert np.array_equal(heard[0], heard[1]) and np.array_equal(heard[1], heard[2])


def test_a_line_that_is_over_gives_all_of_its_sound() -> None:
    line = Line()
    line.path.set(CLEAN, 0)
    line.path.put(tone(RATE), 0)
    assert line.written < RATE
    line.path.flush()
    assert line.written == RATE


def test_a_line_that_begins_elsewhere_stands_where_it_belongs() -> None:
    line = Line()
    line.path.set(Processing(compressor=Compressor(True)), 0)
    line.path.put(tone(RATE), 0)
    click = np.zeros((RATE, 2), np.float32)
    click[1234:1240] = 0.02
    line.path.put(click, 3 * RATE + 7)
    assert np.abs(line.ring.read(3 * RATE + 7, RATE // 2)[:, 0]).argmax() in range(1230, 1246)


def test_a_source_with_hardly_any_buffer_does_without_noise_reduction() -> None:
    line = Line(RATE // 20)
    line.path.room = RATE // 20
    line.run(1).path.set(CLEAN, line.now)
    assert np.array_equal(line.run(1).sound(), tone(len(line.sound())))


def test_a_fade_between_settings_is_short() -> None:
    assert FADE <= RATE // 50
