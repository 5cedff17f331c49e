"""What a director asks for is what the desk then says, once and as a whole."""

from dataclasses import replace

import pytest

from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.stored import desk_for, loaded
from mixer.errors import BadCommand, BadShow
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.parse import read_show
from mixer.protocol.showfile import Overlay, Scene, Show, Source
from tests.helpers import TIMELINE, a_show, command

SHOW: Show = a_show(overlays=(Overlay("title", "Title", TextOverlay(), fields={"title": "Anna"}),))


def after(desk: Desk, verb: str, **fields: object) -> Desk:
    return obey(desk, command(verb, **fields), SHOW, TIMELINE)


def test_a_cut_swaps_program_and_preview() -> None:
    desk = after(desk_for(SHOW), "cut")
    assert (desk.program, desk.preview) == ("two", "one")


def test_a_transition_swaps_the_buses_when_it_ends_and_not_before() -> None:
    desk = after(desk_for(SHOW), "auto", kind="mix", duration_ms=1000)
    assert desk.at(29).program == "one"
    assert (desk.at(30).program, desk.at(30).preview, desk.at(30).running) == ("two", "one", None)


# -- while a transition runs -----------------------------------------------------------------------


def mixing(at: int = 10) -> Desk:
    """Ten frames into a second's mix from one to two."""
    return after(desk_for(SHOW), "auto", kind="mix", duration_ms=1000).at(at)


def test_cut_during_a_transition_completes_it() -> None:
    desk = after(mixing(), "cut")
    assert (desk.program, desk.preview, desk.running) == ("two", "one", None)


def test_auto_during_a_transition_does_nothing_more() -> None:
    assert after(mixing(), "auto") == mixing()
    assert after(mixing(), "auto", kind="cut") == mixing()


@pytest.mark.parametrize("second", ["auto", "cut"])
def test_a_double_press_does_not_bring_the_old_scene_back(second: str) -> None:
    desk = after(after(desk_for(SHOW), "auto"), second)
    assert [desk.at(frame).program for frame in (20, 200)] == ["two", "two"]


def test_preview_during_a_transition_changes_preview_only() -> None:
    desk = after(mixing(), "preview", scene="both")
    assert (desk.preview, desk.program, desk.running and desk.running.to) == ("both", "one", "two")
    assert desk.running and desk.running.position(10) == pytest.approx(11 / 31)
    assert (desk.at(30).program, desk.at(30).preview) == ("two", "both")


def test_the_scene_that_is_coming_can_be_lined_up_too() -> None:
    desk = after(mixing(), "preview", scene="two").at(30)
    assert (desk.program, desk.preview) == ("two", "two")


def test_a_take_of_a_third_scene_starts_from_the_picture_as_it_stands() -> None:
    desk = after(mixing(), "take", scene="both", transition={"kind": "mix", "duration_ms": 2000})
    assert [one.to for one in desk.transitions] == ["two", "both"]
    assert desk.transitions[0].position(10) == pytest.approx(11 / 31)
    assert [side.name for side in desk.sides(SHOW)] == ["one", "two", "both"]
    assert desk.at(30).program == "two" and [one.to for one in desk.at(30).transitions] == ["both"]
    assert (desk.at(70).program, desk.at(70).preview, desk.at(70).transitions) == ("both", "two", ())


def test_a_shorter_take_over_a_transition_ends_both() -> None:
    desk = after(mixing(), "take", scene="both", transition={"kind": "wipe", "duration_ms": 200})
    assert (desk.at(16).program, desk.at(16).transitions) == ("both", ())


def test_a_cut_to_a_third_scene_is_there_at_once() -> None:
    desk = after(mixing(), "take", scene="both")
    assert (desk.program, desk.preview, desk.transitions) == ("both", "two", ())


def test_a_take_of_the_scene_that_is_coming_goes_on_or_completes() -> None:
    assert after(mixing(), "take", scene="two", transition={"kind": "wipe"}) == mixing()
    assert after(mixing(), "take", scene="two").program == "two"


def test_a_take_back_begins_from_the_mix_and_not_from_its_end() -> None:
    desk = after(mixing(), "take", scene="one", transition={"kind": "mix", "duration_ms": 1000})
    assert [side.name for side in desk.sides(SHOW)] == ["one", "two", "one"]
    assert desk.at(40).program == "one"


def test_more_transitions_at_once_than_can_be_painted_are_refused_and_change_nothing() -> None:
    desk = mixing()
    for scene in ("both", "one"):
        desk = after(desk, "take", scene=scene, transition={"kind": "mix", "duration_ms": 5000})
    with pytest.raises(BadCommand, match="3 transitions are under way") as refused:
        after(desk, "take", scene="both", transition={"kind": "mix"})
    assert refused.value.code == "busy"
    assert after(desk, "take", scene="both").program == "both"


def test_taking_the_scene_on_program_again_leaves_preview_alone() -> None:
    desk = after(desk_for(SHOW), "take", scene="one", transition={"kind": "mix", "duration_ms": 1000})
    assert (desk.preview, desk.at(40).program, desk.at(40).preview) == ("two", "one", "two")


# -- what its sender believed ----------------------------------------------------------------------

ON_AIR: dict[str, dict[str, object]] = {
    "preview": {"scene": "both"}, "cut": {}, "auto": {}, "take": {"scene": "both"}, "standby": {}, "ftb": {},
    "transition": {},
    "overlay": {"overlay": "title", "on": True}, "sound": {"source": "bars"}, "master": {"mute": True},
}  # fmt: skip


@pytest.mark.parametrize("verb", ON_AIR)
def test_a_command_that_comes_too_late_is_refused_with_both_frames(verb: str) -> None:
    desk = desk_for(SHOW).at(101)
    with pytest.raises(BadCommand, match="by frame 100, and it is frame 101") as refused:
        after(desk, verb, not_after_frame=100, **ON_AIR[verb])
    assert refused.value.code == "too_late"
    after(desk, verb, not_after_frame=101, **ON_AIR[verb])


@pytest.mark.parametrize("verb", ["cut", "auto", "take"])
def test_what_was_meant_for_another_preview_is_refused(verb: str) -> None:
    with pytest.raises(BadCommand, match="preview shows two, expected both") as refused:
        after(desk_for(SHOW), verb, expected_preview="both", **ON_AIR[verb])
    assert refused.value.code == "stale"
    assert after(desk_for(SHOW), verb, expected_preview="two", **ON_AIR[verb]).at(100).program != "one"


# -- the rest --------------------------------------------------------------------------------------


def test_a_source_can_be_lined_up_full_frame() -> None:
    assert after(desk_for(SHOW), "preview", scene="waves").preview == "waves"


def test_an_unknown_scene_is_refused_by_name_and_changes_nothing() -> None:
    with pytest.raises(BadCommand, match="no scene or source nine; this show has .*both") as refused:
        after(desk_for(SHOW), "preview", scene="nine")
    assert refused.value.code == "unknown_scene"


def test_a_text_that_the_overlay_does_not_have_is_refused_and_changes_nothing() -> None:
    misspelt = {"headline": "Bert"}
    with pytest.raises(BadCommand, match="title has no text headline; it has subtitle, title") as refused:
        after(desk_for(SHOW), "overlay", overlay="title", fields=misspelt)
    assert refused.value.code == "unknown_field"
    with pytest.raises(BadCommand):
        after(desk_for(SHOW), "take", scene="both", overlays={"title": {"fields": misspelt}})


def test_a_take_changes_scene_overlay_and_sound_together() -> None:
    desk = after(
        desk_for(SHOW),
        "take",
        scene="both",
        overlays={"title": {"on": True, "fields": {"title": "Bert"}}},
        sound={"waves": {"gain_db": -6}},
    )
    assert desk.program == "both"
    assert desk.overlays["title"].on and desk.overlays["title"].fields == {"title": "Bert"}
    assert desk.sound["waves"].gain_db == -6


def test_a_take_is_refused_whole_when_preview_is_not_what_was_expected() -> None:
    desk = desk_for(SHOW)
    with pytest.raises(BadCommand, match="preview shows two, expected both"):
        after(desk, "take", scene="one", expected_preview="both", overlays={"title": {"on": True}})


def test_each_kind_of_transition_remembers_its_own_duration() -> None:
    desk = after(desk_for(SHOW), "transition", kind="wipe", duration_ms=800)
    desk = after(desk, "transition", kind="mix")
    assert (desk.transition.kind, desk.transition.duration_ms) == ("mix", 500)
    assert after(desk, "transition", kind="wipe").transition.duration_ms == 800


def test_fade_to_black_goes_there_and_back() -> None:
    desk = after(desk_for(SHOW), "ftb", duration_ms=1000)
    assert 0 < desk.at(15).light(15) < 1
    assert desk.at(40).light(40) == 0
    desk = after(desk.at(40), "ftb", duration_ms=0)
    assert desk.light(40) == 1


def test_a_fade_turns_round_where_it_stands() -> None:
    desk = after(desk_for(SHOW), "ftb", duration_ms=1000)
    lights = [desk.at(frame).light(frame) for frame in range(10)]
    desk = after(desk.at(10), "ftb")
    lights += [desk.at(frame).light(frame) for frame in range(10, 25)]
    steps = [abs(one - other) for one, other in zip(lights, lights[1:], strict=False)]
    assert min(lights) == lights[9] > 0.6 and lights[-1] == 1
    assert max(steps) < 0.04


def test_a_fade_back_from_black_turns_round_too() -> None:
    desk = after(desk_for(SHOW), "ftb", duration_ms=0)
    desk = after(desk, "ftb", duration_ms=1000).at(6)
    desk = after(desk, "ftb")
    assert desk.light(5) == pytest.approx(6 / 31) and 0 < desk.light(6) < 6 / 31
    assert desk.at(20).light(20) == 0


def test_an_edit_keeps_what_is_live_and_takes_off_what_is_gone() -> None:
    desk = after(desk_for(SHOW), "sound", source="bars", gain_db=-12)
    desk = after(desk, "overlay", overlay="title", on=True, fields={"title": "Live"})
    edited = a_show(
        scenes=(Scene("one", "One", "full", {"main": "bars"}),),
        sources=(*SHOW.sources, Source("new", "New", TestSignal())),
        overlays=SHOW.overlays,
    )
    desk = loaded(desk, SHOW, edited, revision=7)
    assert (desk.program, desk.preview, desk.revision) == ("one", "black", 7)
    assert desk.sound["bars"].gain_db == -12 and "new" in desk.sound
    assert desk.overlays["title"].fields == {"title": "Live"}


# -- what need not be worked out again -------------------------------------------------------------

CHANGES: list[tuple[str, dict[str, object]]] = [
    ("preview", {"scene": "both"}),
    ("cut", {}),
    ("auto", {"kind": "mix", "duration_ms": 1000}),
    ("ftb", {}),
    ("overlay", {"overlay": "title", "on": True}),
    ("sound", {"source": "bars", "mute": True}),
    ("master", {"gain_db": -6.0}),
    ("transition", {"duration_ms": 700}),
]


@pytest.mark.parametrize(("verb", "fields"), CHANGES)
def test_a_desk_stands_until_something_is_done_to_it(verb: str, fields: dict[str, object]) -> None:
    desk = desk_for(SHOW)
    assert desk.at(7).stands(desk) and not desk.stands(None)
    assert not after(desk.at(7), verb, **fields).at(8).stands(desk)


def test_a_desk_does_not_stand_when_a_transition_or_a_fade_has_ended() -> None:
    for running in (mixing(), after(desk_for(SHOW), "ftb", duration_ms=1000)):
        assert running.at(29).stands(running) and not running.at(30).stands(running)


# -- standby ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("standby", "program"), [("both", "both"), ("bars", "bars"), ("", "black")])
def test_standby_is_on_program_at_once_also_out_of_a_transition(standby: str, program: str) -> None:
    show = replace(SHOW, standby=standby)
    desk = obey(mixing(), command("standby"), show, TIMELINE)
    assert (desk.program, desk.running) == (program, None)


def test_a_standby_that_the_show_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="standby is gone, which is not in the show"):
        replace(SHOW, standby="gone")


def test_one_source_more_is_the_standbys_alone() -> None:
    many = [{"id": f"s{n}", "name": "S", "input": {"kind": "test"}} for n in range(25)]
    assert read_show({"name": "Many", "sources": many, "standby": "s24"}).standby == "s24"
    with pytest.raises(BadShow, match="at most 24 sources"):
        read_show({"name": "Many", "sources": many})
