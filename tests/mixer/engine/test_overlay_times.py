"""Overlays come, go and go by themselves in whole renders, on their frames; played again they do the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mixer.engine.ticks import offline
from mixer.kinds.overlays.text import TextOverlay
from mixer.protocol.basics import Rect
from mixer.protocol.commands import Command
from mixer.protocol.motion import Motion
from mixer.protocol.showfile import Encoding, Overlay, Scene, Show
from tests.helpers import a_render, a_show, command, obey, pictures_of, rendered

LOSSLESS = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast")
PLATE = Rect(0.25, 0.25, 0.5, 0.5)
STRAP = Overlay("strap", "Strap", TextOverlay(style="banner", background="#ffffff"), PLATE, {"title": "Ada Lovelace"})
FADE, SLIDE = Motion("fade", 200), Motion("slide", 200, "left")


def show(**changes: Any) -> Show:
    return a_show(encoding=LOSSLESS, overlays=(replace(STRAP, **changes),))


def differing(one: Show, count: int, script: dict[int, list[Command]]) -> list[int]:
    """How many pixels of each frame are other ones for what the script does."""
    plain, seen = pictures_of(rendered(one, count)), pictures_of(rendered(one, count, script))
    return [int((a[:180] != b[:180]).sum()) for a, b in zip(plain, seen, strict=True)]


ON, OFF = command("overlay", overlay="strap", on=True), command("overlay", overlay="strap", on=False)


def test_it_is_seen_from_its_first_frame_to_the_last_of_its_leaving() -> None:
    changed = differing(show(enter=FADE, leave=FADE), 30, {5: [ON], 18: [OFF]})
    assert not any(changed[:5]) and all(changed[5:24]) and not any(changed[24:])


def test_it_goes_by_itself_on_the_frame_that_its_time_is_over() -> None:
    changed = differing(show(auto_off_s=0.4), 24, {5: [ON]})
    assert not any(changed[:5]) and all(changed[5:17]) and not any(changed[17:])


def test_that_it_went_by_itself_stands_in_the_command_log() -> None:
    with a_render(show(auto_off_s=0.4)) as (engine, _):
        engine.log.listens = True
        engine.before_frame = lambda frame: obey(engine, [ON] if frame == 5 else [])
        engine.run(offline(20))
        told = [entry for entry in engine.log.drained() if "command" in entry]
    off = {"verb": "overlay", "overlay": "strap", "on": False, "by": {"overlay": "strap"}}
    assert told == [{"frame": 17, "command": off}]


def test_one_that_slides_in_stands_where_one_does_that_was_always_there() -> None:
    slid = pictures_of(rendered(show(enter=SLIDE), 20, {4: [ON]}))
    there = pictures_of(rendered(show(on=True), 20))
    assert not np.array_equal(slid[5], there[5]) and np.array_equal(slid[12], there[12])


def test_the_canvas_under_one_that_moved_is_whole_again() -> None:
    """A scene of its own size leaves the background open: what was blended over it is put back."""
    bare = replace(show(enter=SLIDE, leave=SLIDE), scenes=(Scene("one", "One", "full", {}), *a_show().scenes[1:]))
    changed = differing(bare, 30, {2: [ON], 12: [OFF]})
    assert all(changed[4:16]) and not any(changed[18:])


def test_all_of_them_go_at_once() -> None:
    changed = differing(show(), 12, {3: [ON], 8: [command("overlays_off")]})
    assert [bool(one) for one in changed] == [False] * 3 + [True] * 5 + [False] * 4


def test_what_is_previewed_is_not_on_program() -> None:
    assert not any(differing(show(), 8, {2: [command("overlay", overlay="strap", preview=True)]}))


@pytest.mark.parametrize("kind", ["fade", "slide", "wipe"])
def test_a_scenes_own_is_whole_while_it_comes_over_everything(kind: Any) -> None:
    own = replace(show(enter=Motion(kind, 300)), scenes=(replace(a_show().scenes[0], overlays=("strap",)),))
    assert not any(differing(own, 14, {3: [ON]}))
