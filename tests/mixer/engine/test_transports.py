"""Transports through the whole engine, offline: which picture is on which frame, and which sample with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixer.kinds.sources.file import MediaFile
from mixer.protocol.commands import Command, Load
from mixer.protocol.showfile import Canvas, Encoding, Scene, Show, SoundSetting, Source
from mixer.sources.counter import read_counter
from tests.helpers import FULL, a_show, command, pictures_of, rendered, sound_of
from tests.mixer.clips import SIZE, begun_later, counted, ramp_at
from tests.mixer.sources.fakes import ffmpeg

PER_FRAME = 1600
BASE = a_show(
    canvas=Canvas(*SIZE, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0, audio_kbps=320)
)


def show_of(path: Path, **media: Any) -> Show:
    clip = Source("clip", "Clip", MediaFile(str(path), **media), SoundSetting(mode="on"))
    scenes = (Scene("s", "Clip", "full", {"main": "clip"}), Scene("one", "Bars", "full", {"main": "bars"}))
    return replace(BASE, sources=(clip, *BASE.sources), layouts=(FULL,), scenes=scenes)


def counters(mp4: bytes) -> list[int]:
    return [read_counter([picture[: SIZE[1]]]) for picture in pictures_of(mp4)]


def shown(show: Show, frames: int, script: dict[int, list[Command]] | None = None) -> list[int]:
    """The number of the clip's picture on each frame of the programme."""
    return counters(rendered(show, frames, script))


def on(verb: str, **parts: Any) -> list[Command]:
    return [command(verb, source="clip", **parts)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds at 30, a keyframe every two seconds, B-frames between."""
    return counted(tmp_path_factory.mktemp("clip") / "a.mp4", 300)


# -- playing, pausing, seeking ---------------------------------------------------------------------


def test_a_pause_holds_the_picture_of_its_frame_and_playing_goes_on_with_it(clip: Path) -> None:
    found = shown(show_of(clip), 40, {10: on("pause"), 20: on("play")})
    assert found == [*range(10), *[10] * 10, *range(10, 30)]


def test_a_seek_shows_exactly_the_frame_that_was_asked_for(clip: Path) -> None:
    found = shown(show_of(clip), 30, {10: on("seek", position_s=7.0), 20: on("seek", by_s=-5)})
    assert found == [*range(10), *range(210, 220), *range(70, 80)]


def test_a_cue_stands_on_its_frame_until_it_is_played(clip: Path) -> None:
    found = shown(show_of(clip), 30, {5: on("cue", position_s=4.1), 15: on("play")})
    assert found == [*range(5), *[123] * 10, *range(123, 138)]


RATES: dict[str, Callable[[Path], tuple[Path, Fraction]]] = {
    "23.976": lambda path: (counted(path / "a.mp4", 120, Fraction(24000, 1001)), Fraction(24000, 1001)),
    "50": lambda path: (counted(path / "a.mp4", 250, Fraction(50)), Fraction(50)),
    "matroska, in whole milliseconds": lambda path: (
        counted(path / "a.mkv", 120, Fraction(24000, 1001)), Fraction(24000, 1001),
    ),
    "one keyframe": lambda path: (counted(path / "a.mp4", 150, gop=600), Fraction(30)),
    "open groups of pictures": lambda path: (
        counted(path / "a.mp4", 150, gop=24, options={"x264-params": "open-gop=1"}), Fraction(30),
    ),
    "MPEG-2 in a transport stream": lambda path: (
        counted(path / "a.ts", 150, Fraction(25), gop=12, codec="mpeg2video", options={"bf": "2", "qscale": "2"},
                sound=False), Fraction(25),
    ),
    "sound that starts late": lambda path: (counted(path / "a.mp4", 150, sound_from_s=1.5), Fraction(30)),
}  # fmt: skip


@pytest.mark.parametrize("kind", RATES)
def test_every_seek_shows_its_frame_in_files_of_many_kinds(kind: str, tmp_path: Path) -> None:
    path, rate = RATES[kind](tmp_path)
    wanted = [61, 17, 100, 12, 11, 99, 48, 47, 5, 0]
    script = {5 + 3 * n: on("cue", position_s=float(number / rate)) for n, number in enumerate(wanted)}
    found = shown(show_of(path), 5 + 3 * len(wanted), script)
    assert [found[5 + 3 * n] for n in range(len(wanted))] == wanted


def test_what_an_edit_list_leaves_out_is_not_counted(tmp_path: Path) -> None:
    """A clip cut by its edit list in the middle of a group of pictures: its beginning is there, and never shown."""
    path = begun_later(counted(tmp_path / "whole.mp4", 150), tmp_path / "a.mp4", 33)
    script = {3: on("cue", position_s=2.0), 6: on("cue", position_s=0.1), 9: on("cue", position_s=0)}
    found = shown(show_of(path), 12, script)
    assert (found[:3], found[3], found[6], found[9]) == ([33, 34, 35], 93, 36, 33)


def test_variable_rates_show_what_is_on_show_at_that_moment(tmp_path: Path) -> None:
    """29.97 with pictures left out: some last for two, some for five."""
    stamps = [0, 1, 3, 4, 5, 10, 11, 12, 14, 15, 20, 21, *range(23, 120)]
    path = counted(tmp_path / "a.mp4", len(stamps), Fraction(30000, 1001), pts=lambda index: stamps[index])
    times = [0.2, 0.333, 0.35, 0.5, 0.09, 1.5]
    script = {3 + 3 * n: on("cue", position_s=time) for n, time in enumerate(times)}
    found = shown(show_of(path), 3 + 3 * len(times), script)

    def at(time: float) -> int:
        return max(index for index, stamp in enumerate(stamps) if stamp * 1001 / 30000 <= time + 0.001)

    assert [found[3 + 3 * n] for n in range(len(times))] == [at(time) for time in times]


def test_a_seek_into_a_picture_that_lasts_long_shows_that_and_not_one_before(tmp_path: Path) -> None:
    """On the way there not all are decoded; the one on show may be one that no other needs."""
    path = counted(tmp_path / "a.mp4", 24, gop=24, pts=lambda index: 12 * index)
    wanted = [7, 2, 15, 9, 6, 11, 23, 12, 0, 1, 3]
    script = {3 + 3 * n: on("cue", position_s=0.4 * number + 0.37) for n, number in enumerate(wanted)}
    found = shown(show_of(path), 3 + 3 * len(wanted), script)
    assert [found[3 + 3 * n] for n in range(len(wanted))] == wanted


# -- ends and marks --------------------------------------------------------------------------------


def test_a_loop_joins_without_a_lost_or_repeated_picture(clip: Path) -> None:
    found = shown(show_of(clip, in_s=1.0, out_s=1.5), 50)
    assert found == [30 + n % 15 for n in range(50)]


def test_a_clip_that_holds_stays_on_its_last_picture(clip: Path) -> None:
    assert shown(show_of(clip, in_s=9.5, end="hold"), 25) == [*range(285, 300), *[299] * 10]


def test_a_clip_that_goes_black_is_black_from_the_frame_after_its_last(clip: Path) -> None:
    pictures = pictures_of(rendered(show_of(clip, in_s=9.5, end="black"), 25))
    assert [int(picture[: SIZE[1] // 2].mean()) > 17 for picture in pictures] == [True] * 15 + [False] * 10


def test_a_clip_that_is_followed_by_preview_gives_way_on_its_end(clip: Path) -> None:
    show = show_of(clip, in_s=9.5, end="next")
    script = {0: [command("transition", kind="cut"), command("preview", scene="one")]}
    pictures = pictures_of(rendered(show, 20, script))
    found = [read_counter([picture[: SIZE[1]]]) for picture in pictures]
    assert found[:15] == list(range(285, 300)) and found[15:] == list(range(15, 20)), "the bars count the show's frames"


def test_marks_that_are_set_while_it_plays_hold_at_once(clip: Path) -> None:
    found = shown(show_of(clip), 90, {10: on("playback", in_s=1.0, out_s=2.0)})
    assert found[:16] == list(range(16)), "a moment is what its reader needs to get there"
    assert found[16:] == [30 + n % 30 for n in range(74)]


@pytest.mark.parametrize(("speed", "step"), [(0.25, Fraction(1, 4)), (0.5, Fraction(1, 2)), (2, Fraction(2))])
def test_speeds_show_every_picture_for_its_time(speed: float, step: Fraction, clip: Path) -> None:
    found = shown(show_of(clip, speed=speed), 60)
    assert found == [int((n + Fraction(49, 100)) * step) for n in range(60)]


def test_another_speed_loses_no_picture(clip: Path) -> None:
    found = shown(show_of(clip), 60, {20: on("playback", speed=2)})
    assert found[:26] == list(range(26)) and found[26:] == [26 + 2 * n for n in range(34)]


# -- takes -----------------------------------------------------------------------------------------


def test_a_clip_that_is_restarted_by_a_take_begins_on_the_frame_of_the_take(clip: Path) -> None:
    show = show_of(clip, on_take="restart", in_s=2.0)
    script = {0: [command("take", scene="one")], 10: [command("take", scene="s")], 20: [command("take", scene="one")],
              30: [command("take", scene="s")]}  # fmt: skip
    found = shown(show, 40, script)
    assert found[10:20] == list(range(60, 70)) and found[30:40] == list(range(60, 70))


def test_what_slept_shows_the_right_picture_on_the_frame_of_its_take(clip: Path) -> None:
    show = show_of(clip)
    found = shown(show, 60, {10: [command("take", scene="one")], 40: [command("take", scene="s")]})
    assert found[:10] == list(range(10)) and found[40:] == list(range(40, 60))


# -- sound -----------------------------------------------------------------------------------------


def value_at(mp4: bytes, frame: int) -> float:
    """The sound in the middle of a frame, as a place on the clip's ramp."""
    heard = sound_of(mp4)[:, 0]
    return float(np.median(heard[frame * PER_FRAME + 400 : (frame + 1) * PER_FRAME - 400]))


def test_sound_is_in_step_after_a_seek_a_pause_and_a_loop(clip: Path) -> None:
    script = {10: on("seek", position_s=3.0), 20: on("pause"), 30: on("play"), 45: on("playback", in_s=3.0, out_s=3.75)}
    found = rendered(show_of(clip), 75, script)
    numbers = counters(found)
    for frame in (5, 15, 35, 50, 60, 70):
        expected = ramp_at((numbers[frame] + 0.5) / 30)
        assert value_at(found, frame) == pytest.approx(expected, abs=0.004), (frame, numbers[frame])
    assert abs(value_at(found, 25)) < 0.002, "what stands is silent"


def steepest(samples: np.ndarray[Any, Any]) -> float:
    return float(np.abs(np.diff(samples)).max())


def test_pauses_and_seeks_do_not_click(clip: Path) -> None:
    """The ramp stands at a fifth of full scale when it is cut off: unfaded, that would be one step."""
    script = {10: on("seek", position_s=6.0), 20: on("pause"), 30: on("play"), 40: on("seek", position_s=1.0)}
    heard = sound_of(rendered(show_of(clip, in_s=4.0), 50, script))[:, 0]
    assert steepest(heard[1600 : 49 * 1600]) < 0.05


def test_speech_that_is_stretched_keeps_its_pitch_and_slower_than_half_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "tone.mp4"
    from tests.mixer.sources.fakes import make_clip

    tone = 0.5 * np.sin(2 * np.pi * 500 * np.arange(4 * 48_000) / 48_000).astype(np.float32)
    make_clip(path, frames=120, sound=np.repeat(tone[:, None], 2, axis=1))
    for speed in (0.5, 1.5, 2.0):
        heard = sound_of(rendered(show_of(path, speed=speed), 40))[16_000:48_000, 0]
        spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
        assert np.argmax(spectrum) * 48_000 / len(heard) == pytest.approx(500, abs=5)
        assert np.abs(heard).max() > 0.3
    silent = sound_of(rendered(show_of(path, speed=0.4), 40))
    assert np.abs(silent).max() < 0.001


# -- odd files and odd moments ----------------------------------------------------------------------


def test_slow_pictures_change_their_speed_in_a_render(tmp_path: Path) -> None:
    path = counted(tmp_path / "a.mp4", 30, Fraction(5))
    found = shown(show_of(path), 60, {20: on("playback", speed=2)})
    assert found[20] == 3 and found[59] == pytest.approx(15, abs=1) and found == sorted(found)


def test_sound_alone_changes_its_speed_in_a_render(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=5", str(tmp_path / "a.wav"))
    assert len(shown(show_of(tmp_path / "a.wav"), 60, {20: on("playback", speed=2)})) == 60


def test_where_only_sound_is_left_the_last_picture_stays(tmp_path: Path) -> None:
    path = counted(tmp_path / "a.mp4", 60, sound_s=5.0)
    assert shown(show_of(path, end="hold"), 20, {10: on("seek", position_s=4.0)})[10:] == [59] * 10
    looped = shown(show_of(path), 60, {10: on("seek", position_s=4.0)})
    assert looped[10:40] == [59] * 30 and looped[40:] == list(range(20))


def test_sound_that_ends_early_is_back_with_the_next_lap(tmp_path: Path) -> None:
    found = rendered(show_of(counted(tmp_path / "a.mp4", 60, sound_s=1.0)), 70, {10: on("seek", position_s=1.5)})
    assert value_at(found, 20) == 0
    assert value_at(found, 45) == pytest.approx(ramp_at(20.5 / 30), abs=0.004)


def test_delayed_sound_goes_on_over_a_join(clip: Path) -> None:
    show = show_of(clip)
    delayed = replace(show.sources[0], sound=SoundSetting(mode="on", delay_ms=500))
    found = rendered(replace(show, sources=(delayed, *show.sources[1:])), 80, {40: on("playback", out_s=9.0)})
    for frame in range(20, 78):
        assert value_at(found, frame) == pytest.approx(ramp_at((frame + 0.5) / 30 - 0.5), abs=0.004), frame


def test_an_edited_clip_comes_in_with_a_transition_and_the_old_one_goes_on(clip: Path) -> None:
    """The wipe uncovers the new one at its own place, while the rest shows the old one at its."""
    show = show_of(clip)
    edited = replace(show, sources=(replace(show.sources[0], input=MediaFile(str(clip), in_s=5.0)), *show.sources[1:]))
    wipe = {"kind": "wipe", "duration_ms": 1000, "direction": "up"}
    script: dict[int, list[Command]] = {
        20: on("seek", position_s=2.0),
        25: on("seek", position_s=3.0),
        30: [Load(revision=2, show=edited)],
        40: [command("take", scene="s", transition=wipe)],
    }
    found = shown(show, 80, script)
    assert found[25:40] == list(range(90, 105))
    assert all(found[frame] in (65 + frame, 120 + frame) for frame in range(40, 71)), "the old one, or the new one"
    assert found[71:] == list(range(191, 200))
