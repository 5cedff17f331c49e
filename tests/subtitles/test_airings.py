"""Where a rundown's items have the cues of their files."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from subtitles.airings import Airing, placed
from subtitles.formats.captions import Caption

RATE, START = Fraction(30), 9000
CUES = [Caption(2000, 4000, "one"), Caption(5000, 6000, "two"), Caption(9000, 12_000, "three")]


def an_airing(**parts: Any) -> Airing:
    return Airing("run.1.itm_a", "A", "/a.srt", START, **parts)


def spans(airing: Airing, first: int = START, until: int = START + 3000) -> list[tuple[str, int, int]]:
    """The cues, with their frames counted from the item's beginning."""
    found = placed(CUES, airing, RATE, first, until)
    return [(one.text, one.from_frame - START, one.to_frame - START) for one in found]


def test_a_cue_is_on_air_where_the_item_has_its_second() -> None:
    assert spans(an_airing()) == [("one", 60, 120), ("two", 150, 180), ("three", 270, 360)]


def test_seconds_count_from_the_in_point() -> None:
    assert spans(an_airing(in_s=1.0))[0] == ("one", 30, 90)


def test_a_cue_over_a_mark_is_cut_there() -> None:
    assert spans(an_airing(in_s=3.0, lap_s=6.5)) == [("one", 0, 30), ("two", 60, 90), ("three", 180, 195)]


def test_a_cue_over_the_end_of_the_item_is_cut_there() -> None:
    assert spans(an_airing(end_frame=START + 160)) == [("one", 60, 120), ("two", 150, 160)]


def test_an_item_that_is_joined_in_progress_has_what_is_left() -> None:
    assert spans(an_airing(position_s=3.5)) == [("one", 0, 15), ("two", 45, 75), ("three", 165, 255)]


def test_laps_repeat_it_and_the_out_point_cuts_each() -> None:
    twice = spans(an_airing(lap_s=10.0, laps=2))
    assert twice == [
        ("one", 60, 120), ("two", 150, 180), ("three", 270, 300),
        ("one", 360, 420), ("two", 450, 480), ("three", 570, 600),
    ]  # fmt: skip
    assert len(spans(an_airing(lap_s=10.0, laps=0))) == 30


def test_a_lap_that_is_joined_has_the_rest_of_it_and_then_the_next() -> None:
    assert spans(an_airing(lap_s=10.0, laps=0, position_s=15.5), until=START + 190) == [
        ("two", 0, 15),
        ("three", 105, 135),
    ]


def test_what_lasts_longer_than_its_file_has_no_cues_at_its_end() -> None:
    assert spans(an_airing(lap_s=5.5, laps=1, end_frame=START + 900)) == [("one", 60, 120), ("two", 150, 165)]


def test_only_what_is_on_the_frames_that_were_asked_for() -> None:
    assert [text for text, *_ in spans(an_airing(), START + 119, START + 151)] == ["one", "two"]
    assert [text for text, *_ in spans(an_airing(), START + 120, START + 150)] == []


def test_a_line_has_its_name_for_good_and_another_in_each_lap_and_airing() -> None:
    names = [one.name for one in placed(CUES, an_airing(lap_s=10.0, laps=0), RATE, START, START + 600)]
    later = Airing("run.1.itm_a", "A", "/a.srt", START + 7, lap_s=10.0, laps=0)
    assert names == [one.name for one in placed(CUES, later, RATE, START, START + 607)]
    assert len(set(names)) == len(names) == 6
    assert not set(names) & {
        one.name for one in placed(CUES, Airing("run.2.itm_a", "A", "/a.srt", START), RATE, 0, 99_999)
    }


def test_at_2997_a_cue_hours_in_is_on_its_frame() -> None:
    rate = Fraction(30_000, 1001)
    (cue,) = placed([Caption(36_000_000, 36_001_000, "ten hours")], an_airing(), rate, 0, 2_000_000)
    assert cue.from_frame - START == round(36_000 * rate)


def test_laps_too_short_to_read_have_none() -> None:
    assert list(placed([Caption(0, 10, "x")], an_airing(lap_s=0.001, laps=0), RATE, START, START + 900)) == []


def test_an_airing_goes_to_json_and_back() -> None:
    whole = an_airing(end_frame=9900, language="de", in_s=1.5, position_s=2.0, lap_s=10.0, laps=0)
    assert Airing.from_json(whole.to_json()) == whole
    with pytest.raises((KeyError, TypeError, ValueError)):
        Airing.from_json({"occurrence": "x"})


def test_many_cues_cost_only_those_of_the_moment() -> None:
    cues = [Caption(n * 1000, n * 1000 + 900, str(n)) for n in range(10_000)]
    assert [one.text for one in placed(cues, an_airing(), RATE, START + 150_000, START + 150_060)] == ["5000", "5001"]
