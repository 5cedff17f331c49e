"""Ad breaks in HLS keep every rule that players and ad servers go by, whatever becomes of the breaks."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import av
import numpy as np
import pytest

from mixer.outputs.breaks import MOST, Breaks, break_of
from mixer.outputs.date_ranges import DateRange
from mixer.outputs.destination import Session
from mixer.outputs.encoder import Encoder
from mixer.outputs.hls import INDEX, Hls
from mixer.outputs.media import KEY, Fragment
from mixer.outputs.pictures import stamped
from mixer.outputs.playlist import Playlist, Segment, parse
from mixer.outputs.quality import Quality
from tests.mixer.outputs.break_rules import Version, seconds
from tests.mixer.outputs.makers import a_session
from tests.mixer.outputs.paper_breaks import BEGAN, Air, Planned, an_hour
from tests.mixer.outputs.splices import read_section


def a_break(planned: int = 321, length: int = 300, **changes: Any) -> Planned:
    return replace(Planned("run_x-1", planned, length, planned, planned + length), **changes)


def lengths(air: Air) -> list[float]:
    return [float(one.length) for one in air.player.versions[-1].segments]


# -- an hour ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "late"), [(Fraction(25), 0), (Fraction(30_000, 1001), 35)])
def test_an_hour_of_breaks_keeps_every_rule(tmp_path: Path, rate: Fraction, late: int) -> None:
    breaks = an_hour(rate, Random(float(rate) + late))
    air = Air(tmp_path, rate, breaks)
    air.late = late
    air.until(round(3700 * rate))
    aired = [one for one in breaks if not one.cancelled]
    assert len(aired) > 15 and len(aired) < len(breaks)
    found = air.player.over()
    assert len(found) == len(aired)
    for (start, end), one in zip(found, aired, strict=True):
        assert abs(float(start) - air.date(one.start)) < 0.001
        assert abs(float(end) - air.date(one.end)) < 0.001
    assert air.player.announced_late() == []


@pytest.mark.parametrize("seed", range(2))
def test_an_hour_with_restarts_of_the_writer_and_of_the_engine_keeps_every_rule(tmp_path: Path, seed: int) -> None:
    random, rate = Random(seed), Fraction(30)
    air = Air(tmp_path, rate, an_hour(rate, random))
    while air.frame < 3600 * rate:
        air.until(air.frame + random.randint(30, 6000))
        if random.random() < 0.5:
            air.writer_restarts()
        else:
            air.hls.broken()
            frame = air.frame + random.randint(30, 150)
            air.begins(frame, air.date(frame) + random.uniform(0, 0.02))
    air.until(round(3700 * rate))
    whole = [one for one in air.breaks if not one.cancelled]
    assert len(air.player.over()) >= 0.8 * len(whole)
    assert air.player.versions[-1].breaks == {}


# -- where segments are cut ------------------------------------------------------------------------


def test_a_break_off_the_grid_has_short_segments_at_its_edges_and_the_grid_goes_on(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(141, 60)])
    air.until(302)
    assert lengths(air) == pytest.approx([2, 2, 0.7, 1.3, 0.7, 1.3, 2])
    assert air.player.versions[-1].target == 2


def test_a_break_that_is_heard_of_only_when_it_is_listed_is_told_all_the_same(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(141, 60)])
    hear, air.hls.take_breaks = air.hls.take_breaks, lambda told: None  # type: ignore[method-assign]
    air.until(182)
    air.hls.take_breaks = hear  # type: ignore[method-assign]
    air.until(241)
    assert [told["DURATION"] for told in said(air)] == ["2.000"]
    assert air.player.announced_late() == [said(air)[0]["ID"]]


def test_every_picture_around_a_splice_is_in_exactly_one_segment(tmp_path: Path) -> None:
    """As x264 codes them, with pictures that are decoded before those that they show behind."""
    keys, encoder = [0, 60, 101, 120, 161, 180], Encoder(a_session(audio=""), Quality(kbps=300))
    media = encoder_output(encoder, 240, keys)
    hls = Hls(tmp_path, lambda *_: None)
    hls.begin(Session.parse(a_session(audio="").to_json({})), media[0].data)
    for kind, data in media[1:]:
        hls.add(kind == KEY, data)
    hls.close()
    init = media[0].data
    playlist = parse((tmp_path / INDEX).read_text())
    shown = [shown_in(init + (tmp_path / one.name).read_bytes()) for one in playlist.segments]
    assert shown == [list(range(*pair)) for pair in pairwise([*keys, 240])]


def encoder_output(encoder: Encoder, frames: int, keys: list[int]) -> list[Fragment]:
    """A grey that changes with every frame."""
    out: list[Fragment] = []
    for number in range(frames):
        picture = av.VideoFrame.from_ndarray(np.full((135, 160), 40 + 7 * number % 160, np.uint8), format="yuv420p")
        out += encoder.picture(stamped(picture, number, Fraction(30), number in keys))
    return out + encoder.close()


def shown_in(film: bytes) -> list[int]:
    """The frames that a player shows of it."""
    with av.open(io.BytesIO(film), "r") as container:
        return [(frame.pts or 0) // 512 for frame in container.decode(video=0)]


# -- what is said of a break -----------------------------------------------------------------------


def said(air: Air) -> list[dict[str, str]]:
    return list(air.player.versions[-1].breaks.values())


def test_a_break_is_announced_before_it_and_closed_with_its_last_segment(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(321, 300)])
    air.until(301)
    (told,) = said(air)
    assert seconds(told["START-DATE"]) == Decimal(f"{BEGAN + 10.7:.3f}")
    assert told["PLANNED-DURATION"] == "10.000" and told["ID"].startswith('"run_x-1-2026')
    air.until(620)
    assert "END-DATE" not in said(air)[0]
    air.until(622)
    assert said(air)[0]["DURATION"] == "10.000" and "SCTE35-IN" in said(air)[0]


def test_a_break_that_comes_late_is_announced_anew_under_another_id(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(321, 300, start=400, end=700)])
    air.until(301)
    (first,) = said(air)
    air.until(750)
    (then,) = said(air)
    assert first["ID"] != then["ID"] and then["DURATION"] == "10.000"


def test_a_cancelled_break_has_no_tag(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(321, cancelled=True)])
    air.until(255)
    assert len(said(air)) == 1, "it was announced before it was cancelled"
    air.until(301)
    assert said(air) == []


def test_a_break_that_is_cancelled_when_it_has_begun_is_over_at_once(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [])
    one = {"id": "run_x-1", "start_frame": 60, "planned_frames": 900, "end_frame": None, "cancelled": False}
    air.hls.take_breaks([one])
    air._tells = lambda: None  # type: ignore[method-assign]
    air.until(121)
    air.hls.take_breaks([one | {"cancelled": True}])
    air.until(181)
    assert said(air)[0]["DURATION"] == "4.000"


def test_a_break_that_nobody_speaks_of_any_more_ends_as_planned(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(120, 150)])
    air.until(200)
    air.breaks = []
    air.until(361)
    assert said(air)[0]["DURATION"] == "6.000", "at the first border after that"


def told_of(breaks: Breaks) -> list[str]:
    """What a playlist would say that goes far beyond all of it."""
    segments = Segment("a.m4s", 100_000.0, 1_700_000_000.0, "init.mp4")
    session = Session("s", 0, Fraction(30), 60, 1_700_000_000.0)
    return [break_of(one) for one in breaks.marked(Playlist((segments,)), session, 30 * 100_000).ranges]


def test_a_list_told_twice_changes_nothing_and_garbage_neither() -> None:
    breaks = Breaks()
    one = {"id": "a", "start_frame": 10, "planned_frames": 30, "end_frame": None, "cancelled": False}
    breaks.tell([one])
    breaks.tell([one])
    frames: list[Any] = [-1, float("inf"), 1e9, "soon", None]
    lists: list[Any] = [7, [3], [{}], [{"id": 'a"b', "start_frame": 1}]]
    for garbage in (*lists, *([one, {"id": "b", "start_frame": frame}] for frame in frames)):
        with pytest.raises((KeyError, TypeError, ValueError)):
            breaks.tell(garbage)
    assert told_of(breaks) == ["a"]
    breaks.tell([one | {"id": f"b{n}", "start_frame": n} for n in range(1000)])
    assert len(told_of(breaks)) == MOST


def test_scte_35_names_the_event_of_the_id_and_the_medias_own_times(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(321, 300)])
    air.until(622)
    (told,) = said(air)
    out, back = (read_section(bytes.fromhex(told[name][2:])) for name in ("SCTE35-OUT", "SCTE35-IN"))
    assert (out.at, out.duration, back.at) == (321 * 3000, 300 * 3000, 621 * 3000)
    assert told["ID"].endswith(f'-{out.event:08x}"') and back.event == out.event


def test_a_break_that_goes_on_into_another_session_ends_by_that_ones_clock(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(120, 300)])
    air.until(200)
    (first,) = said(air)
    air.hls.broken()
    air.begins(240, air.date(240) + 0.02)
    air.until(421)
    (told,) = said(air)
    assert told["ID"] == first["ID"] and told["DURATION"] == "10.020"
    assert read_section(bytes.fromhex(told["SCTE35-IN"][2:])).at == (420 - 240) * 3000


def test_a_break_of_no_length_says_its_beginning_first() -> None:
    segments = (Segment("seg.m4s", 2.0, 1_700_000_000.0, "init.mp4"),)
    one = DateRange("a-1", 1_700_000_001_000, 5000, "0xFC01", 1_700_000_001_000, "0xFC02")
    text = Playlist(segments, ranges=(one,)).render()
    assert text.index("SCTE35-OUT") < text.index("SCTE35-IN")


# -- the tags of before ----------------------------------------------------------------------------


def cues(version: Version) -> list[list[str]]:
    return [version.cues[one.name] for one in version.segments]


def test_cue_tags_stand_on_the_segments_of_a_break_when_they_are_asked_for(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(141, 60), replace(a_break(201, 60), id="run_x-2")], cues=True)
    air.until(301)
    assert cues(air.player.versions[-1]) == [
        [],
        [],
        [],
        ["#EXT-X-CUE-OUT:DURATION=2.000"],
        ["#EXT-X-CUE-OUT-CONT:1.300/2.000"],
        ["#EXT-X-CUE-IN", "#EXT-X-CUE-OUT:DURATION=2.000"],
        ["#EXT-X-CUE-OUT-CONT:1.300/2.000"],
        ["#EXT-X-CUE-IN"],
    ]


def test_cue_tags_are_not_there_unasked(tmp_path: Path) -> None:
    air = Air(tmp_path, Fraction(30), [a_break(141, 60)])
    air.until(301)
    assert not any(cues(air.player.versions[-1])) and said(air)


# -- the playlist as memory ------------------------------------------------------------------------


def test_breaks_are_read_back_from_the_playlist() -> None:
    segments = tuple(Segment(f"seg-{n}.m4s", 2.0, 1_700_000_000.5 + 2 * n, "init.mp4") for n in range(4))
    ranges = (
        DateRange("a-1", 1_700_000_000_500, 3000, "0xFC01", 1_700_000_003_700, "0xFC02"),
        DateRange("b-1", 1_700_000_003_700, 0, "0xFC03"),
    )
    playlist = Playlist(segments, ranges=ranges)
    assert parse(playlist.render()) == parse(playlist.render(cues=True)) == playlist


def test_a_break_stays_as_long_as_its_end_is_in_the_list() -> None:
    segments = tuple(Segment(f"seg-{n}.m4s", 2.0, 1_700_000_000.0 + 2 * n, "init.mp4") for n in range(4))
    one = DateRange("a-1", 1_700_000_000_000, 4000, "0xFC01", 1_700_000_004_000, "0xFC02")
    playlist = Playlist(segments, ranges=(one,))
    assert [len(playlist.without(count).ranges) for count in range(5)] == [1, 1, 1, 0, 0]


@pytest.mark.parametrize("tag", ['ID="a"', 'ID="a",START-DATE="soon",SCTE35-OUT=0xFC'])
def test_a_tag_of_somebody_else_is_refused(tag: str) -> None:
    with pytest.raises(ValueError):
        parse(f"#EXTM3U\n#EXT-X-DATERANGE:{tag}\n")
