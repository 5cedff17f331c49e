"""What a file says is shown on the file's own frames, and what was said stands beside it."""

from __future__ import annotations

import pytest

from subtitles.showing.cues import ShownCue
from subtitles.showing.readability import GAP_FRAMES
from subtitles.showing.schedule import LATE_S, Schedule
from tests.subtitles.showing.talk import RATE, Told, a_line, of_file, showing

LONG = "All of this is being mixed on a server in the harbour, and nobody needs any other machine, whatever it is."


def spans(cues: list[ShownCue]) -> list[tuple[str, int, int]]:
    return [(cue.line, cue.from_frame, cue.to_frame) for cue in cues]


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(showing("en"), RATE)


def test_a_files_cues_stand_on_their_own_frames_however_short_or_long(schedule: Schedule) -> None:
    given = [("a", 200, 210), ("b", 210, 212), ("c", 215, 700)]
    for name, first, last in reversed(given):
        schedule.add(of_file(name, first, last), 100)
    assert spans(Told(schedule).run(100, 800)) == given


def test_too_many_that_wait_hurry_nobody_where_each_has_its_frames(schedule: Schedule) -> None:
    given = [(f"{n:02}", 200 + 10 * n, 210 + 10 * n) for n in range(30)]
    for name, first, last in given:
        schedule.add(of_file(name, first, last), 100)
    assert spans(Told(schedule).run(100, 600)) == given
    assert schedule.skipped() == []


def test_a_long_text_is_shown_in_parts_of_its_own_time(schedule: Schedule) -> None:
    schedule.add(of_file("a", 200, 500, en=LONG), 100)
    parts = Told(schedule).run(100, 600)
    assert len(parts) > 1 and (parts[0].from_frame, parts[-1].to_frame) == (200, 500)
    assert all(one.to_frame == two.from_frame for one, two in zip(parts, parts[1:], strict=False))


def test_one_that_is_translated_late_has_the_rest_of_its_time(schedule: Schedule) -> None:
    schedule.add(of_file("a", 200, 300), 250)
    assert spans(Told(schedule).run(250, 400)) == [("a", 251, 300)]


def test_one_that_is_translated_too_late_is_left_out_and_says_so(schedule: Schedule) -> None:
    schedule.add(of_file("a", 200, 300), 300)
    assert Told(schedule).run(300, 400) == []
    assert [(one.line, one.reason) for one in schedule.skipped()] == [
        ("a", "its time was over before it could be shown")
    ]


def test_a_sentence_gives_way_on_the_frame_that_a_file_begins(schedule: Schedule) -> None:
    schedule.add(a_line("said", 90, 150), 100)
    schedule.add(of_file("file", 160, 200), 100)
    assert spans(Told(schedule).run(100, 300)) == [("said", 101, 160 - GAP_FRAMES), ("file", 160, 200)]


def test_a_file_that_begins_much_later_shortens_nothing(schedule: Schedule) -> None:
    schedule.add(a_line("said", 90, 150), 100)
    (alone, *_) = Told(schedule).run(100, 400)
    again = Schedule(showing("en"), RATE)
    again.add(a_line("said", 90, 150), 100)
    again.add(of_file("file", 900, 950), 100)
    assert Told(again).run(100, 400)[0] == alone


def test_a_late_sentence_waits_for_a_hole_between_the_cues_of_a_file(schedule: Schedule) -> None:
    schedule.add(of_file("one", 100, 180), 90)
    schedule.add(of_file("two", 190, 250), 90)
    schedule.add(a_line("said", 60, 95), 110)
    schedule.add(of_file("three", 300, 400), 110)
    found = spans(Told(schedule).run(90, 600))
    assert found == [("one", 100, 180), ("two", 190, 250), ("said", 252, 298), ("three", 300, 400)]


def test_a_sentence_without_a_hole_in_time_is_left_out_and_says_so(schedule: Schedule) -> None:
    late = int(LATE_S * RATE)
    schedule.add(of_file("one", 100, 100 + late), 90)
    schedule.add(a_line("said", 60, 95), 110)
    assert spans(Told(schedule).run(90, 600)) == [("one", 100, 100 + late)]
    assert [(one.line, one.reason) for one in schedule.skipped()] == [("said", "the captions of a file had its place")]


def test_what_is_moved_stands_on_its_new_frames(schedule: Schedule) -> None:
    schedule.add(of_file("a", 200, 300), 100)
    schedule.add(of_file("b", 300, 400), 100)
    schedule.move(of_file("a", 500, 600), 110)
    assert spans(Told(schedule).run(110, 700)) == [("b", 300, 400), ("a", 500, 600)]


def test_what_stands_ends_where_its_item_was_left(schedule: Schedule) -> None:
    schedule.add(of_file("a", 200, 300), 100)
    told = Told(schedule)
    told.run(100, 250)
    schedule.move(of_file("a", 200, 260), 250)
    assert spans(told.run(250, 400)) == [("a", 200, 260)]
    again = Schedule(showing("en"), RATE)
    again.add(of_file("a", 200, 300), 100)
    late = Told(again)
    late.run(100, 250)
    again.move(of_file("a", 200, 220), 250)
    assert spans(late.run(250, 400)) == [("a", 200, 251)]


def test_it_can_be_corrected_hidden_and_taken_away_like_what_was_said(schedule: Schedule) -> None:
    for name, first in (("a", 200), ("b", 300), ("c", 400)):
        schedule.add(of_file(name, first, first + 50), 100)
    schedule.edit("a", {"en": "Corrected."}, 100)
    schedule.withdraw("b", 100)
    told = Told(schedule)
    assert [(cue.line, cue.text) for cue in told.run(100, 300)] == [("a", "Corrected."), ("c", "Hello everybody.")]
    schedule.visible(False, 390)
    told.run(390, 600)
    assert [(one.line, one.reason) for one in schedule.skipped()] == [("c", "captions were hidden")]
