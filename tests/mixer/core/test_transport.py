"""A source's transport: where it stands on every frame; what commands, takes and its reader do to it. All values."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.pins import edition, reader_of
from mixer.core.source_orders import ends_with, followed, on_program
from mixer.core.stored import desk_for, loaded
from mixer.core.transport import (
    Transport,
    anchored,
    arrived,
    delayed,
    measured,
    new,
    paused,
    played,
    returned,
    transported,
)
from mixer.errors import BadCommand
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.changes import TransitionChange
from mixer.protocol.commands import Command, Cue, Cut, Pause, Play, Preview, Seek, SetPlayback, Take
from mixer.protocol.parse import read_command, read_desk
from mixer.protocol.playback import Playback
from mixer.protocol.showfile import Layout, Scene, Show, Slot, Source

RATE = Fraction(30)
LINE = Timeline(RATE)
LONG = 10.0


def show_of(**media: object) -> Show:
    """A clip and a camera's stand-in, each to be taken full-frame."""
    clip = Source("clip", "Clip", MediaFile("clip.mp4", **media))  # type: ignore[arg-type]
    other = Source("other", "Other", MediaFile("other.mp4"))
    return Show("Show", sources=(clip, other))


CLIP = {edition(reader_of(show_of().sources[0]))}


def rolling(**playback: object) -> Transport:
    """Plays from its in point since frame 0; the file is ten seconds long."""
    transport = new(Playback(**playback))  # type: ignore[arg-type]
    return arrived(transport, LONG, 0, RATE)


def desk_with(transport: Transport, frame: int = 0, **media: object) -> tuple[Desk, Show]:
    show = show_of(**media)
    desk = replace(desk_for(show), frame=frame)
    named = replace(transport, reader=edition(reader_of(show.sources[0])))
    return replace(desk, transports=desk.transports | {"clip": named}), show


def after(desk: Desk, show: Show, frame: int, *commands: Command) -> Desk:
    desk = desk.at(frame)
    for command in commands:
        desk = obey(desk, command, show, LINE)
    return desk


# -- positions -------------------------------------------------------------------------------------


def test_nothing_moves_before_the_reader_has_its_first_pictures() -> None:
    transport = new(Playback(in_s=2))
    assert transport.position(500, RATE) == 2 and not transport.ready
    assert arrived(transport, LONG, 500, RATE).position(530, RATE) == pytest.approx(3)


@pytest.mark.parametrize(("speed", "shown"), [(0.25, 2.25), (1, 3), (2, 4)])
def test_a_position_is_counted_from_the_frame_on_which_it_began(speed: float, shown: float) -> None:
    assert rolling(in_s=2, speed=speed).position(30, RATE) == pytest.approx(shown)


def test_a_loop_comes_round_between_its_marks() -> None:
    transport = rolling(in_s=2, out_s=5)
    assert [transport.position(frame, RATE) for frame in (89, 90, 91, 180)] == pytest.approx(
        [4.9667, 2, 2.0333, 2], abs=1e-4
    )
    assert transport.remaining(60, RATE) == pytest.approx(1)


def test_a_loop_is_exact_after_a_month() -> None:
    month = 30 * 86_400 * 30
    assert rolling(out_s=7.7).position(month, RATE) == pytest.approx(
        float(Fraction(month, 30) % Fraction("7.7")), abs=1e-5
    )


@pytest.mark.parametrize("end", ["hold", "black", "next"])
def test_what_plays_once_ends_on_the_first_frame_that_shows_nothing_of_it(end: str) -> None:
    transport = rolling(end=end)
    assert transport.ends_frame == 300 and transport.at(299).state == "playing"
    ended = transport.at(300)
    assert (ended.state, ended.position(400, RATE), ended.remaining(400, RATE)) == ("ended", LONG, 0)


def test_an_end_between_two_frames_is_on_the_nearer_one() -> None:
    assert rolling(end="hold", out_s=1.01).ends_frame == 30
    assert rolling(end="hold", out_s=1.02).ends_frame == 31


# -- what a director asks --------------------------------------------------------------------------


def test_pause_and_play_keep_the_position_to_the_frame() -> None:
    desk, show = desk_with(rolling())
    desk = after(desk, show, 45, Pause(source="clip"))
    assert desk.transports["clip"].position(1000, RATE) == pytest.approx(1.5)
    desk = after(desk, show, 1000, Play(source="clip"))
    assert desk.transports["clip"].position(1015, RATE) == pytest.approx(2)
    assert desk.transports["clip"].ready, "what comes next was waiting: it begins on the frame of the command"


def test_a_pause_moves_the_end() -> None:
    desk, show = desk_with(rolling(end="hold"))
    desk = after(desk, show, 45, Pause(source="clip"))
    assert desk.at(5000).transports["clip"].state == "paused"
    assert after(desk, show, 1000, Play(source="clip")).transports["clip"].ends_frame == 1000 + 300 - 45


def test_a_cue_stands_at_its_place_or_at_the_in_point() -> None:
    desk, show = desk_with(rolling(in_s=1))
    cued = after(desk, show, 10, Cue(source="clip", position_s=4.2)).transports["clip"]
    assert (cued.state, cued.position_s, cued.ready, cued.run) == ("cued", 4.2, False, 2)
    assert after(desk, show, 10, Cue(source="clip")).transports["clip"].position_s == 1


def test_a_seek_goes_on_as_before() -> None:
    desk, show = desk_with(rolling())
    assert after(desk, show, 10, Seek(source="clip", position_s=4)).transports["clip"].state == "playing"
    desk = after(desk, show, 10, Pause(source="clip"), Seek(source="clip", by_s=-100))
    assert (desk.transports["clip"].state, desk.transports["clip"].position_s) == ("cued", 0)


def test_what_has_ended_plays_from_its_in_point() -> None:
    desk, show = desk_with(rolling(in_s=3, end="hold"))
    played = after(desk, show, 400, Play(source="clip")).transports["clip"]
    assert (played.state, played.position_s, played.run) == ("playing", 3, 2)


def test_another_speed_goes_on_where_the_clip_is_by_then() -> None:
    desk, show = desk_with(rolling())
    changed = after(desk, show, 60, SetPlayback(source="clip", speed=2)).transports["clip"]
    assert changed.from_frame == 66 and changed.position_s == pytest.approx(2.2)
    changed = arrived(changed, LONG, 64, RATE)
    assert changed.position(96, RATE) == pytest.approx(4.2), "by the clock, however soon or late its reader was"


def test_an_end_that_is_chosen_while_it_stands_ended_begins_nothing() -> None:
    desk, show = desk_with(rolling(end="hold"))
    changed = after(desk, show, 400, SetPlayback(source="clip", on_take="restart")).transports["clip"]
    assert (changed.state, changed.run) == ("ended", 1)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Cue(source="clip", position_s=11), "out_of_range"),
        (Seek(source="clip", position_s=10.1), "out_of_range"),
        (SetPlayback(source="clip", in_s=12), "out_of_range"),
        (SetPlayback(source="clip", in_s=4, out_s=3), "bad_command"),
        (Play(source="camera"), "no_transport"),
        (Play(source="clip", not_after_frame=3), "too_late"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(command: Command, code: str) -> None:
    desk, show = desk_with(rolling(), frame=10)
    with pytest.raises(BadCommand) as refused:
        obey(desk, command, show, LINE)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "told", [{"verb": "seek", "source": "clip"}, {"verb": "playback", "source": "clip", "speed": 3}]
)
def test_what_makes_no_sense_is_no_command(told: dict[str, object]) -> None:
    with pytest.raises(BadCommand):
        read_command(told)


# -- takes -----------------------------------------------------------------------------------------


def test_a_take_plays_what_was_cued_for_it() -> None:
    transport = new(Playback(on_take="play"))
    assert transport.state == "cued", "what a take plays stands until then"
    desk, _ = desk_with(arrived(transport, LONG, 0, RATE), frame=90)
    taken = followed(desk, set(), CLIP, RATE).transports["clip"]
    assert (taken.state, taken.frame, taken.run, taken.ready) == ("playing", 90, 1, True)


def test_a_restart_begins_at_the_in_point_and_is_cued_there_when_it_leaves() -> None:
    desk, _ = desk_with(rolling(on_take="restart", in_s=2), frame=90)
    taken = followed(desk, set(), CLIP, RATE).transports["clip"]
    assert (taken.position_s, taken.state) == (2, "playing")
    left = followed(desk, CLIP, set(), RATE).transports["clip"]
    assert (left.position_s, left.state) == (2, "cued")


def test_a_source_that_goes_on_is_left_alone_by_takes() -> None:
    desk, _ = desk_with(rolling(), frame=90)
    assert followed(desk, set(), CLIP, RATE) == desk


def test_the_end_puts_preview_on_air_with_its_last_picture() -> None:
    desk, show = desk_with(rolling(end="next"))
    desk = replace(desk, program="clip", preview="other", transition=replace(desk.transition, kind="cut"))
    assert [ends_with(desk, show, frame, LINE) for frame in (299, 300)] == [None, "clip"]
    mixed = replace(desk, transition=replace(desk.transition, kind="mix", duration_ms=500))
    assert [ends_with(mixed, show, frame, LINE) for frame in (284, 285)] == [None, "clip"]
    assert ends_with(replace(desk, preview="black"), show, 300, LINE) is None
    assert ends_with(replace(desk, program="other"), show, 300, LINE) is None


# -- readers and edits -----------------------------------------------------------------------------


def test_a_reader_that_was_lost_comes_back_where_the_clock_is() -> None:
    transport = returned(rolling(), 60, LINE)
    assert transport.from_frame == 78 and transport.position_s == pytest.approx(2.6)
    late = arrived(transport, LONG, 100, RATE)
    assert late.position(120, RATE) == pytest.approx(4)


def test_what_was_fetched_too_late_goes_on_where_it_stopped() -> None:
    waited = delayed(rolling(end="hold"), 45, RATE)
    assert waited.position(75, RATE) == pytest.approx(1) and waited.ends_frame == 345


def test_a_length_that_is_known_later_brings_the_end() -> None:
    transport = arrived(new(Playback(end="hold")), None, 0, RATE)
    assert transport.ends_frame is None and transport.remaining(30, RATE) is None
    assert measured(transport, 2.0, RATE).ends_frame == 60


def test_an_edited_file_waits_for_a_take_and_program_keeps_its_transport() -> None:
    desk, show = desk_with(rolling())
    desk = replace(desk, program="clip", preview="other", frame=60)
    edited = replace(show, sources=(Source("clip", "Clip", MediaFile("clip.mp4", in_s=5)), show.sources[1]))
    desk = loaded(desk, show, edited, 2)
    assert desk.transports["clip"].position(60, RATE) == pytest.approx(2)
    assert desk.waiting.transports["clip"].position_s == 5
    taken = obey(desk, Take(scene="clip"), edited, LINE)
    assert taken.transports["clip"].position_s == 5 and not taken.waiting.transports


def test_an_edited_file_that_nobody_sees_begins_anew_at_once() -> None:
    desk, show = desk_with(rolling())
    desk = replace(desk, program="other", preview="other", frame=60)
    edited = replace(show, sources=(Source("clip", "Clip", MediaFile("clip.mp4", in_s=5)), show.sources[1]))
    assert loaded(desk, show, edited, 2).transports["clip"].position_s == 5


def test_an_edit_of_something_else_leaves_transports_alone() -> None:
    before, show = desk_with(rolling())
    desk = loaded(before, show, replace(show, name="Another"), 2)
    assert desk.transports["clip"] == before.transports["clip"]


def test_a_desk_with_transports_survives_its_journal() -> None:
    desk, _ = desk_with(rolling(in_s=2, end="hold"), frame=60)
    assert read_desk(desk.to_json()).transports == desk.transports


def test_preview_and_cut_are_as_before() -> None:
    desk, show = desk_with(rolling())
    desk = after(desk, show, 5, Preview(scene="other"), Cut())
    assert desk.program == "other"


# -- what a review found ---------------------------------------------------------------------------


def edited_at(desk: Desk, show: Show, frame: int, **media: Any) -> tuple[Desk, Show]:
    edited = replace(show, sources=(Source("clip", "Clip", MediaFile("clip.mp4", **media)), *show.sources[1:]))
    return loaded(replace(desk, frame=frame), show, edited, desk.revision + 1), edited


def test_an_edit_that_is_undone_before_a_take_leaves_no_trace() -> None:
    before, show = desk_with(rolling())
    before = replace(before, program="clip", preview="other")
    desk, edited = edited_at(before, show, 60, in_s=5)
    desk = loaded(desk, edited, show, 3)
    assert desk.transports == before.transports and not desk.waiting.transports and not desk.changes_waiting


def test_what_leaves_with_a_transition_keeps_its_own_transport() -> None:
    desk, show = desk_with(rolling())
    desk, edited = edited_at(replace(desk, program="clip", preview="other"), show, 60, in_s=5)
    old, new_one = desk.transports["clip"], desk.waiting.transports["clip"]
    mix = TransitionChange("mix", 1000)
    desk = obey(desk, Take(scene="clip", transition=mix), edited, LINE)
    assert desk.transports["clip"] == new_one and desk.leaving == {old.reader: old}
    assert desk.at(75).leaving and not desk.at(95).leaving


def test_another_reader_begins_with_a_number_that_none_had() -> None:
    """Deleted and undone within two frames: the reader that was on its way out is not taken for the new one."""
    desk, show = desk_with(replace(rolling(), run=40))
    gone = loaded(replace(desk, program="other", frame=60), show, replace(show, sources=show.sources[1:]), 2)
    assert "clip" not in gone.transports
    assert loaded(gone, replace(show, sources=show.sources[1:]), show, 3).transports["clip"].run > 40


def test_an_edited_clip_is_taken_anew() -> None:
    desk, show = desk_with(rolling(on_take="restart"))
    desk, edited = edited_at(replace(desk, program="clip"), show, 60, on_take="restart", in_s=5)
    seen = on_program(desk, edited)
    desk = obey(desk, Take(scene="clip"), edited, LINE)
    assert followed(desk, seen, on_program(desk, edited), RATE).transports["clip"].state == "playing"


def test_a_pause_during_a_handover_stands_on_the_picture_on_show() -> None:
    transport = transported(rolling(), SetPlayback(source="clip", speed=0.5), 60, LINE)
    assert transport.from_frame == 66
    stands = arrived(paused(transport, 63, RATE), LONG, 70, RATE)
    assert stands.position(90, RATE) == pytest.approx(2.1, abs=0.06)
    assert played(stands, 160, RATE).position(190, RATE) == pytest.approx(2.6, abs=0.06)


def test_a_pause_on_the_way_to_another_place_stands_there() -> None:
    sought_one = transported(rolling(), Seek(source="clip", position_s=5), 60, LINE)
    stands = arrived(paused(sought_one, 61, RATE), LONG, 64, RATE)
    assert (stands.state, stands.position(90, RATE)) == ("paused", 5)


def test_changes_in_quick_succession_go_on_from_where_it_plays() -> None:
    transport = rolling()
    for frame in range(60, 66):
        transport = transported(transport, SetPlayback(source="clip", speed=1 + (frame - 59) / 100), frame, LINE)
    assert transport.from_frame == 71 and transport.position_s == pytest.approx(71 / 30, abs=0.02)


def test_a_handover_that_a_transition_holds_up_comes_when_it_is_over() -> None:
    desk, show = desk_with(rolling(end="next"))
    desk = replace(desk, program="other", preview="other", frame=295)
    desk = obey(desk, Take(scene="clip", transition=TransitionChange("mix", 1000)), show, LINE)
    handed = []
    for frame in range(296, 340):
        handed += [frame] if ends_with(desk, show, frame, LINE) else []
        desk = desk.at(frame)
    assert handed == [326], "the transition ends on 325"
    assert desk.transports["clip"].state == "ended"


def test_what_has_left_by_hand_is_not_put_on_air_again_by_a_clip_that_both_scenes_show() -> None:
    """The clip ends while the director goes from it to a scene that has it too."""
    desk, show = desk_with(rolling(end="next"))
    full = Layout("full", "Full", (Slot("main"),))
    both = replace(show, layouts=(full,), scenes=(Scene("one", "One", "full", {"main": "clip"}),))
    desk = replace(desk, program="clip", preview="one", frame=295)
    desk = obey(desk, Take(scene="one", transition=TransitionChange("mix", 1000)), both, LINE)
    for frame in range(296, 340):
        assert ends_with(desk, both, frame, LINE) is None, frame
        desk = desk.at(frame)


def test_an_edit_that_is_undone_during_its_transition_goes_on_with_what_is_on_show() -> None:
    desk, show = desk_with(rolling())
    desk, edited = edited_at(replace(desk, program="clip", preview="other"), show, 60, in_s=5)
    old = desk.transports["clip"]
    desk = obey(desk, Take(scene="clip", transition=TransitionChange("mix", 1000)), edited, LINE)
    desk = loaded(replace(desk, frame=70), edited, show, 3)
    assert desk.waiting.transports["clip"] == old


def test_what_leaves_ends_too() -> None:
    desk, show = desk_with(rolling(end="hold", out_s=2.5), end="hold", out_s=2.5)
    desk, edited = edited_at(replace(desk, program="clip", preview="other"), show, 60, in_s=5)
    desk = obey(desk, Take(scene="clip", transition=TransitionChange("mix", 1000)), edited, LINE)
    assert [one.state for one in desk.at(80).leaving.values()] == ["ended"]


def test_another_rate_of_frames_keeps_position_and_end() -> None:
    transport = anchored(rolling(end="hold"), 60, RATE, Fraction(50))
    assert transport.position(60, Fraction(50)) == pytest.approx(2) and transport.ends_frame == 60 + 8 * 50
    joins = anchored(transported(rolling(), SetPlayback(source="clip", speed=0.5), 60, LINE), 63, RATE, Fraction(60))
    assert joins.from_frame == 69


def test_what_waits_for_a_take_ends_too() -> None:
    desk, show = desk_with(rolling())
    desk, _ = edited_at(replace(desk, program="clip"), show, 60, end="hold", out_s=2)
    waiting = arrived(desk.waiting.transports["clip"], LONG, 60, RATE)
    desk = replace(desk, waiting=replace(desk.waiting, transports={"clip": waiting}))
    assert desk.at(125).waiting.transports["clip"].state == "ended"
