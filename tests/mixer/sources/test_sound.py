"""Sound of every kind becomes 48 kHz stereo on one unbroken line."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mixer.sources.sound import MAX_BEND, RATE, Samples, SoundLine, Stereo, stretched


class Heard:
    def __init__(self) -> None:
        self.parts: list[tuple[int, Samples]] = []
        self.line = SoundLine(lambda samples, at: self.parts.append((at, samples.copy())))

    def unbroken(self) -> bool:
        pairs = zip(self.parts, self.parts[1:], strict=False)
        return all(at + len(samples) == following for (at, samples), (following, _) in pairs)


def flat(layout: str, name: str, rate: int, count: int, value: float) -> av.AudioFrame:
    channels = av.AudioLayout(layout).nb_channels
    dtype: type = {"f": np.float32, "s": np.int16, "d": np.float64}[name[0]]
    scale = 32768 if name[0] == "s" else 1
    shape = (channels, count) if name.endswith("p") else (1, count * channels)
    frame = av.AudioFrame.from_ndarray(np.full(shape, value * scale, dtype), name, layout)
    frame.sample_rate = rate
    return frame


def converted(frames: list[av.AudioFrame]) -> NDArray[np.float32]:
    stereo = Stereo()
    parts = [stereo.convert(frame)[0] for frame in frames]
    return np.concatenate([*parts, stereo.flush()])


@pytest.mark.parametrize(
    ("layout", "name", "rate", "wanted"),
    [
        ("stereo", "fltp", 48_000, 0.5),
        ("stereo", "s16", 44_100, 0.5),
        ("stereo", "fltp", 96_000, 0.5),
        ("mono", "fltp", 48_000, 0.5),
        ("mono", "s16", 8_000, 0.5),
        ("mono", "dblp", 22_050, 0.5),
        ("5.1", "fltp", 48_000, 0.5 * (1 + 2 * 0.7071)),
    ],
)
def test_any_format_comes_out_as_stereo(layout: str, name: str, rate: int, wanted: float) -> None:
    samples = converted([flat(layout, name, rate, 1000, 0.5) for _ in range(10)])
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(10_000 * RATE / rate, abs=3)
    assert samples[len(samples) // 2] == pytest.approx([wanted, wanted], abs=0.01)


def test_a_change_of_format_in_mid_stream_is_taken() -> None:
    samples = converted([flat("mono", "s16", 8_000, 800, 0.5), flat("5.1", "fltp", 48_000, 4800, 0.1)])
    assert np.isfinite(samples).all() and len(samples) > 8000


def test_what_is_no_number_becomes_silence() -> None:
    frame = flat("stereo", "fltp", 48_000, 100, float("nan"))
    assert not converted([frame]).any()
    assert not converted([flat("stereo", "fltp", 48_000, 100, float("inf"))]).any()


def test_rounded_timestamps_leave_the_samples_alone() -> None:
    heard = Heard()
    block = np.ones((1024, 2), np.float32)
    for index in range(50):
        heard.line.put(block, round(index * 1024 / 48) * 48)
    assert heard.unbroken() and all(len(samples) == 1024 for _, samples in heard.parts)


def test_a_hole_is_filled_with_silence() -> None:
    heard = Heard()
    heard.line.put(np.ones((1000, 2), np.float32), 0)
    heard.line.put(np.ones((1000, 2), np.float32), 11_000)
    assert heard.unbroken() and heard.line.end == 12_000
    assert not heard.parts[1][1].any() and len(heard.parts[1][1]) == 10_000


def test_an_overlap_is_cut() -> None:
    heard = Heard()
    heard.line.put(np.ones((10_000, 2), np.float32), 0)
    heard.line.put(np.ones((5_000, 2), np.float32), 6_000)
    heard.line.put(np.full((5_000, 2), 0.5, np.float32), 11_000)
    assert heard.unbroken() and heard.line.end == 16_000


def test_after_a_long_absence_the_line_begins_anew() -> None:
    heard = Heard()
    heard.line.put(np.ones((1000, 2), np.float32), 0)
    heard.line.put(np.ones((1000, 2), np.float32), 60 * RATE)
    assert [at for at, _ in heard.parts] == [0, 60 * RATE]


@pytest.mark.parametrize("ppm", [300, -300])
def test_drift_is_bent_away_inaudibly(ppm: int) -> None:
    heard = Heard()
    block = np.ones((1024, 2), np.float32)
    errors = []
    for index in range(47 * 120):
        at = index * 1024 * (1 + ppm / 1e6)
        heard.line.put(block, at)
        assert heard.line.end is not None
        errors.append(heard.line.end - 1024 - at)
    assert heard.unbroken()
    assert all(abs(len(samples) / 1024 - 1) <= MAX_BEND + 1 / 1024 for _, samples in heard.parts)
    assert max(map(abs, errors)) < RATE // 200


def test_stretching_joins_without_a_step() -> None:
    wave = np.repeat(np.sin(np.arange(2048) / 20, dtype=np.float32)[:, None], 2, axis=1)
    first = wave[:1024]
    second = stretched(wave[1024:], first[-1:], 1027)
    joined = np.concatenate((first, second))
    assert len(second) == 1027
    assert float(np.abs(np.diff(joined[:, 0])).max()) < 0.06
    assert second[-1] == pytest.approx(wave[-1])
