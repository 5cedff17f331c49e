"""A take of a scene that stands in no show: what becomes of it with edits, other takes, and another engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mixer.core.desk import NOTHING, Desk
from mixer.core.inline import composed, is_inline
from mixer.core.orders import obey
from mixer.core.pins import kept
from mixer.core.stored import desk_for, resumed
from mixer.errors import BadCommand
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.commands import Load, Take
from mixer.protocol.parse import read_command, read_desk, read_show, to_json
from mixer.protocol.showfile import Scene, Show
from tests.helpers import TIMELINE, a_show

SHOW = a_show()
BESIDE: dict[str, Any] = {"layout": "split", "sources": {"left": "waves", "right": "bars"}}
CORNER: dict[str, Any] = {
    "layout": [{"name": "whole"}, {"name": "corner", "rect": {"x": 0.7, "y": 0.7, "w": 0.25, "h": 0.25}}],
    "sources": {"whole": "bars", "corner": "waves"},
    "background": "#203040",
}
MIX = {"kind": "mix", "duration_ms": 1000}


def after(desk: Desk, verb: str, show: Show = SHOW, **parts: Any) -> Desk:
    return obey(desk, read_command({"verb": verb, **parts}), show, TIMELINE)


def scene_on(desk: Desk, show: Show = SHOW) -> Scene:
    """The scene that program is played from."""
    side = desk.sides(show)[-1]
    return next(one for one in side.show.scenes if one.id == side.name)


def again(desk: Desk, show: Show) -> Desk:
    """What another engine makes of the files that this one left."""
    parts = [(side.name, read_show(to_json(kept(side, desk)))) for side in desk.sides(SHOW)]
    return resumed(read_desk(desk.to_json()), desk.revision, parts, show)


@pytest.mark.parametrize("own", [BESIDE, CORNER])
def test_a_layout_with_its_sources_is_on_air_on_one_frame(own: dict[str, Any]) -> None:
    desk = after(desk_for(SHOW).at(7), "take", **own, sound={"bars": {"mute": True}})
    assert is_inline(desk.program) and desk.preview == "one" and desk.sound["bars"].mute
    assert scene_on(desk).slots == own["sources"]
    assert scene_on(desk).background == own.get("background", "#000000")
    told = desk.to_json()["inline"][desk.program]
    assert told["slots"] == own["sources"]
    assert [slot["name"] for slot in told["layout"]] == list(own["sources"])
    assert not desk.changes_waiting


def test_with_a_transition_it_comes_over_its_frames_and_preview_stays() -> None:
    desk = after(desk_for(SHOW), "take", **BESIDE, transition=MIX)
    assert desk.running and is_inline(desk.running.to) and (desk.program, desk.preview) == ("one", "two")
    assert set(desk.to_json()["inline"]) == {desk.running.to}
    desk = desk.at(40)
    assert desk.running is None and is_inline(desk.program) and desk.preview == "one"


def test_it_is_never_on_preview_so_a_second_cut_does_not_end_in_black() -> None:
    desk = after(after(desk_for(SHOW), "take", **BESIDE), "take", scene="two")
    assert (desk.program, desk.preview, desk.playing, desk.to_json()["inline"]) == ("two", "one", None, {})
    assert after(desk, "cut").program == "one"
    with pytest.raises(BadCommand) as refused:
        after(desk, "preview", scene=composed(take(**BESIDE), SHOW)[0])
    assert refused.value.code == "unknown_scene"


def test_the_same_again_is_the_scene_on_program_and_another_is_another() -> None:
    desk = after(desk_for(SHOW), "take", **BESIDE)
    assert after(desk, "take", **BESIDE).program == desk.program and after(desk, "take", **BESIDE).preview == "one"
    other = after(desk, "take", **{**BESIDE, "sources": {"left": "bars"}}, transition=MIX)
    assert other.running and other.running.to != desk.program


def test_an_edit_leaves_it_as_it_was_taken() -> None:
    desk = after(desk_for(SHOW), "take", **CORNER)
    gone = replace(SHOW, sources=SHOW.sources[:1], layouts=SHOW.layouts[:1], scenes=SHOW.scenes[:1])
    edited = replace(gone, sources=(replace(gone.sources[0], input=TestSignal("test", "waves")),))
    for revision, show in enumerate((gone, edited), 1):
        desk = obey(desk, Load(revision=revision, show=show), SHOW if revision == 1 else gone, TIMELINE)
        side = desk.sides(show)[0]
        assert scene_on(desk, show).slots == CORNER["sources"]
        assert side.show.sources[0].input == SHOW.sources[0].input
        assert {one.id for one in side.show.sources} >= {"bars", "waves"}
    assert after(desk, "take", edited, scene="one").playing is None


def test_another_engine_goes_on_with_it() -> None:
    desk = again(after(desk_for(SHOW), "take", **CORNER), SHOW)
    assert is_inline(desk.program) and scene_on(desk).slots == CORNER["sources"]
    mixing = again(after(desk_for(SHOW), "take", **CORNER, transition=MIX), SHOW)
    assert mixing.running and scene_on(mixing).slots == CORNER["sources"]
    edited = replace(SHOW, layouts=SHOW.layouts[:1], scenes=SHOW.scenes[:1])
    assert scene_on(again(after(desk_for(SHOW), "take", **BESIDE), edited)).slots == BESIDE["sources"]


def test_without_what_was_pinned_another_engine_is_on_black() -> None:
    desk = after(desk_for(SHOW), "take", **CORNER)
    assert resumed(read_desk(desk.to_json()), 0, [], SHOW).program == NOTHING


def test_a_transition_that_is_called_off_puts_it_back() -> None:
    desk = after(desk_for(SHOW), "take", **CORNER)
    held = after(after(desk, "preview", scene="two"), "tbar", position=0.5)
    back = after(held, "tbar", position=0)
    assert back.program == desk.program and scene_on(back).slots == CORNER["sources"]


def test_with_others_in_a_batch_it_is_one_frame() -> None:
    desk = after(desk_for(SHOW), "batch", commands=[{"verb": "take", **BESIDE}, {"verb": "ftb", "on": True}])
    assert is_inline(desk.program) and desk.ftb.on


def take(**parts: Any) -> Take:
    found = read_command({"verb": "take", **parts})
    assert isinstance(found, Take)
    return found


@pytest.mark.parametrize(
    ("parts", "code", "words"),
    [
        ({"layout": "nowhere"}, "unknown_layout", "no layout nowhere; this show has full, split"),
        ({**BESIDE, "sources": {"left": "nobody"}}, "bad_scene", "shows the source nobody, which is not in the show"),
        ({**BESIDE, "sources": {"middle": "bars"}}, "bad_scene", "fills the slot middle"),
        ({}, "bad_command", "either a scene or a layout"),
        ({**BESIDE, "scene": "one"}, "bad_command", "either a scene or a layout"),
        ({"scene": "one", "sources": {"main": "bars"}}, "bad_command", "with a layout; a scene has its own"),
        ({"layout": []}, "bad_command", "at least 1 item"),
        ({"layout": [{"name": "a"}, {"name": "a"}]}, "bad_command", "a"),
        ({"layout": [{"name": "a", "rect": {"x": 7}}]}, "bad_command", "layout"),
        ({**BESIDE, "background": "blue"}, "bad_command", "background"),
    ],
)
def test_what_no_scene_could_be_is_refused_like_a_stored_one(parts: dict[str, Any], code: str, words: str) -> None:
    desk = desk_for(SHOW)
    with pytest.raises(BadCommand, match=words) as refused:
        after(desk, "take", **parts)
    assert refused.value.code == code
