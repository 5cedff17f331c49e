"""The engine offline: the same loop as on air, exact to the frame, the pixel and the sample."""

from dataclasses import replace

import numpy as np
import pytest

from mixer.kinds.overlays.clock import ClockOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.protocol.basics import Rect
from mixer.protocol.captions import CaptionLanguage, Captions
from mixer.protocol.showfile import Encoding, Overlay
from mixer.sources.counter import read_counter
from tests.helpers import a_show, command, pictures_of, rendered, sound_of


def counters(mp4: bytes) -> list[int | None]:
    """The frame numbers that the test signal carries in its pictures."""
    found: list[int | None] = []
    for stacked in pictures_of(mp4):
        height, width = stacked.shape[0] * 2 // 3, stacked.shape[1]
        found.append(read_counter([stacked[:height, :width]]))
    return found


LOSSLESS = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast")


def test_every_frame_is_there_once_and_shows_its_own_moment() -> None:
    assert counters(rendered(a_show(), 40)) == list(range(40))


def test_a_cut_happens_on_its_frame_and_on_no_other() -> None:
    show = a_show(encoding=LOSSLESS)
    plain = pictures_of(rendered(show, 20))
    cut = pictures_of(rendered(show, 20, {10: [command("cut")]}))
    same = [np.array_equal(a, b) for a, b in zip(plain, cut, strict=True)]
    assert same == [True] * 10 + [False] * 10


def test_sound_is_exact_to_the_sample_and_beeps_with_the_flash() -> None:
    mp4 = rendered(a_show(), 75)
    sound = sound_of(mp4)
    assert abs(len(sound) - 2.5 * 48_000) <= 1024  # AAC ends on a whole packet
    loud = np.abs(sound[:, 0]) > 0.05
    starts = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1
    for second in (1, 2):
        nearest = starts[np.argmin(np.abs(starts - second * 48_000))]
        assert abs(nearest - second * 48_000) < 240  # 5 ms: what AAC smears ahead of an attack


def test_overlays_are_drawn_and_leave_the_rest_alone() -> None:
    title = Overlay(
        "t", "Title", TextOverlay(), Rect(0.05, 0.95, 0.5, 0.3, "bottom-left"), {"title": "Anna 你好"}, on=True
    )
    show = a_show(encoding=LOSSLESS)
    plain, titled = (pictures_of(rendered(one, 3))[2] for one in (show, a_show(encoding=LOSSLESS, overlays=(title,))))
    changed = np.argwhere(plain[:180] != titled[:180])
    assert len(changed) > 200
    assert changed[:, 0].min() >= 180 * 0.62 and changed[:, 1].max() < 320 * 0.56


def test_a_render_of_a_captioned_show_has_no_captions_and_no_delay() -> None:
    show = a_show(encoding=LOSSLESS)
    captioned = replace(show, captions=Captions(on=True, delay_s=10, languages=(CaptionLanguage("en"),)))
    assert rendered(captioned, 10) == rendered(show, 10)


def test_a_clock_overlay_changes_on_the_second() -> None:
    clock = Overlay("c", "Clock", ClockOverlay(size=0.2), Rect(0, 0, 1, 0.5), on=True)
    show = a_show(encoding=LOSSLESS, overlays=(clock,))
    script = {0: [command("preview", scene="black"), command("cut")]}
    pictures = pictures_of(rendered(show, 35, script))
    changes = [n for n in range(1, 35) if not np.array_equal(pictures[n], pictures[n - 1])]
    assert changes == [30]


def test_fade_to_black_ends_in_black_and_silence() -> None:
    mp4 = rendered(a_show(encoding=LOSSLESS), 80, {15: [command("ftb", on=True, duration_ms=500)]})
    assert (pictures_of(mp4)[40][:180] == 16).all()
    assert np.abs(sound_of(mp4)[60_000:]).max() < 0.001


@pytest.mark.parametrize("kind", ["mix", "dip", "wipe", "slide", "push"])
def test_a_transition_runs_its_length_and_then_is_the_new_scene(kind: str) -> None:
    show = a_show(encoding=LOSSLESS)
    moved = pictures_of(rendered(show, 30, {5: [command("auto", kind=kind, duration_ms=500)]}))
    there = pictures_of(rendered(show, 30, {0: [command("cut")]}))
    assert np.array_equal(moved[20], there[20])
    assert not np.array_equal(moved[19], there[19])
