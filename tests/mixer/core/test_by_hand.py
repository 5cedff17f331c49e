"""Transitions by hand, rehearsed, and what they leave on preview: what a director asks for is what the desk says."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mixer.core.desk import Desk, Waiting
from mixer.core.orders import obey
from mixer.core.stored import desk_for
from mixer.errors import BadCommand
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.commands import ON_AIR, Load
from mixer.protocol.parse import read_desk
from mixer.protocol.showfile import Overlay, SceneSound, Show, SoundSetting, Source
from tests.helpers import TIMELINE, a_show, command

SHOW: Show = a_show()


def after(desk: Desk, verb: str, **fields: object) -> Desk:
    return obey(desk, command(verb, **fields), SHOW, TIMELINE)


def held(position: float = 0.4, desk: Desk | None = None) -> Desk:
    """The T-bar moved to here, from one to two, with a second's mix chosen."""
    return after(after(desk or desk_for(SHOW), "transition", kind="mix", duration_ms=1000), "tbar", position=position)


def place(desk: Desk) -> float:
    assert desk.running
    return desk.running.position(desk.frame)


# -- the T-bar -------------------------------------------------------------------------------------


def test_the_t_bar_stands_where_it_is_left() -> None:
    desk = held(0.4)
    assert [place(desk.at(frame)) for frame in (0, 30, 3000)] == [0.4] * 3
    assert (desk.at(3000).program, desk.at(3000).preview) == ("one", "two")


def test_the_t_bar_goes_forth_and_back() -> None:
    assert place(after(held(0.8), "tbar", position=0.3)) == 0.3


def test_at_its_end_the_t_bar_has_taken_and_the_buses_have_swapped() -> None:
    desk = after(held(0.9), "tbar", position=1)
    assert (desk.program, desk.preview, desk.running) == ("two", "one", None)


def test_the_t_bar_back_at_its_beginning_leaves_everything_as_it_was() -> None:
    before = desk_for(SHOW)
    desk = after(held(0.9, before), "tbar", position=0)
    assert (desk.program, desk.preview, desk.running) == (before.program, before.preview, None)


def edited() -> tuple[Desk, Show]:
    """Program is on; of what it shows a level, a text, a file's in point and its own sound were edited since."""
    media = MediaFile("/films/one.mp4")
    film = Source("film", "Film", media)
    strap = Overlay("strap", "Strap", TextOverlay(), fields={"title": "Old"}, on=True)
    show = a_show(sources=(*SHOW.sources, film), overlays=(strap,))
    one, *others = show.scenes
    show = replace(show, scenes=(replace(one, slots={"main": "film"}), *others))
    desk = desk_for(show)
    louder = replace(film, sound=SoundSetting(gain_db=-6.0), input=replace(media, in_s=3.0))
    newer = replace(
        show, sources=(*SHOW.sources, louder), overlays=(replace(strap, fields={"title": "New"}),),
        scenes=(show.scenes[0], replace(others[0], sound={"film": SceneSound(mute=True)}), *others[1:]),
    )  # fmt: skip
    return obey(replace(desk, frame=10), Load(revision=1, show=newer), show, TIMELINE), newer


def moved(desk: Desk, show: Show, position: float) -> Desk:
    return obey(desk, command("tbar", position=position), show, TIMELINE)


def test_a_transition_that_is_called_off_puts_back_the_edits_that_it_brought() -> None:
    before, show = edited()
    assert before.changes_waiting
    half = moved(before, show, 0.5)
    assert half.sound["film"] == SoundSetting(gain_db=-6.0, mute=True)
    assert half.overlays["strap"].fields == {"title": "New"} and half.waiting == Waiting()
    half = read_desk(json.loads(json.dumps(half.to_json())))  # kept meanwhile, and gone on with
    half = replace(half, playing=before.playing).at(40)
    assert replace(moved(half, show, 0.0), frame=10) == before


def test_what_a_hand_sets_while_it_runs_stays_when_it_is_called_off() -> None:
    before, show = edited()
    half = moved(before, show, 0.5)
    half = obey(half, command("sound", source="film", delay_ms=120), show, TIMELINE)
    half = obey(half, command("overlay", overlay="strap", on=False), show, TIMELINE)
    off = moved(half, show, 0.0)
    assert off.sound["film"] == SoundSetting(delay_ms=120)
    assert off.waiting.sound["film"] == SoundSetting(gain_db=-6.0, delay_ms=120)
    assert (off.overlays["strap"].on, off.overlays["strap"].fields) == (False, {"title": "Old"})
    assert not off.waiting.overlays["strap"].on


def test_calling_off_does_not_set_again_what_a_hand_had_changed_of_a_scenes_sound() -> None:
    one, *others = SHOW.scenes
    show = replace(SHOW, scenes=(replace(one, sound={"waves": SceneSound(mute=True)}), *others))
    desk = obey(desk_for(show), command("take", scene="one"), show, TIMELINE)
    desk = obey(desk, command("sound", source="waves", mute=False), show, TIMELINE)
    desk = moved(obey(desk, command("preview", scene="two"), show, TIMELINE), show, 0.5)
    assert not moved(desk, show, 0.0).sound["waves"].mute


def test_a_t_bar_at_rest_starts_nothing() -> None:
    assert after(desk_for(SHOW), "tbar", position=0) == desk_for(SHOW)


@pytest.mark.parametrize(("verb", "fields"), [("tbar", {"position": 0.4, "release": True}), ("auto", {})])
def test_a_t_bar_that_is_let_go_goes_on_with_what_is_left_of_its_time(verb: str, fields: dict[str, Any]) -> None:
    desk = after(held(0.4).at(100), verb, **fields)
    assert desk.running and desk.running.frames == 18
    places = [place(desk.at(frame)) for frame in range(100, 118)]
    assert places == sorted(places) and 0.4 < places[0] < 0.44 and 0.9 < places[-1] < 1
    assert (desk.at(117).program, desk.at(118).program) == ("one", "two")


def test_cut_completes_what_the_t_bar_holds() -> None:
    assert after(held(), "cut").program == "two"


def test_the_t_bar_takes_hold_of_a_transition_that_runs_by_itself() -> None:
    desk = after(after(desk_for(SHOW), "auto", kind="mix", duration_ms=1000).at(10), "tbar", position=0.5)
    assert place(desk.at(500)) == 0.5


def test_the_t_bar_of_a_cut_mixes() -> None:
    desk = after(after(desk_for(SHOW), "transition", kind="cut"), "tbar", position=0.5)
    assert desk.running and desk.running.kind == "mix"


def test_the_t_bar_is_refused_when_something_else_is_lined_up() -> None:
    with pytest.raises(BadCommand) as refused:
        after(desk_for(SHOW), "tbar", position=0.5, expected_preview="both")
    assert refused.value.code == "stale"


@pytest.mark.parametrize("position", [-0.1, 1.1])
def test_the_t_bar_has_two_ends(position: float) -> None:
    with pytest.raises(BadCommand):
        command("tbar", position=position)


def test_calling_a_second_transition_off_goes_on_with_the_first() -> None:
    desk = after(after(desk_for(SHOW), "auto", duration_ms=1000).at(5), "take", scene="both", transition={})
    desk = after(after(desk, "tbar", position=0.5), "tbar", position=0)
    assert desk.running and desk.running.to == "two" and not desk.beneath
    assert desk.at(100).program == "two"


# -- swapping --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["cut", "auto"])
def test_without_swapping_preview_stays_what_it_was_lined_up_as(verb: str) -> None:
    desk = after(after(desk_for(SHOW), "transition", swap=False), verb).at(100)
    assert (desk.program, desk.preview) == ("two", "two")


def test_without_swapping_a_direct_take_leaves_preview_alone() -> None:
    desk = after(after(desk_for(SHOW), "transition", swap=False), "take", scene="both")
    assert (desk.program, desk.preview) == ("both", "two")


def test_a_transition_does_not_swap_either_when_that_is_off() -> None:
    off = after(desk_for(SHOW), "transition", swap=False)
    desk = after(off, "take", scene="both", transition={"kind": "mix", "duration_ms": 500})
    assert desk.at(100).program == "both" and desk.at(100).preview == "two"


def test_swapping_stays_as_it_was_set_when_another_kind_is_chosen() -> None:
    desk = after(after(desk_for(SHOW), "transition", swap=False), "transition", kind="wipe", softness=0.3)
    assert (desk.transition.swap, desk.transition.softness) == (False, 0.3)


# -- rehearsed on preview --------------------------------------------------------------------------


def test_a_rehearsal_changes_nothing_on_program_and_is_over_after_its_time() -> None:
    desk = after(desk_for(SHOW), "rehearse_transition", kind="wipe", duration_ms=500)
    assert (desk.program, desk.preview, desk.running) == ("one", "two", None)
    assert desk.rehearsal and desk.rehearsal.to == "two" and desk.rehearsal.kind == "wipe"
    assert desk.at(14).rehearsal and desk.at(15).rehearsal is None and desk.at(15).program == "one"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("cut", {}), ("auto", {}), ("take", {"scene": "both"}), ("preview", {"scene": "both"}), ("standby", {})],
)
def test_a_rehearsal_gives_way_to_the_real_thing(verb: str, fields: dict[str, Any]) -> None:
    assert after(after(desk_for(SHOW), "rehearse_transition"), verb, **fields).rehearsal is None


def test_a_rehearsal_waits_for_the_transition_on_program() -> None:
    with pytest.raises(BadCommand) as refused:
        after(held(), "rehearse_transition")
    assert refused.value.code == "busy"


def test_a_cut_cannot_be_rehearsed() -> None:
    with pytest.raises(BadCommand) as refused:
        after(desk_for(SHOW), "rehearse_transition", kind="cut")
    assert refused.value.code == "no_transition"


# -- films -----------------------------------------------------------------------------------------


def test_a_stinger_without_a_film_is_refused_and_changes_nothing() -> None:
    with pytest.raises(BadCommand) as refused:
        after(desk_for(SHOW), "auto", kind="stinger")
    assert refused.value.code == "no_film"
    with pytest.raises(BadCommand):
        after(desk_for(SHOW), "transition", film="nothing-of-that-name")


def test_a_stinger_changes_pictures_at_its_cut_point() -> None:
    desk = after(desk_for(SHOW), "transition", kind="stinger", film="waves", cut_ms=300, duration_ms=1000)
    running = after(desk, "auto").running
    assert running
    sides = [running.position(frame) < 0.5 for frame in range(30)]
    assert sides == [True] * 9 + [False] * 21


def test_a_film_plays_by_itself_and_not_by_hand() -> None:
    desk = after(desk_for(SHOW), "transition", kind="stinger", film="waves")
    with pytest.raises(BadCommand) as refused:
        after(desk, "tbar", position=0.5)
    assert refused.value.code == "no_hand"


def test_both_new_verbs_are_a_directors() -> None:
    assert {"tbar", "rehearse_transition"} <= set(ON_AIR)
