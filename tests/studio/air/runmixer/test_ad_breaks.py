"""Ad breaks of a rundown: announced before they begin, ended on their true frame, withdrawn when they do not come."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mixer.core.rundown import Rundown, WallClock, read_rundown
from studio.air.runmixer.ad_breaks import AdBreaks, spliced
from tests.mixer.core.rundown.show import OnAir
from tests.mixer.outputs.break_rules import seconds
from tests.mixer.outputs.paper_breaks import ENCODER, Air, Planned

CLOCK = WallClock(Fraction(30), 0)
ITEMS = {
    "film": {"length_s": 60.0}, "spot": {"length_s": 20.0, "group": "ads"}, "promo": {"length_s": 10.0, "group": "ads"},
    "live": {"length_s": None, "live": True},
}  # fmt: skip
RUNDOWN = {"run": read_rundown({"id": "run", "order": ["film", "spot", "promo", "live"], "items": ITEMS})}


def told(now: str, start: int, *coming: tuple[str, int], **parts: Any) -> dict[str, Any]:
    following = [{"item": name, "occurrence": f"run.1.{name}", "start_frame": frame} for name, frame in coming]
    playing = {"item": now, "occurrence": f"run.1.{now}", "start_frame": start}
    return {"state": "playing", "has_programme": True, "now": playing, "next": following} | parts


BEFORE = told("film", 100, ("spot", 1900), ("promo", 2500), ("live", 2800))
SPOT = {"id": "run.1.spot", "start_frame": 1900, "planned_frames": 900, "end_frame": None, "cancelled": False}


def test_a_break_is_announced_with_its_frame_and_the_length_of_all_of_it() -> None:
    breaks = AdBreaks()
    assert breaks.look(RUNDOWN, BEFORE, CLOCK, 200) == [SPOT]
    assert breaks.look(RUNDOWN, BEFORE, CLOCK, 201) is None and breaks.events() == []


def test_it_begins_and_ends_on_the_frames_that_were_on_air() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, BEFORE, CLOCK, 200)
    begun = breaks.look(RUNDOWN, told("spot", 1903, ("promo", 2503), ("live", 2803)), CLOCK, 1903)
    assert begun == [SPOT | {"start_frame": 1903}]
    assert breaks.look(RUNDOWN, told("promo", 2503, ("live", 2803)), CLOCK, 2503) is None
    ended = breaks.look(RUNDOWN, told("live", 2803), CLOCK, 2803)
    assert ended == [SPOT | {"start_frame": 1903, "end_frame": 2803}]
    assert [(one["event"], one["frame"]) for one in breaks.events()] == [("break_started", 1903), ("break_ended", 2803)]


def test_one_that_comes_no_more_is_withdrawn() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, BEFORE, CLOCK, 200)
    assert breaks.look(RUNDOWN, told("film", 100, ("live", 1900)), CLOCK, 300) == [SPOT | {"cancelled": True}]


def test_a_director_who_takes_the_programme_ends_it() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("spot", 1900, ("promo", 2500), ("live", 2800)), CLOCK, 1900)
    taken = breaks.look(RUNDOWN, told("spot", 1900, state="preempted", has_programme=False), CLOCK, 2000)
    assert taken == [SPOT | {"end_frame": 2000}]


def test_what_is_long_over_is_forgotten() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("promo", 2500, ("live", 2800)), CLOCK, 2500)
    breaks.look(RUNDOWN, told("live", 2800), CLOCK, 2800)
    assert breaks.look(RUNDOWN, told("live", 2800), CLOCK, 2800 + 61 * 30) == []


def test_a_break_by_rule_is_announced_with_the_length_of_the_spots_that_it_takes() -> None:
    spots = {"one": {"length_s": 10.0, "group": "breaks"}, "two": {"length_s": 20.0, "group": "breaks"}}
    spots["three"] = {"length_s": 40.0, "group": "breaks"}
    rule = {"spots": list(spots), "every_s": 600.0, "take": 2}
    rundown = read_rundown({"id": "run", "order": ["film"], "items": ITEMS | spots, "breaks": rule})
    breaks = AdBreaks()
    near = told("film", 100, ("three", 1900), ("one", 3100), ("film", 3400))
    assert breaks.look({"run": rundown}, near, CLOCK, 200) == [SPOT | {"id": "run.1.three", "planned_frames": 1500}]


def two_with_breaks() -> dict[str, Rundown]:
    """Two that follow each other, with spots of one name that are not as long."""
    return {
        name: read_rundown(
            {"id": name, "order": ["film"], "breaks": {"spots": ["x", "y"], "every_s": 0}}
            | {"items": ITEMS | {spot: {"length_s": length_s, "group": "breaks"} for spot in "xy"}}
        )
        for name, length_s in (("run", 4.0), ("other", 7.0))
    }


def test_breaks_on_both_sides_of_a_seam_are_two_with_the_length_that_each_rundown_says() -> None:
    breaks, one, other = AdBreaks(), {"item": "x", "occurrence": "run.x1.x"}, {"item": "x", "occurrence": "other.x2.x"}
    coming = [{"start_frame": frame, **spot} for frame, spot in ((1900, one), (2140, other))]
    assert breaks.look(two_with_breaks(), told("film", 0) | {"next": coming}, CLOCK, 100) == [
        SPOT | {"id": "run.x1.x", "planned_frames": 240},
        SPOT | {"id": "other.x2.x", "start_frame": 2140, "planned_frames": 420},
    ]
    found = spliced({"items": coming}, two_with_breaks(), {"item": "film", "occurrence": "run.1.film"})["items"]
    assert [one.get("splice", False) for one in found] == [True, True]
    breaks.look(two_with_breaks(), told("film", 0) | {"now": coming[0], "next": coming[1:]}, CLOCK, 1900)
    begun = breaks.look(two_with_breaks(), told("film", 0) | {"now": coming[1]}, CLOCK, 2140)
    assert begun is not None and [one["end_frame"] for one in begun] == [2140, None]


def test_one_that_is_started_at_a_time_to_come_is_announced_and_what_is_on_goes_on_till_then() -> None:
    breaks = AdBreaks()
    assert breaks.look(RUNDOWN, told("spot", 1900), CLOCK, 1600) == [SPOT]
    assert breaks.events() == []
    breaks.look(RUNDOWN, told("spot", 1900), CLOCK, 1900)
    later = {"item": "film", "occurrence": "run.2.film", "start_frame": 2500}
    assert breaks.look(RUNDOWN, told("spot", 0) | {"now": later}, CLOCK, 2440) is None
    ended = breaks.look(RUNDOWN, told("spot", 0) | {"now": later}, CLOCK, 2500)
    assert ended == [SPOT | {"end_frame": 2500}]


def test_the_rest_of_one_of_which_something_failed_is_as_long_as_what_is_left() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("spot", 1900, ("promo", 2500), ("live", 2800)), CLOCK, 1900)
    filler = {"item": "", "occurrence": "run.f1.", "start_frame": 2000}
    near = breaks.look(RUNDOWN, told("film", 0, ("promo", 2500), ("live", 2800)) | {"now": filler}, CLOCK, 2000)
    rest = {"id": "run.1.promo", "start_frame": 2500, "planned_frames": 300}
    assert near == [SPOT | {"end_frame": 2000}, SPOT | rest]


def test_the_borders_of_a_break_are_splices() -> None:
    film, *items = [{"item": name, "occurrence": f"run.1.{name}"} for name in ("film", "spot", "promo", "live")]
    found = spliced({"items": items}, RUNDOWN, film)["items"]
    assert [one.get("splice", False) for one in found] == [True, False, True]


def test_a_break_goes_on_under_its_name_after_a_restart_in_the_middle_of_it() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("spot", 1903, ("promo", 2503), ("live", 2803)), CLOCK, 2000)
    again = AdBreaks.from_json(json.loads(json.dumps(breaks.to_json())))
    playing = again.look(RUNDOWN, told("promo", 2503, ("live", 2803)), CLOCK, 2600)
    assert playing == [SPOT | {"start_frame": 1903}] and again.events() == []
    assert again.look(RUNDOWN, told("live", 2803), CLOCK, 2803) == [SPOT | {"start_frame": 1903, "end_frame": 2803}]


def test_a_break_is_when_it_was_though_frames_have_another_rate_now() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("spot", 1900, ("promo", 2500), ("live", 2800)), CLOCK, 1900)
    later = WallClock(Fraction(60), 0, 2000)
    for one in (breaks, AdBreaks.from_json(json.loads(json.dumps(breaks.to_json())))):
        near = one.look(RUNDOWN, told("spot", 1800, ("promo", 3000), ("live", 3600)), later, 2000)
        assert near == [SPOT | {"start_frame": 1800, "planned_frames": 1800}]


def test_one_that_ended_meanwhile_ends_where_what_is_on_began() -> None:
    breaks = AdBreaks()
    breaks.look(RUNDOWN, told("spot", 1903), CLOCK, 2000)
    again = AdBreaks.from_json(breaks.to_json())
    assert again.look(RUNDOWN, told("live", 2803), CLOCK, 4000) == [SPOT | {"start_frame": 1903, "end_frame": 2803}]


@pytest.mark.parametrize("strange", [None, [], {"on": None}, {"on": {"id": 1}, "near": []}, {"on": None, "near": [3]},
                                     {"on": None, "near": [], "rate": "x"}])  # fmt: skip
def test_what_another_build_wrote_begins_with_no_breaks(strange: Any) -> None:
    assert AdBreaks.from_json(strange).look(RUNDOWN, None, CLOCK, 0) is None


NAME = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


@pytest.mark.parametrize("occurrence", ["run.1.spot~2.1.450", "run.1.spot~p900", f"run.1.{'nested-' * 20}spot"])
def test_its_id_is_one_that_playlists_may_have(occurrence: str) -> None:
    playing = told("film", 100)
    coming = {"item": "spot", "occurrence": occurrence, "start_frame": 1900}
    announced = AdBreaks().look(RUNDOWN, playing | {"next": [coming]}, CLOCK, 200)
    begun = AdBreaks().look(RUNDOWN, playing | {"now": coming}, CLOCK, 1900)
    assert announced is not None and begun is not None
    assert NAME.fullmatch(announced[0]["id"]) and announced[0]["id"] == begun[0]["id"]


def test_long_occurrences_that_differ_at_their_end_alone_are_two_breaks() -> None:
    names = [f"run.1.{'nested-' * 20}{letter}" for letter in "xy"]
    found = [AdBreaks().look(RUNDOWN, told("film", 0) | {"now": {"item": "spot", "occurrence": one, "start_frame": 9}},
                             CLOCK, 9) for one in names]  # fmt: skip
    assert found[0] and found[1] and found[0][0]["id"] != found[1][0]["id"]


# -- from the rule to the playlist -----------------------------------------------------------------


class RundownOnAir(Air):
    """A writer of HLS that is told of the breaks of a rundown which plays by itself."""

    def __init__(self, folder: Path, show: OnAir, breaks: list[Planned]) -> None:
        self.show, self.near = show, AdBreaks()
        super().__init__(folder, show.clock.rate, breaks)

    def _tells(self) -> None:
        while self.show.frame < self.frame + ENCODER:
            self.show.run_frame()
            told = self.show.playout.told(self.show.frame)
            near = self.near.look(self.show.playout.known, told, self.show.clock, self.show.frame)
            if near is not None:
                self.hls.take_breaks(near)


def test_a_break_by_rule_is_announced_in_hls_before_it_begins_with_its_planned_length(tmp_path: Path) -> None:
    items: dict[str, Any] = {name: {"length_s": 15.0} for name in "abc"}
    items |= {name: {"length_s": 4.0, "group": "breaks"} for name in "xy"}
    rule = {"spots": ["x", "y"], "every_s": 25.0}
    rundown = read_rundown({"id": "run", "order": ["a", "b", "c"], "items": items, "breaks": rule, "rounds": 0})
    show = OnAir(rundown, CLOCK)
    show.do("start")
    times = [(30, 38), (68, 76)]  # seconds: after b, and after a of the second round
    air = RundownOnAir(tmp_path, show, [Planned("", a * 30, 240, a * 30, b * 30) for a, b in times])
    air.until(90 * 30)
    found = [(float(start) - air.date(0), float(end) - air.date(0)) for start, end in air.player.over()]
    assert [(round(start, 2), round(end, 2)) for start, end in found] == times
    assert air.player.announced_late() == []
    for start, _ in times:
        segments, tags = next(
            (version.segments, tags)
            for version in air.player.versions
            for tags in version.breaks.values()
            if _starts(tags, air, start)
        )
        assert segments[-1].ends <= seconds(tags["START-DATE"]) and tags["PLANNED-DURATION"] == "8.000"


def _starts(tags: dict[str, str], air: Air, second: int) -> bool:
    return abs(float(seconds(tags["START-DATE"])) - air.date(second * 30)) < 0.01
