"""Overlays come and go on their frames, by themselves too; what is drawn of them follows from the frame alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from mixer.core.clock import Timeline
from mixer.core.compose import Bitmap, Scroll, Streamed, blend
from mixer.core.counter import Counter
from mixer.core.desk import Desk, OverlayState
from mixer.core.geometry import Box
from mixer.core.live_settings import retimed
from mixer.core.orders import obey
from mixer.core.overlay_motion import moved, nearest
from mixer.core.scrolling import offset_px, step_px, through_window
from mixer.core.stored import fitted
from mixer.errors import BadCommand
from mixer.kinds.overlays.text import TextOverlay
from mixer.protocol.motion import Motion, Moving
from mixer.protocol.parse import read_command, read_desk
from mixer.protocol.showfile import Overlay, Show
from tests.helpers import solid

AT = Timeline(Fraction(30))
FADE = Motion("fade", 500)
STRAP = Overlay("strap", "Strap", TextOverlay(), enter=FADE, leave=FADE, auto_off_s=4)
PLAIN = Overlay("plain", "Plain", TextOverlay())
SHOW = Show("A show", overlays=(STRAP, PLAIN))


def desk(frame: int = 100) -> Desk:
    return fitted(Desk(frame=frame), SHOW)


def pressed(now: Desk, frame: int, **parts: Any) -> Desk:
    return obey(now.at(frame), read_command({"verb": "overlay", **parts}), SHOW, AT)


def share(now: Desk, frame: int, name: str = "strap") -> float:
    return now.at(frame).overlays[name].share(frame)


def test_a_fade_begins_on_its_frame_and_is_over_when_its_time_is() -> None:
    on = pressed(desk(), 100, overlay="strap", on=True)
    assert 0 < share(on, 100) < share(on, 101) < share(on, 114) < 1
    assert share(on, 115) == 1 and on.at(115).overlays["strap"].moving is None


def test_one_that_is_switched_off_is_shown_until_it_has_left() -> None:
    on = pressed(desk(), 100, overlay="strap", on=True).at(130)
    off = pressed(on, 130, overlay="strap", on=False)
    assert off.overlays["strap"].shown and 0 < share(off, 144) < share(off, 130) < 1
    assert not off.at(145).overlays["strap"].shown


def test_one_that_is_called_back_halfway_turns_where_it_stands() -> None:
    on = pressed(desk(), 100, overlay="strap", on=True)
    back = pressed(on, 107, overlay="strap", on=False)
    assert abs(share(back, 107) - share(on, 106)) < 0.1
    assert back.overlays["strap"].moving is not None and back.overlays["strap"].moving.frames < 9


def test_one_without_a_motion_is_there_and_gone_at_once() -> None:
    on = pressed(desk(), 100, overlay="plain", on=True)
    assert share(on, 100, "plain") == 1 and not pressed(on, 101, overlay="plain", on=False).overlays["plain"].shown


def test_it_is_known_on_which_frame_it_goes_by_itself() -> None:
    on = pressed(desk(), 100, overlay="strap", on=True)
    assert on.overlays["strap"].off_frame == 220
    again = pressed(on, 150, overlay="strap", on=True, fields={"title": "Ada"})
    assert again.overlays["strap"].off_frame == 220, "pressed again, it stays no longer"
    assert pressed(on, 150, overlay="strap", on=False).overlays["strap"].off_frame is None


def test_all_off_turns_off_what_is_on_each_in_its_own_way() -> None:
    on = pressed(pressed(desk(), 100, overlay="strap", on=True), 100, overlay="plain", on=True).at(130)
    off = obey(on, read_command({"verb": "overlays_off"}), SHOW, AT)
    assert [state.on for state in off.overlays.values()] == [False, False]
    assert off.overlays["strap"].shown and not off.overlays["plain"].shown


def test_what_is_off_can_be_previewed_and_is_no_more_once_it_is_on() -> None:
    seen = pressed(desk(), 100, overlay="strap", preview=True)
    assert seen.overlays["strap"].previewed and not seen.overlays["strap"].shown
    assert not pressed(seen, 101, overlay="strap", on=True).overlays["strap"].previewed
    assert not pressed(seen, 101, overlay="strap", preview=False).overlays["strap"].previewed


def test_a_strap_counts_nothing_and_has_no_steps() -> None:
    with pytest.raises(BadCommand, match="no graphic"):
        obey(desk(), read_command({"verb": "overlay_action", "overlay": "strap", "action": "start"}), SHOW, AT)


def test_a_journaled_desk_goes_on_with_its_motion() -> None:
    on = pressed(desk(), 100, overlay="strap", on=True)
    assert read_desk(on.to_json()).overlays == on.overlays


def test_at_another_rate_it_goes_at_the_same_time() -> None:
    counting = OverlayState(True, off_frame=220, counter=Counter(1.0, 70))
    now = retimed(replace(desk(100), overlays={"strap": counting}), Fraction(30), Fraction(60))
    assert now.overlays["strap"].off_frame == 340
    assert now.overlays["strap"].counter.elapsed_s(160, Fraction(60)) == pytest.approx(3.0)


# -- what is drawn of it ---------------------------------------------------------------------------


def bitmap(box: Box, scroll: Scroll | None = None, luma: int = 235) -> Bitmap:
    """Opaque; every column of the luma has its own level where it scrolls."""
    row = np.arange(box.w, dtype=np.uint16) if scroll else np.full(box.w, luma, np.uint16)
    level = np.tile(row, (box.h, 1))
    half = (box.h // 2, box.w // 2)
    keep = np.zeros(level.shape, np.uint16), np.zeros(half, np.uint16)
    return Bitmap(box, keep, (level, np.full(half, 128, np.uint16), np.full(half, 128, np.uint16)), scroll=scroll)


def drawn(graphic: Any) -> np.ndarray[Any, Any]:
    canvas = solid("#000000", 64, 36)
    if graphic:
        blend(graphic, canvas)
    return canvas.y


def at(kind: Any, part: float, direction: Any = "auto") -> np.ndarray[Any, Any]:
    return drawn(moved(bitmap(Box(0, 20, 32, 8)), Moving(kind, direction, 0, 10, 0.0), part, (64, 36)))


def test_a_fade_is_as_strong_as_it_is_far() -> None:
    assert abs(int(at("fade", 0.5)[24, 8]) - (16 + 235) // 2) <= 2
    assert (at("fade", 0.0) == 16).all() and at("fade", 1.0)[24, 8] == 235


def test_a_stream_fades_alike() -> None:
    stream = Streamed(Box(0, 20, 32, 8), solid("#ffffff", 32, 8))
    assert abs(int(drawn(moved(stream, Moving("fade", "auto", 0, 10, 0.0), 0.5, (64, 36)))[24, 8]) - 125) <= 2


def test_a_slide_comes_whole_from_beyond_an_edge() -> None:
    half = at("slide", 0.5, "left")
    assert (half[20:28, :16] == 235).all() and (half[:, 16:] == 16).all()
    assert (at("slide", 0.5)[28:, :32] == 235).all(), "from the nearest edge, where none is named"
    assert (at("slide", 0.0) == 16).all() and (at("slide", 1.0)[20:28, :32] == 235).all()


def test_a_wipe_uncovers_from_its_edge_in_place() -> None:
    assert (at("wipe", 0.5, "right")[20:28, 16:32] == 235).all() and (at("wipe", 0.5, "right")[:, :16] == 16).all()
    assert (at("wipe", 0.5, "down")[24:28, :32] == 235).all() and (at("wipe", 0.5, "down")[:24] == 16).all()
    assert (at("wipe", 0.0) == 16).all()


@pytest.mark.parametrize(
    ("box", "edge"),
    [
        (Box(2, 28, 40, 6), "down"),
        (Box(2, 2, 20, 20), "left"),
        (Box(50, 4, 12, 20), "right"),
        (Box(20, 0, 24, 6), "up"),
    ],
)
def test_the_nearest_edge_is_the_shortest_way_out(box: Box, edge: str) -> None:
    assert nearest(box, (64, 36)) == edge


# -- and what scrolls ------------------------------------------------------------------------------


def test_a_ticker_moves_by_whole_pixels_and_comes_round() -> None:
    strip = bitmap(Box(8, 4, 96, 8), Scroll(32, 24))
    rows = [drawn(through_window(strip, shift))[6, 8:40].tolist() for shift in (0, 1, 31, 32, 33, 56, 57)]
    assert rows[0] == list(range(32)) and rows[1] == list(range(1, 33)) and rows[3][0] == 32
    assert rows[5] == rows[3] and rows[6] == rows[4], "after a period it is where it was"


def test_from_right_to_left_it_runs_the_other_way() -> None:
    strip = bitmap(Box(8, 4, 96, 8), Scroll(32, 24, True))
    rows = [drawn(through_window(strip, shift))[6, 8] for shift in (0, 1, 2)]
    assert rows == [64, 63, 62]


def test_its_speed_is_whole_pixels_a_frame() -> None:
    assert step_px(0.1, 1920, Fraction(30)) == 6 and step_px(0.001, 320, Fraction(60)) == 1
    assert offset_px(10, 32, 0) == 10
