"""What is on program changes by a take and by nothing else: every edit of the stored show waits for one."""

from dataclasses import replace
from typing import Any

import pytest

from mixer.core.desk import Desk, Side
from mixer.core.orders import obey
from mixer.core.pins import kept, merged, reader_of
from mixer.core.sound import gains
from mixer.core.stored import begun, desk_for, opened, resumed
from mixer.errors import BadCommand
from mixer.kinds.overlays.image import ImageOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.clock import ClockFace
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.basics import Rect
from mixer.protocol.captions import CaptionLanguage, Captions
from mixer.protocol.commands import Load
from mixer.protocol.parse import read_parts, to_json
from mixer.protocol.showfile import Canvas, Encoding, Layout, Overlay, Scene, Show, Slot, SoundSetting, Source, Start
from tests.helpers import FULL, SPLIT, TIMELINE, a_show, command

TITLE = Overlay("title", "Title", TextOverlay(), fields={"title": "Anna"})
LOGO = Overlay("logo", "Logo", ImageOverlay("/logo.png"))
SHOW = a_show(
    overlays=(TITLE, LOGO),
    scenes=(
        Scene("one", "One", "full", {"main": "bars"}, ("title",)),
        Scene("two", "Two", "full", {"main": "waves"}),
        Scene("both", "Both", "split", {"left": "bars", "right": "waves"}),
    ),
)
BARS, WAVES = SHOW.sources
EMPTY = Show(name="Empty")


def load(desk: Desk, show: Show, revision: int, old: Show = SHOW) -> Desk:
    return obey(desk, Load(revision=revision, show=show), old, TIMELINE)


def edited(**changes: Any) -> Show:
    return replace(SHOW, **changes)


def source(one: Source, **changes: Any) -> Show:
    """The show with one source changed."""
    return edited(sources=tuple(replace(each, **changes) if each is one else each for each in SHOW.sources))


def on_program(desk: Desk, show: Show) -> Side:
    return desk.sides(show)[-1]


SEEN_OR_HEARD = {
    "a deleted scene": edited(scenes=SHOW.scenes[1:]),
    "another source in the scene": edited(scenes=(replace(SHOW.scenes[0], slots={"main": "waves"}), *SHOW.scenes[1:])),
    "another layout": edited(layouts=(replace(FULL, slots=(Slot("main", Rect(0, 0, 0.5, 0.5)),)), SPLIT)),
    "another background": edited(scenes=(replace(SHOW.scenes[0], background="#ff0000"), *SHOW.scenes[1:])),
    "another input": source(BARS, input=ClockFace()),
    "an overlay elsewhere": edited(overlays=(replace(TITLE, rect=Rect()), LOGO)),
    "an overlay taken out of the scene": edited(scenes=(replace(SHOW.scenes[0], overlays=()), *SHOW.scenes[1:])),
    "another text of the overlay": edited(overlays=(replace(TITLE, fields={"title": "Bert"}), LOGO)),
    "a new overlay that is on": edited(overlays=(TITLE, LOGO, Overlay("new", "New", TextOverlay(), on=True))),
    "a stored gain of what is heard": source(BARS, sound=SoundSetting(gain_db=-20)),
    "a source that is to be heard always": source(WAVES, sound=SoundSetting(mode="on")),
    "a new source that is to be heard always": edited(
        sources=(*SHOW.sources, Source("new", "New", TestSignal(), SoundSetting(mode="on")))
    ),
    "another canvas": edited(canvas=Canvas(640, 360, "25")),
    "another encoding": edited(encoding=Encoding(video_kbps=9000)),
    "another delay": edited(captions=Captions(delay_s=2)),
    "an import of an empty file": EMPTY,
}
NEITHER = {
    "nothing": edited(),
    "the show's name": edited(name="Another"),
    "names of source, scene, layout and overlay": edited(
        sources=(replace(BARS, name="Camera"), WAVES),
        scenes=(replace(SHOW.scenes[0], name="Wide"), *SHOW.scenes[1:]),
        layouts=(replace(FULL, name="All"), SPLIT),
        overlays=(replace(TITLE, name="Name"), LOGO),
    ),
    "a scene that is not on": edited(scenes=SHOW.scenes[:2]),
    "a source that is not on": edited(sources=(BARS,), scenes=SHOW.scenes[:1]),
    "an overlay that is off": edited(overlays=(TITLE,)),
    "a layout of other scenes": edited(layouts=(FULL, replace(SPLIT, slots=SPLIT.slots[::-1]))),
    "languages of captions": edited(captions=Captions(on=True, languages=(CaptionLanguage("en"),))),
    "the start": edited(start=Start(color="#ff0000", scene="two")),
    "how a scene off air sounds": source(WAVES, sound=SoundSetting(gain_db=-9)),
}


def programme(desk: Desk, show: Show) -> tuple[Any, ...]:
    """All that is seen and heard of a desk without a transition."""
    side = on_program(desk, show)
    part = kept(side, desk)
    states = {one.id: desk.overlays[one.id] for one in part.overlays}
    sounds = {reader: gain for reader, gain in gains(desk, show, desk.frame).items() if gain}
    # The desk has the levels and the texts; those in a show are for a desk to begin with.
    sources = tuple(replace(one, sound=SoundSetting()) for one in part.sources)
    overlays = tuple(replace(one, fields={}) for one in part.overlays)
    return side.name, replace(part, name="Show", sources=sources, overlays=overlays), states, sounds


@pytest.mark.parametrize("show", SEEN_OR_HEARD.values(), ids=SEEN_OR_HEARD)
def test_an_edit_of_what_is_on_program_changes_nothing_until_a_take(show: Show) -> None:
    before = desk_for(SHOW)
    desk = load(before, show, 1)
    assert desk.changes_waiting and desk.revision == 1
    assert programme(desk, show) == programme(before, SHOW)


@pytest.mark.parametrize("show", NEITHER.values(), ids=NEITHER)
def test_an_edit_that_nobody_sees_or_hears_does_not_wait(show: Show) -> None:
    desk = load(desk_for(SHOW), show, 1)
    assert not desk.changes_waiting and on_program(desk, show).show is show


@pytest.mark.parametrize("show", [one for one in SEEN_OR_HEARD.values() if one.scenes and one.scenes[0].id == "one"])
@pytest.mark.parametrize("verb", ["take", "cut", "auto"])
def test_a_take_of_the_scene_on_program_adopts_what_was_edited(show: Show, verb: str) -> None:
    desk = load(desk_for(SHOW), show, 1)
    if verb != "take":
        desk = obey(desk, command("preview", scene="one"), show, TIMELINE)
    scene = {"scene": "one"} if verb == "take" else {}
    desk = obey(desk, command(verb, **scene), show, TIMELINE)
    assert not desk.changes_waiting
    assert programme(desk.at(100), show) == programme(desk_for(show), show)


def test_an_edit_that_is_taken_back_waits_no_longer() -> None:
    show = source(BARS, input=ClockFace())
    desk = load(desk_for(SHOW), show, 1)
    desk = load(desk, SHOW, 2, old=show)
    assert not desk.changes_waiting and desk.playing is None


def test_what_is_on_program_is_kept_through_many_edits() -> None:
    first, second = source(BARS, input=ClockFace()), edited(scenes=SHOW.scenes[1:], overlays=())
    desk = load(load(desk_for(SHOW), first, 1), second, 2, old=first)
    assert programme(desk, second) == programme(desk_for(SHOW), SHOW)


def test_a_deleted_scene_stays_on_air_and_cannot_come_back() -> None:
    show = SEEN_OR_HEARD["a deleted scene"]
    desk = obey(load(desk_for(SHOW), show, 1), command("cut"), show, TIMELINE)
    assert (desk.program, desk.preview) == ("two", "black")
    with pytest.raises(BadCommand, match="no scene or source one"):
        obey(desk, command("preview", scene="one"), show, TIMELINE)


def test_a_deleted_source_is_still_heard_until_a_take() -> None:
    show = edited(sources=(WAVES,), scenes=SHOW.scenes[1:2])
    desk = load(desk_for(SHOW), show, 1)
    assert gains(desk, show, 0)[reader_of(BARS)] == 1.0
    desk = obey(desk, command("cut"), show, TIMELINE)
    assert [reader[0] for reader, gain in gains(desk, show, 0).items() if gain] == ["waves"]


def test_a_changed_source_sounds_as_before_and_then_crossfades_to_its_new_self() -> None:
    show = source(BARS, input=ClockFace())
    old, new = reader_of(BARS), reader_of(show.sources[0])
    desk = load(desk_for(SHOW), show, 1)
    assert (gains(desk, show, 0)[old], gains(desk, show, 0)[new]) == (1.0, 0.0)
    desk = obey(desk, command("take", scene="one", transition={"kind": "mix", "duration_ms": 1000}), show, TIMELINE)
    half = gains(desk, show, 15)
    assert half[old] == pytest.approx(1 - 16 / 31) and half[new] == pytest.approx(16 / 31)
    assert [reader for reader, gain in gains(desk.at(30), show, 30).items() if gain] == [new]


def test_both_sides_of_a_transition_are_kept() -> None:
    desk = obey(desk_for(SHOW), command("auto", kind="mix", duration_ms=1000), SHOW, TIMELINE)
    desk = load(desk.at(10), EMPTY, 1)
    assert [(side.name, {one.id for one in side.show.sources}) for side in desk.sides(EMPTY)] == [
        ("one", {"bars"}), ("two", {"waves"}),
    ]  # fmt: skip
    assert (desk.at(40).program, desk.at(40).preview) == ("two", "black")
    assert on_program(desk.at(40), EMPTY).show.scenes[0].id == "two"


def test_live_verbs_act_at_once_on_what_waits() -> None:
    show = SEEN_OR_HEARD["another text of the overlay"]
    desk = load(desk_for(SHOW), show, 1)
    desk = obey(desk, command("overlay", overlay="title", fields={"subtitle": "Live"}), show, TIMELINE)
    assert desk.overlays["title"].fields == {"title": "Anna", "subtitle": "Live"}
    desk = obey(desk, command("take", scene="one"), show, TIMELINE)
    assert desk.overlays["title"].fields == {"title": "Bert", "subtitle": "Live"}


def test_a_fader_moved_after_an_edit_stays_where_it_was_put() -> None:
    show = SEEN_OR_HEARD["a stored gain of what is heard"]
    desk = obey(load(desk_for(SHOW), show, 1), command("sound", source="bars", gain_db=-3), show, TIMELINE)
    assert desk.sound["bars"].gain_db == -3
    assert obey(desk, command("take", scene="one"), show, TIMELINE).sound["bars"].gain_db == -3


def test_a_new_overlay_can_be_turned_on_over_a_kept_programme() -> None:
    show = replace(SEEN_OR_HEARD["a new overlay that is on"], scenes=SHOW.scenes[1:])
    desk = load(desk_for(SHOW), show, 1)
    assert not desk.overlays["new"].on
    desk = obey(desk, command("overlay", overlay="new", on=True), show, TIMELINE)
    assert {one.id for one in kept(on_program(desk, show), desk).overlays} == {"title", "new"}


# -- revisions -------------------------------------------------------------------------------------


def test_an_older_revision_never_overwrites_a_newer_one() -> None:
    desk = load(desk_for(SHOW), EMPTY, 7)
    for revision, show in ((6, SHOW), (7, SHOW)):
        with pytest.raises(BadCommand, match="revision 7 is loaded") as refused:
            load(desk, show, revision, old=EMPTY)
        assert refused.value.code == "stale_revision"
    assert load(desk, EMPTY, 7, old=EMPTY) == desk


# -- a restarted engine ----------------------------------------------------------------------------


def journaled(desk: Desk, show: Show) -> list[tuple[str, Show]]:
    """What was on program, through the journal's JSON."""
    told = [{"bus": side.name, "show": to_json(kept(side, desk))} for side in desk.sides(show)]
    return read_parts(told)


@pytest.mark.parametrize("show", SEEN_OR_HEARD.values(), ids=SEEN_OR_HEARD)
def test_the_programme_survives_a_restart_as_it_was_taken(show: Show) -> None:
    desk = load(desk_for(SHOW), show, 3)
    again = resumed(replace(desk, playing=None), 3, journaled(desk, show), show)
    assert programme(again, show) == programme(desk, show)
    assert again.changes_waiting and again.revision == 3


def test_an_edit_made_while_the_engine_was_down_waits_for_a_take_too() -> None:
    desk, show = desk_for(SHOW), SEEN_OR_HEARD["another input"]
    again = resumed(desk, 5, journaled(desk, SHOW), show)
    assert again.changes_waiting and again.revision == 5
    assert programme(again, show) == programme(desk, SHOW)


def test_without_a_journaled_programme_the_stored_show_is_played() -> None:
    again = resumed(desk_for(SHOW), 2, [], SHOW)
    assert again == replace(desk_for(SHOW), revision=2)
    assert resumed(desk_for(SHOW), 2, [], EMPTY).program == "black"


def test_what_a_kept_part_lacks_is_the_stored_shows() -> None:
    part = kept(Side("one", SHOW), desk_for(SHOW))
    layouts = (Layout("full", "Full", (Slot("x"),)), SPLIT)
    new = edited(sources=(replace(BARS, input=ClockFace()), WAVES), layouts=layouts, scenes=())
    whole = merged(part, new)
    assert whole.sources == (BARS, WAVES) and [one.id for one in whole.overlays] == ["title", "logo"]


# -- a show that starts ----------------------------------------------------------------------------


def test_a_show_starts_beside_its_first_scene_and_then_goes_there() -> None:
    desk = opened(None, SHOW)
    assert (desk.program, desk.preview, desk.starting) == ("black", "one", True)
    desk = begun(desk, SHOW)
    assert (desk.program, desk.preview, desk.starting) == ("one", "two", False)


def test_the_first_scene_is_the_directors_choice() -> None:
    show = edited(start=Start(scene="both"))
    desk = begun(opened(None, show), show)
    assert (desk.program, desk.preview) == ("both", "one")


def test_what_was_lined_up_while_it_started_stays_lined_up() -> None:
    desk = obey(opened(None, SHOW), command("preview", scene="both"), SHOW, TIMELINE)
    desk = begun(desk, SHOW)
    assert (desk.program, desk.preview) == ("one", "both")


def test_any_take_ends_the_start_and_nothing_goes_back_to_it() -> None:
    desk = obey(opened(None, SHOW), command("take", scene="both"), SHOW, TIMELINE)
    assert (desk.program, desk.preview, desk.starting) == ("both", "one", False)
    desk = obey(opened(None, SHOW), command("cut"), SHOW, TIMELINE)
    assert (desk.program, desk.preview, desk.starting) == ("one", "two", False)
    desk = obey(opened(None, SHOW), command("auto", duration_ms=1000), SHOW, TIMELINE)
    assert desk.starting and desk.sides(SHOW)[0].starting
    assert (desk.at(30).program, desk.at(30).preview, desk.at(30).starting) == ("one", "two", False)


def test_a_start_keeps_levels_and_overlays_and_is_not_black_by_an_old_fade() -> None:
    desk = obey(desk_for(SHOW), command("sound", source="bars", gain_db=-12), SHOW, TIMELINE)
    desk = obey(desk, command("ftb", duration_ms=0), SHOW, TIMELINE)
    desk = opened(obey(desk, command("cut"), SHOW, TIMELINE), SHOW)
    assert desk.sound["bars"].gain_db == -12 and desk.light(0) == 1 and desk.preview == "one"


def test_a_desk_tells_whether_it_starts_and_whether_changes_wait() -> None:
    told = load(opened(None, SHOW), SEEN_OR_HEARD["another canvas"], 1).to_json()
    assert told["starting"] is True and told["changes_waiting"] is True
    assert "playing" not in str(told)
