"""What a strip does to its source's sound, in a render: with its picture, and the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from mixer.protocol.processing import AutoGain, Compressor, Denoise, Equalizer, Gate
from mixer.protocol.showfile import Encoding, Show, SoundSetting
from tests.helpers import a_show, command, rendered, sound_of

EVERYTHING = SoundSetting(
    mode="on",
    trim_db=3.0,
    denoise=Denoise(True),
    gate=Gate(True, -50),
    eq=Equalizer(True, low_cut_hz=60, low_db=3, mid_db=2, high_db=-3),
    compressor=Compressor(True, -30, makeup_db=3),
    auto_gain=AutoGain(True),
)
PLAIN = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast", audio_kbps=256)


def show_with(sound: SoundSetting) -> Show:
    show = a_show(encoding=PLAIN)
    return replace(show, sources=(replace(show.sources[0], sound=sound), *show.sources[1:]))


def beeps(mp4: bytes) -> list[int]:
    """The samples at which it becomes loud."""
    loud = np.abs(sound_of(mp4)[:, 0]) > 0.05
    return [int(at) for at in np.flatnonzero(loud[1:] & ~loud[:-1]) + 1]


@pytest.fixture(scope="module")
def processed() -> bytes:
    return rendered(show_with(EVERYTHING), 75)


def test_with_everything_on_a_beep_is_within_10_ms_of_its_flash(processed: bytes) -> None:
    """The pictures of a render are exact to the frame (test_render.py): its flashes are on whole seconds."""
    found = np.array(beeps(processed))
    for second in (1, 2):
        assert np.abs(found - second * 48_000).min() < 480


def test_a_render_of_processed_sound_is_the_same_each_time(processed: bytes) -> None:
    assert rendered(show_with(EVERYTHING), 75) == processed


def test_a_change_of_settings_is_heard_from_its_own_moment_each_time() -> None:
    change = {30: [command("sound", source="bars", trim_db=-12.0, denoise={"on": True}, eq={"on": True, "mid_db": 3})]}
    show = show_with(SoundSetting(mode="on"))
    mp4 = rendered(show, 75, change)
    assert rendered(show, 75, change) == mp4
    plain, changed = sound_of(rendered(show, 75)), sound_of(mp4)
    assert np.allclose(plain[:48_000], changed[:48_000], atol=1e-3)
    late = slice(2 * 48_000, None)
    assert 0.2 < np.abs(changed[late]).max() / np.abs(plain[late]).max() < 0.6
