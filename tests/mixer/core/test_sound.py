"""The sound of a frame: exact counts, smooth gains, no clipping."""

from fractions import Fraction

import numpy as np
import pytest

from mixer.core import sound
from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.sound import CEILING, Limiter, Meter, ramped, routed
from mixer.core.stored import desk_for
from mixer.protocol.showfile import Show
from tests.helpers import TIMELINE, a_show, command, tone

SHOW = a_show()


def gains(desk: Desk, show: Show, frame: int) -> dict[str, float]:
    """By source id; there is one reader of each."""
    return {reader[0]: gain for reader, gain in sound.gains(desk, show, frame).items()}


@pytest.mark.parametrize("rate", ["30", "25", "30000/1001", "24000/1001", "60000/1001", "50"])
def test_every_frame_has_an_exact_number_of_samples_and_none_is_lost(rate: str) -> None:
    timeline = Timeline(Fraction(rate), anchor_ns=123_456_789, anchor_frame=1000)
    frames = range(1000, 4000)
    assert all(timeline.first_sample(n) + timeline.samples(n) == timeline.first_sample(n + 1) for n in frames)
    total = timeline.first_sample(4000) - timeline.first_sample(1000)
    assert abs(total - 3000 * 48_000 / Fraction(rate)) < 1


def test_audio_follows_video_and_mute_wins() -> None:
    desk = desk_for(SHOW)
    assert gains(desk, SHOW, 0) == {"bars": 1.0, "waves": 0.0}
    desk = obey(desk, command("sound", source="waves", mode="on", gain_db=-20), SHOW, TIMELINE)
    assert gains(desk, SHOW, 0) == pytest.approx({"bars": 1.0, "waves": 0.1})
    desk = obey(desk, command("sound", source="waves", mute=True), SHOW, TIMELINE)
    assert gains(desk, SHOW, 0)["waves"] == 0.0


def test_sound_crossfades_with_a_transition() -> None:
    desk = obey(desk_for(SHOW), command("auto", kind="mix", duration_ms=1000), SHOW, TIMELINE)
    levels = [gains(desk, SHOW, frame) for frame in range(30)]
    assert all(a["bars"] > b["bars"] and a["waves"] < b["waves"] for a, b in zip(levels, levels[1:], strict=False))
    assert all(one["bars"] + one["waves"] == pytest.approx(1) for one in levels)


def test_a_source_in_both_scenes_is_heard_throughout() -> None:
    desk = obey(desk_for(SHOW), command("take", scene="both", transition={"kind": "mix"}), SHOW, TIMELINE)
    assert {gains(desk, SHOW, frame)["bars"] for frame in range(15)} == {1.0}


def test_a_gain_change_has_no_step() -> None:
    flat = np.ones((1600, 2), np.float32)
    ramp = ramped(flat, 1.0, 0.0)
    assert np.abs(np.diff(ramp[:, 0])).max() < 0.001 and ramp[-1, 0] == 0


def test_the_limiter_leaves_quiet_sound_alone_to_the_bit() -> None:
    quiet = tone(440, 0.1)
    assert Limiter().limit(quiet) is quiet


def test_the_limiter_never_lets_a_peak_through() -> None:
    limiter, loud = Limiter(), tone(100, 1.0, level=3.0)
    out = np.concatenate([limiter.limit(loud[at : at + 1600]) for at in range(0, len(loud), 1600)])
    assert np.abs(out).max() <= CEILING + 1e-6


def test_the_limiter_lets_go_again() -> None:
    limiter = Limiter()
    limiter.limit(tone(100, 0.1, level=3.0))
    for _ in range(30):
        limiter.limit(tone(440, 1 / 30, level=0.1))
    assert not limiter.limiting


def test_channels_can_be_chosen() -> None:
    samples = np.array([[1.0, 0.0]], np.float32)
    assert routed(samples, "left").tolist() == [[1.0, 1.0]]
    assert routed(samples, "right").tolist() == [[0.0, 0.0]]
    assert routed(samples, "mono").tolist() == [[0.5, 0.5]]


def test_a_meter_tells_peak_and_rms() -> None:
    meter = Meter.new()
    meter.add(tone(1000, 1.0, level=0.5))
    assert meter.read() == {"peak_db": [-6.0, -6.0], "rms_db": [-9.0, -9.0]}
