"""Each processor of a strip does its work, and no sound moves against its picture by it."""

import numpy as np
import pytest

from mixer.core.sound import Samples
from mixer.protocol.processing import AutoGain, Compressor, Denoise, Equalizer, Gate, Processing
from mixer.sources.processing import BLOCK, RATE, Chain, level_db

EVERYTHING = Processing(
    3.0,
    Denoise(True),
    Gate(True, -60),
    Equalizer(True, low_cut_hz=60, low_db=3, mid_db=-2, high_db=2),
    Compressor(True, -20, makeup_db=4),
    AutoGain(True, -20),
)


def tone(seconds: float, hz: float = 1000, level_db: float = -20) -> Samples:
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def noise(seconds: float, level_db: float) -> Samples:
    rng = np.random.default_rng(5)
    return (10 ** (level_db / 20) * rng.standard_normal((int(seconds * RATE), 2))).astype(np.float32)


def processed(processing: Processing, samples: Samples, piece: int = 1600) -> Samples:
    chain = Chain(processing, 0, 0)
    pieces = [samples[at : at + piece] for at in range(0, len(samples), piece)]
    return np.concatenate([chain.run(one) for one in (*pieces, np.zeros((4 * BLOCK, 2), np.float32))])[: len(samples)]


def gain_db(processing: Processing, samples: Samples) -> float:
    """By how much the last half second was raised."""
    last = slice(-RATE // 2, -BLOCK)
    return level_db(processed(processing, samples)[last]) - level_db(samples[last])


@pytest.mark.parametrize("hz, band", [(60, "low_db"), (1000, "mid_db"), (15_000, "high_db")])
def test_each_band_of_the_equalizer_raises_its_own_sound_and_leaves_the_others(hz: float, band: str) -> None:
    for other in ("low_db", "mid_db", "high_db"):
        raised = gain_db(Processing(eq=Equalizer(True, **{other: 6.0})), tone(1, hz))
        assert raised == pytest.approx(6.0, abs=1.2) if other == band else abs(raised) < 0.6


def test_the_low_cut_takes_rumble_away_and_leaves_a_voice() -> None:
    cut = Processing(eq=Equalizer(True, low_cut_hz=100))
    assert gain_db(cut, tone(1, 30)) < -15 and abs(gain_db(cut, tone(1, 1000))) < 0.2


def test_the_compressor_holds_what_is_over_its_threshold_by_its_ratio() -> None:
    squeezed = Processing(compressor=Compressor(True, -30, 4.0))
    assert gain_db(squeezed, tone(1, level_db=-10)) == pytest.approx(-15 + 1.5, abs=3)
    assert gain_db(squeezed, tone(1, level_db=-40)) == pytest.approx(0, abs=0.3)


def test_the_compressor_tells_how_much_it_takes_away() -> None:
    chain = Chain(Processing(compressor=Compressor(True, -30, 4.0, makeup_db=6)), 0, 0)
    out = chain.run(tone(1, level_db=-10))
    assert chain.work.reduction_db == pytest.approx(6 - (level_db(out[-BLOCK:]) + 13), abs=0.5)
    assert chain.work.reduction_db > 8


def test_the_gate_closes_on_what_is_quiet_and_opens_for_what_is_loud() -> None:
    gated = Processing(gate=Gate(True, -40, 24))
    assert gain_db(gated, tone(2, level_db=-55)) < -15
    assert gain_db(gated, tone(2, level_db=-20)) == pytest.approx(0, abs=0.3)


def test_noise_reduction_takes_noise_down_and_leaves_a_tone() -> None:
    clean = Processing(denoise=Denoise(True, -45, 18))
    assert gain_db(clean, noise(4, -50)) < -15
    assert gain_db(clean, tone(4, level_db=-20) + noise(4, -60)) == pytest.approx(0, abs=1)


@pytest.mark.parametrize("level_db, wanted_db", [(-30, 7), (-14, -9), (-60, 0)])
def test_the_automatic_gain_brings_loudness_to_its_target_and_leaves_silence(level_db: float, wanted_db: float) -> None:
    leveled = Processing(auto_gain=AutoGain(True, -23, 12))
    assert gain_db(leveled, tone(8, 1000, level_db)) == pytest.approx(wanted_db, abs=1.2)


def test_a_click_comes_out_where_it_went_in_with_everything_on() -> None:
    silent = np.zeros((2 * RATE, 2), np.float32)
    silent[RATE : RATE + 24] = 0.5
    out = processed(EVERYTHING, silent)
    assert abs(int(np.abs(out[:, 0]).argmax()) - RATE) < RATE * 0.002


@pytest.mark.parametrize("piece", [1, 777, 4801])
def test_the_same_sound_comes_out_whatever_pieces_it_came_in(piece: int) -> None:
    samples = tone(0.25) + noise(0.25, -40)
    assert np.array_equal(processed(EVERYTHING, samples), processed(EVERYTHING, samples, piece))


def test_what_does_nothing_says_so() -> None:
    assert Processing().does_nothing and Processing(gate=Gate(threshold_db=-20)).does_nothing
    assert not EVERYTHING.does_nothing and not Processing(trim_db=1).does_nothing
