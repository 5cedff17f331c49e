"""The test signal tells its frame number, and flashes and beeps at the same instant."""

from fractions import Fraction

import av
import numpy as np
import pytest

from mixer.core.picture import yuv
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas
from mixer.sources.bars import Bars, Waves, due_ns, flash_frame
from mixer.sources.convert import Converter, frame_of, planes_of
from mixer.sources.counter import BITS, flash_is_lit, read_counter
from tests.mixer.sources.fakes import RATE, SECOND_NS, play


@pytest.mark.parametrize("size", [(160, 90), (320, 180), (640, 360), (854, 480), (1920, 1080)])
@pytest.mark.parametrize("number", [0, 1, 0xABCDEF, 2**BITS - 1])
def test_the_counter_is_read_after_scaling(size: tuple[int, int], number: int) -> None:
    picture = Bars(640, 360).paint(number, False)
    assert read_counter(Converter(Canvas(1920, 1080)).view(frame_of(picture.planes), None, *size)) == number


def test_the_counter_survives_lossy_coding() -> None:
    bars, encoder = Bars(320, 180), av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 180, "yuv420p"
    encoder.time_base, encoder.options = Fraction(1, 30), {"preset": "ultrafast", "crf": "38"}
    decoder, seen = av.CodecContext.create("h264", "r"), []
    for index in range(40):
        frame = frame_of(bars.paint(1_000_000 + index, False).planes)
        frame.pts = index
        seen += [read_counter(planes_of(f)) for packet in encoder.encode(frame) for f in decoder.decode(packet)]
    assert len(seen) > 20
    assert seen == list(range(1_000_000, 1_000_000 + len(seen)))


def test_bars_have_their_exact_values() -> None:
    picture = Bars(1280, 720).paint(0, False)
    colors = [
        tuple(int(plane[plane.shape[0] // 40, round((bar + 0.5) * plane.shape[1] / 7)]) for plane in picture.planes)
        for bar in range(7)
    ]
    assert colors == [yuv(color) for color in Bars.TOP]


@pytest.mark.parametrize("rate", ["30", "25", "30000/1001", "60", "24000/1001"])
def test_flash_and_beep_begin_together_at_every_second(rate: str) -> None:
    port = play(TestSignal(), 3.2, canvas=Canvas(160, 90, rate))
    fps, sound = Fraction(rate), port.heard()[:, 0]
    lit = [flash_is_lit(planes) for _, planes in port.pictures]
    starts = [index for index in range(len(lit)) if lit[index] and (index == 0 or not lit[index - 1])]
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    beeps = [int(at) for at, before in zip(loud, [-RATE, *loud[:-1]], strict=True) if at - before > RATE // 4]
    for second, (start, beep) in enumerate(zip(starts, beeps, strict=False)):
        due = port.pictures[start][0]
        assert due >= second * SECOND_NS and due - SECOND_NS // fps < second * SECOND_NS
        assert beep == due * RATE // SECOND_NS
        assert 2 <= sum(lit[start : start + 10]) <= 0.1 * fps + 1
    assert len(starts) >= 3 and len(beeps) >= 3


def test_offline_picture_n_carries_number_n() -> None:
    port = play(TestSignal(), 1.0)
    assert [read_counter(planes) for _, planes in port.pictures[:30]] == list(range(30))
    assert [due for due, _ in port.pictures[:30]] == [due_ns(n, Fraction(30)) for n in range(30)]


def test_a_silent_test_signal_writes_no_sound() -> None:
    assert not play(TestSignal(sound=False), 0.5).sounds


def test_the_flash_of_a_second_is_one_frame_number() -> None:
    rate = Fraction(30_000, 1001)
    assert {flash_frame(number, rate) for number in range(30, 60)} == {30}


def test_waves_move_and_stay_within_range() -> None:
    waves = Waves(320, 180)
    first = waves.paint(0, False).y.copy()
    later = waves.paint(30, False)
    assert (first != later.y).mean() > 0.5
    assert all(int(plane.min()) >= 16 and int(plane.max()) <= 240 for plane in later.planes)
