"""A rundown that another one follows: the join is one like any other, and all that is said is of the one that plays."""

from __future__ import annotations

from typing import Any

import pytest

from mixer.core.rundown import Playout, Rundown, plan
from mixer.core.rundown.state import Airing
from mixer.core.rundown.walk import Walk
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")


def followed(items: dict[str, Any], by: str = "other", **fields: Any) -> Rundown:
    return rundown_of(items, at_end="next", next=by, **fields)


def other(items: dict[str, Any], **fields: Any) -> Rundown:
    return rundown_of(items, **{"id": "other", "name": "Other", "revision": 4} | fields)


def on_air(first: Rundown, *others: Rundown, seconds: float = 0, **engine: Any) -> OnAir:
    show = OnAir(first, MIDNIGHT, **engine)
    show.followed_by(*others)
    show.do("start")
    show.run_to(seconds)
    return show


AB, XY = letters("ab"), letters("xy")


def test_what_follows_is_lined_up_before_the_last_item_ends() -> None:
    show = on_air(followed(AB), other(XY), seconds=12)
    lines = [(line["occurrence"], line["start_frame"]) for line in show.engine.told["items"]]
    assert lines == [("run.1.b", 300), ("other.2.x", None)]


def test_the_join_of_two_rundowns_loses_no_frame() -> None:
    show = on_air(followed(AB), other(XY), seconds=45, opening_frames=20)
    assert [run["start_frame"] for run in show.runs if run["item"]] == [20, 320, 620, 920]  # the first has to open
    assert all(show.engine.pictures.get(frame) for frame in range(20, 1220))


def test_what_airs_is_said_of_the_rundown_that_it_is_of() -> None:
    show = on_air(followed(AB), other(XY), seconds=45)
    said = [(run["rundown"], run["rundown_name"], run["item"], run["status"]) for run in show.runs]
    assert said[:3] == [("run", "Run", "a", "aired"), ("run", "Run", "b", "aired"), ("other", "Other", "x", "aired")]
    kinds = [(each["event"], each["rundown"], each["frame"]) for each in show.events if each["event"] in
             ("item_started", "ended")]  # fmt: skip
    assert ("ended", "run", 600) in kinds and ("item_started", "other", 600) in kinds


def test_consoles_are_told_of_the_one_that_plays() -> None:
    show = on_air(followed(AB), other(XY, rounds=0), seconds=15)
    before = show.playout.told(show.frame)
    show.run_to(25)
    after = show.playout.told(show.frame)
    assert before is not None and after is not None
    assert (before["rundown"], [each["item"] for each in before["next"]]) == ("run", ["x", "y", "x", "y", "x"])
    assert (after["rundown"], after["revision"], after["now"]["item"], after["rounds"]) == ("other", 4, "x", 0)
    assert show.playout.rundown is not None and show.playout.rundown.id == "other"


def test_two_that_follow_each_other_play_for_ever() -> None:
    show = on_air(followed(letters("a", length_s=2)), followed(letters("x", length_s=3), "run", id="other"), seconds=61)
    assert show.aired == [("ax"[n % 2], n // 2 * 5 + n % 2 * 2) for n in range(len(show.aired))]
    assert len(show.aired) > 20 and len({run["occurrence"] for run in show.runs}) == len(show.runs)


def test_a_rundown_may_follow_itself() -> None:
    show = on_air(followed(AB, "run"), seconds=55)
    assert show.aired == [("ab"[n % 2], n * 10) for n in range(5)]


def test_a_transition_into_the_next_rundown_takes_its_time_from_the_end_of_the_last() -> None:
    show = on_air(followed(AB), other({"x": item(transition_ms=1000)} | letters("y")), seconds=35)
    assert show.aired[:3] == [("a", 0), ("b", 10), ("x", 19)]


def test_a_skip_of_the_last_item_goes_to_the_next_rundown() -> None:
    show = on_air(followed(AB), other(XY), seconds=14)
    show.do("skip")
    show.run_to(30)
    assert show.aired[:3] == [("a", 0), ("b", 10), ("x", 14 + 1 / 30)]


def test_what_is_asked_after_the_join_is_asked_of_the_one_that_plays() -> None:
    show = on_air(followed(AB), other(letters("xyz")), seconds=22)
    show.do("jump", item="z")
    show.run_to(40)
    assert [name for name, _ in show.aired][:4] == ["a", "b", "x", "z"]


def test_a_fixed_time_of_the_one_that_follows_holds_from_its_beginning_on() -> None:
    show = on_air(followed(AB), other({"n": fixed("2026-11-22T00:00:05", "2026-11-22T00:00:25")} | XY), seconds=42)
    assert show.aired == [("a", 0), ("b", 10), ("", 20), ("n", 25)]


def test_a_live_source_at_the_end_has_what_follows_ready() -> None:
    show = on_air(followed(letters("a") | {"l": item(None, live=True)}), other(XY), seconds=15)
    assert [line["item"] for line in show.engine.told["items"]] == ["l", "x"]


def test_what_follows_is_asked_for_a_minute_before() -> None:
    show = on_air(followed(letters("abc", length_s=60)))
    assert show.playout.wanted(0) == ""
    show.run_to(118)
    assert show.playout.wanted(show.frame) == ""
    show.run_to(121)
    assert show.playout.wanted(show.frame) == "other"
    show.followed_by(other({}))
    assert show.playout.wanted(show.frame) == "other"  # nothing is in it
    show.followed_by(other(XY))
    assert show.playout.wanted(show.frame) == ""


def test_a_chain_of_short_ones_is_asked_for_to_its_end() -> None:
    show = on_air(followed(AB), followed(XY, "third", id="other"))
    assert show.playout.wanted(show.frame) == "third"


@pytest.mark.parametrize("items", [
    letters("a") | {"m": item(mode="manual")}, letters("a") | {"l": item(None, live=True), "m": item(None, live=True)},
])  # fmt: skip
def test_what_waits_for_somebody_is_looked_at_no_further(
    monkeypatch: pytest.MonkeyPatch, items: dict[str, Any]
) -> None:
    show = on_air(followed(items), seconds=12)
    step, steps = Walk.step, list[Walk]()

    def counted(walk: Walk) -> Airing | None:
        steps.append(walk)
        return step(walk)

    monkeypatch.setattr(Walk, "step", counted)
    assert show.playout.wanted(show.frame) == "" and len(steps) < 5
    show.do("skip")
    assert show.playout.wanted(show.frame) == "other"


@pytest.mark.parametrize("follows", [[], [other({})]])
def test_where_what_follows_is_missing_or_empty_the_standby_shows_until_it_is_there(follows: list[Rundown]) -> None:
    show = on_air(followed(AB), *follows, seconds=25)
    state = show.playout.told(show.frame)
    assert state is not None and state["state"] == "ended"
    show.followed_by(other(XY))
    show.run_to(40)
    assert [(name, round(at)) for name, at in show.aired] == [("a", 0), ("b", 10), ("", 20), ("x", 25)]


def test_rundowns_with_nothing_to_play_follow_each_other_to_an_end() -> None:
    gone = {"n": fixed("2020-01-01T00:00:00")}
    show = on_air(followed(AB), followed(gone, "third", id="other"), followed(gone, "other", id="third"), seconds=25)
    state = show.playout.told(show.frame)
    assert state is not None and state["state"] == "ended"


def test_an_edit_of_what_follows_is_played() -> None:
    show = on_air(followed(AB), other(XY), seconds=8)
    show.followed_by(other(letters("zxy"), revision=5))
    show.run_to(35)
    assert [name for name, _ in show.aired][:3] == ["a", "b", "z"]


def test_the_first_of_what_follows_that_begins_while_it_is_deleted_leads_on() -> None:
    show = on_air(followed(AB), other(XY), seconds=19.9)
    while show.engine.on is None or show.engine.on["item"] != "x":
        show.engine.run(show.frame)
        show.frame += 1
    show.followed_by(other(letters("zy"), revision=5))
    show.run_to(51)
    assert show.aired == [("a", 0), ("b", 10), ("x", 20), ("z", 30), ("y", 40)]


def test_what_follows_plays_though_the_first_of_it_is_broken() -> None:
    show = on_air(followed(AB), other(XY | {"f": item(60)}, fillers=["f"]), seconds=40, broken={"x"})
    assert show.aired == [("a", 0), ("b", 10), ("f", 20)]
    assert [run["rundown"] for run in show.runs if run["status"] == "missing_content"] == ["other"]


@pytest.mark.parametrize("at", [15, 20, 25])
def test_a_driver_that_is_started_anew_around_the_join_finds_what_is_on_air(at: int) -> None:
    show = on_air(followed(AB), other(XY), seconds=at)
    show.restart()
    show.run_to(45)
    assert show.aired[:3] == [("a", 0), ("b", 10), ("x", 20)]
    assert [run["rundown"] for run in show.runs[:3]] == ["run", "run", "other"]


def test_a_driver_that_was_away_over_the_join_finds_what_the_engine_has_gone_on_to() -> None:
    show = on_air(followed(AB), other(XY), seconds=15)
    show.gather()
    kept = show.playout.journal() or show.entries
    while show.frame < 23 * 30:
        show.engine.run(show.frame)
        show.frame += 1
    show.playout = Playout(MIDNIGHT, show.rundown, kept)
    show.playout.may_follow(show.others[0], show.frame)
    show.playout.hear(show.engine.desk(show.frame), show.frame)
    assert show.playout.state.rundown == "other"
    show.run_to(45)
    assert show.aired[:3] == [("a", 0), ("b", 10), ("x", 20)]


def test_a_director_who_takes_over_right_after_the_join_is_known_of() -> None:
    show = on_air(followed(AB), other(XY), seconds=20 + 1 / 30)
    show.engine.cut(show.frame)
    show.playout.hear(show.engine.desk(show.frame), show.frame)
    assert show.engine.told["rundown"] == "run" and show.playout.state.rundown == "other"
    assert not show.playout.state.takes


def test_the_dry_run_goes_over_the_chain() -> None:
    first, second = followed(AB), followed(XY, "run", id="other")
    said = [(each.item, each.start_frame) for each in plan(first, MIDNIGHT, 0, 1500, others=[second])]
    assert said == [(name, n * 300) for n, name in enumerate("abxya")]
    assert [each.item for each in plan(first, MIDNIGHT, 0, 1500)] == ["a", "b", ""]
