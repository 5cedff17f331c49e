"""A carousel with an engine that obeys: what airs is what was planned, and what it does when it cannot be."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from mixer.core.rundown import Playout, plan
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, mixed, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")
AT_1_MIN = "2026-11-22T00:01:00"


def on_air(
    items: dict[str, dict[str, Any]], seconds: float = 0, engine: dict[str, Any] | None = None, **fields: Any
) -> OnAir:
    """A rundown that was started on frame 0, after so many seconds."""
    show = OnAir(rundown_of(items, **fields), MIDNIGHT, **(engine or {}))
    show.do("start")
    show.run_to(seconds)
    return show


# -- planned and aired -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_what_airs_is_what_the_dry_run_said(seed: int) -> None:
    random = Random(seed)
    rundown = rundown_of(**mixed(random, "UTC", ["2026-11-22"], count=30, daily=12))
    clock = clock_at("2026-11-22T00:00:00", Fraction(5))
    show = OnAir(rundown, clock)
    show.do("start")
    show.run_to(3600)
    said = [(each.item, each.start_frame) for each in plan(rundown, clock, 0, show.frame) if not each.trouble]
    aired = [(run["item"], run["start_frame"]) for run in show.runs if run["end_frame"] > run["start_frame"]]
    assert aired == said[: len(aired)] and len(said) - len(aired) <= 1 and len(aired) > 25


def test_the_engine_is_told_what_begins_within_ten_seconds_and_no_more_than_three() -> None:
    show = on_air(letters("abc", length_s=30))
    assert [line["item"] for line in told(show)["items"]] == ["a"]
    show.run_to(19)
    assert [line["item"] for line in told(show)["items"]] == ["a"]
    show.run_to(21)
    assert [line["item"] for line in told(show)["items"]] == ["a", "b"]
    short = on_air(letters("abcdefgh", length_s=1))
    assert [line["item"] for line in told(short)["items"]] == ["a", "b", "c", "d"]
    filled = on_air(letters("abcdefgh", length_s=1) | {"f": item()}, fillers=["f"])
    assert [line["item"] for line in told(filled)["items"]] == ["a", "b", "c"]
    assert told(filled)["fallback"]["item"] == "f"


def told(show: OnAir) -> dict[str, Any]:
    """What the engine has been told last."""
    show.run_frame()
    return show.engine.told


def test_nothing_is_told_twice() -> None:
    show = on_air(letters("abc", length_s=30), 1)
    assert [show.playout.line_up(frame) for frame in range(show.frame, show.frame + 300)] == [None] * 300


def test_what_follows_is_told_to_begin_with_the_end_of_the_one_before_and_a_time_on_its_frame() -> None:
    show = on_air(letters("ab", length_s=5) | {"n": fixed("2026-11-22T00:00:12")}, 3)
    lines = {line["item"]: line for line in told(show)["items"]}
    assert (lines["a"]["start_frame"], lines["b"]["start_frame"]) == (0, None)
    assert (lines["a"]["frames"], lines["b"]["frames"]) == (None, None)
    show.run_to(6)
    assert {line["item"]: line["start_frame"] for line in told(show)["items"]}["n"] == 360


def test_a_file_that_is_longer_than_it_was_said_moves_what_follows_but_no_time() -> None:
    items = letters("ab") | {"n": fixed(AT_1_MIN)}
    show = on_air(items, 100, {"true_s": {"a": 11.0}})
    assert show.aired[:4] == [("a", 0), ("b", 11), ("", 21), ("n", 60)]
    assert ("a", "duration_discrepancy") in show.statuses and ("b", "aired") in show.statuses


def test_what_is_told_of_an_item_is_how_it_begins() -> None:
    items = letters("a") | {"b": item(transition_ms=500), "c": item(follows_on=True), "d": item(4, repeat=2)}
    show = on_air(items | {"e": item(60, duration_s=5)}, 31)
    lines = {line["item"]: line for line in told(show)["items"]}
    assert lines["d"]["frames"] == 240 and lines["e"]["frames"] == 150  # not what its source alone says
    early = {line["item"]: line for line in told(on_air(items, 12))["items"]}
    assert early["b"]["transition"] == {"kind": "mix", "duration_ms": 500} and early["c"]["follows_on"]
    assert early["b"]["show"] == {} and early["b"]["scene"] == early["b"]["source"] == "s"
    assert show.aired[:3] == [("a", 0), ("b", 9.5), ("c", 19.5)]


def test_a_rundown_that_stops_at_its_end_plays_its_last_item_to_the_end() -> None:
    show = on_air(letters("ab"), 25, at_end="stop")
    assert show.aired == [("a", 0), ("b", 10)] and show.runs[-1]["end_frame"] == 600
    state = show.playout.told(show.frame)
    assert state is not None and state["state"] == "ended"
    assert show.engine.told["takes"] is False


def test_what_follows_is_planned_from_where_it_is() -> None:
    show = on_air(letters("abcdef") | {"n": fixed(AT_1_MIN)}, 25)
    show.do("skip")
    said = [
        (each.item, each.start_frame) for each in plan(show.rundown, MIDNIGHT, show.frame, 3000, show.playout.state)
    ]
    show.run_to(100)
    assert said[:6] == [(run["item"], run["start_frame"]) for run in show.runs if run["end_frame"] > 600][:6]


# -- what fails ------------------------------------------------------------------------------------


def test_what_cannot_be_opened_is_replaced_by_its_backup_and_what_follows_starts_when_it_was_to() -> None:
    items = letters("a") | {"x": item(backup="y"), "b": item(), "y": item(6)}
    show = on_air(items | {"f": item()}, 45, {"broken": {"x"}}, fillers=["f"])
    assert show.aired[:4] == [("a", 0), ("y", 10), ("f", 16), ("b", 20)]
    assert ("x", "missing_content") in show.statuses and ("y", "content_discrepancy") in show.statuses
    assert [event["text"] for event in show.events if event["event"] == "item_failed"] == ["broken"]


def test_without_a_backup_the_filler_plays_and_without_a_filler_the_standby() -> None:
    items = letters("a") | {"x": item()} | letters("b")
    assert on_air(items | {"f": item(60)}, 31, {"broken": {"x"}}, fillers=["f"]).aired[:2] == [("a", 0), ("f", 10)]
    shown = on_air(items, 31, {"broken": {"x"}}, standby={"show": {}, "scene": "s"})
    assert shown.aired[:3] == [("a", 0), ("", 10), ("b", 20)]


def test_what_is_not_ready_in_its_time_is_passed_by_and_what_follows_plays() -> None:
    show = on_air(letters("abc", length_s=3) | {"f": item(60)}, 2, fillers=["f"])
    never = {line["occurrence"]: 10**6 for line in told(show)["items"] if line["item"] == "b"}
    show.engine.opened |= never
    show.run_to(10)
    assert show.aired[:2] == [("a", 0), ("f", 3)] and show.engine.pictures[6 * 30] == "c"
    assert ("b", "technical_difficulty") in show.statuses


def test_three_failures_in_ten_seconds_are_followed_by_ten_seconds_of_filler() -> None:
    items = letters("abcdefg", length_s=3) | {"f": item(60)}
    show = on_air(items, 40, {"broken": {"b", "c", "d"}}, fillers=["f"])
    assert show.aired[:2] == [("a", 0), ("f", 3)]
    assert all(run["end_frame"] - run["start_frame"] >= 300 for run in show.runs[1:2] if run["item"] == "f")


# -- commands --------------------------------------------------------------------------------------


def test_a_skip_goes_to_the_next_on_the_next_frame() -> None:
    show = on_air(letters("abc"), 4)
    show.do("skip", by="Ada")
    show.run_to(20)
    assert show.aired == [("a", 0), ("b", 4 + 1 / 30)]
    assert (show.runs[0]["status"], show.runs[0]["by"]) == ("skipped_by_operator", "Ada")


def test_a_skip_can_be_undone_until_it_begins() -> None:
    show = on_air(letters("abc"), 4, {"opening_frames": 60})
    show.do("skip")
    show.playout.line_up(show.frame)
    show.do("unskip")
    show.run_to(25)
    assert [name for name, _ in show.aired] == ["a", "b"] and show.aired[1][1] >= 10


def test_a_jump_passes_what_stands_between() -> None:
    show = on_air(letters("abcde"), 4)
    show.do("jump", item="d", by="Ada")
    show.run_to(20)
    assert show.aired[:2] == [("a", 0), ("d", 4 + 1 / 30)]
    assert [each for each in show.statuses if each[0] in "abc"] == [
        ("a", "skipped_by_operator"),
        ("b", "skipped_by_operator"),
        ("c", "skipped_by_operator"),
    ]
    assert {each["by"] for each in show.runs if each["status"] == "skipped_by_operator"} == {"Ada"}


def test_a_jump_starts_a_manual_item_and_so_does_a_skip_that_waits_for_it() -> None:
    items = letters("a") | {"m": item(mode="manual")} | letters("b") | {"f": item(60)}
    show = on_air(items, 15, fillers=["f"])
    show.do("skip")
    show.run_to(40)
    assert [name for name, _ in show.aired] == ["a", "f", "m", "b"]


def test_nothing_begins_by_itself_while_it_is_held_and_then_the_newest_that_is_due() -> None:
    items = {"a": item(20), "n": fixed("2026-11-22T00:00:30"), "m": fixed("2026-11-22T00:00:40", length_s=300)}
    show = on_air(items, 10)
    show.do("hold", on=True)
    show.run_to(50)
    assert show.aired == [] and told(show)["items"][0]["frames"] > 10**6
    assert told(show)["fallback"] is None
    show.do("hold", on=False)
    show.run_to(55)
    assert show.aired == [("a", 0)] and ("n", "did_not_air") in show.statuses
    assert show.playout.told(show.frame)["now"]["item"] == "m"  # type: ignore[index]


def test_what_was_held_beyond_its_end_is_followed_by_the_next_when_it_is_let_go() -> None:
    show = on_air(letters("ab"), 5)
    show.do("hold", on=True)
    show.run_to(20)
    show.do("hold", on=False)
    show.run_to(32)
    assert show.aired == [("a", 0), ("b", 20 + 1 / 30)]


def test_an_insert_now_airs_when_it_is_ready_and_gives_back_what_it_interrupted() -> None:
    show = on_air(letters("ab", length_s=20) | {"i": item(5, mode="insert")}, 10, {"opening_frames": 15})
    show.do("insert", item="i")
    show.run_to(60)
    begins, ends = 10 + 15 / 30, 20 + 15 / 30  # the first opens as long
    assert show.aired[:4] == [("a", 0.5), ("i", begins), ("a", begins + 5), ("b", ends + 5)]
    assert ("i", "inserted_by_operator") in show.statuses
    resumed = [run for run in show.runs if run["item"] == "a"][1]
    assert resumed["status"] == "joined_in_progress" and "~2." in resumed["occurrence"]


def test_an_extension_moves_the_end_of_what_plays_or_the_time_that_would_end_it() -> None:
    show = on_air(letters("ab"), 5)
    show.do("extend", seconds=3)
    show.run_to(30)
    assert show.aired[:2] == [("a", 0), ("b", 13)]
    live = on_air({"a": item(None, live=True), "n": fixed(AT_1_MIN), "m": fixed("2026-11-22T00:02:00")}, 55)
    live.do("extend", seconds=30)
    live.run_to(140)
    assert live.aired[:2] == [("a", 0), ("n", 90)] and ("m", 120) in live.aired + [(live.playout.state.on.item, 120)]  # type: ignore[union-attr]


# -- who has the programme -------------------------------------------------------------------------


def test_a_director_takes_over_and_the_clock_runs_on() -> None:
    show = on_air(letters("abcdef"), 5)
    show.engine.cut(show.frame)
    show.run_to(25)
    assert told(show)["takes"] is False
    state = show.playout.told(show.frame)
    assert state is not None and (state["state"], state["now"]["item"], state["has_programme"]) == (
        "preempted",
        "c",
        False,
    )
    assert show.aired == [("a", 0), ("a", 5), ("b", 10)]
    assert {status for _, status in show.statuses} == {"preempted"}


@pytest.mark.parametrize(("where", "then"), [("clock", ("c", "d")), ("left", ("a", "b"))])
def test_what_is_handed_back_is_at_the_clocks_place_or_where_it_was_left(where: str, then: tuple[str, str]) -> None:
    show = on_air(letters("abcdef"), 5)
    show.engine.cut(show.frame)
    show.run_to(23)
    show.do("hand_back", where=where)
    show.run_to(33)
    assert show.engine.takes and show.playout.told(show.frame)["state"] == "playing"  # type: ignore[index]
    shown = [show.engine.pictures.get(frame) for frame in range(23 * 30 + 32, 33 * 30)]
    assert list(dict.fromkeys(shown)) == list(then)
    change = shown.index(then[1]) + 23 * 30 + 32
    assert change == (30 * 30 if where == "clock" else 23 * 30 + 1 + 5 * 30)


# -- restarts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("away_s", [0.3, 0.9, 1.5, 4])
def test_an_engine_that_comes_back_with_the_item_on_air_plays_it_on(away_s: float) -> None:
    """It has its desk from before: nothing is joined in the place of what is there already."""
    show = on_air(letters("abc"))
    show.run_to(3)
    while show.frame < (3 + away_s) * 30:
        show.playout.hear(None, show.frame)
        show.playout.told(show.frame)
        show.frame += 1
    show.playout.hear(show.engine.desk(show.frame), show.frame)
    show.run_to(32)
    assert show.aired == [("a", 0), ("b", 10), ("c", 20)] and {status for _, status in show.statuses} == {"aired"}
    assert [one["occurrence"] for one in show.engine.aired] == ["run.1.a", "run.1.b", "run.1.c"]


def test_a_driver_that_is_started_anew_finds_what_the_engine_has_on_air() -> None:
    show = on_air(letters("abcdef"), 17)
    before = show.playout.state
    show.restart()
    assert show.playout.state == before
    show.run_to(45)
    assert show.aired == [("a", 0), ("b", 10), ("c", 20), ("d", 30)]


@pytest.mark.parametrize(("away_s", "item"), [(0.4, "a"), (3, "a"), (9, "b"), (25, "c")])
def test_one_that_comes_back_with_nothing_joins_where_the_clock_is_by_then(away_s: float, item: str) -> None:
    show = on_air(letters("abcd"))
    show.run_to(3)
    while show.frame < (3 + away_s) * 30:
        show.playout.hear(None, show.frame)
        show.playout.told(show.frame)
        show.frame += 1
    show.engine.restart()
    show.playout.hear({"rundown": "", "takes": False, "takeovers": 0, "on_air": None}, show.frame)
    back = show.frame
    show.run_to(back / 30 + 1.5)
    on = show.engine.on
    assert on is not None and on["item"] == item and show.engine.on_frame <= back + 40
    assert on["position_s"] == pytest.approx(show.engine.on_frame / 30 % 10, abs=0.04)
    show.run_to(39)
    assert show.aired[-1] == ("c", 20) if item != "c" else show.aired[-1][0] == "c"


def test_an_engine_that_is_started_anew_joins_where_the_clock_says() -> None:
    show = on_air(letters("abcdef"), 13)
    show.engine.restart()
    show.run_to(16)
    shown = [show.engine.pictures.get(frame) for frame in range(13 * 30 + 45, 16 * 30)]
    assert set(shown) == {"b"}
    on = show.engine.on
    assert on is not None and on["position_s"] == pytest.approx((show.engine.on_frame - 300) / 30, abs=0.04)
    show.run_to(35)
    assert [(name, at) for name, at in show.aired if name == "c"] == [("c", 20)]


def test_after_a_crash_of_all_it_is_where_the_clock_says_that_it_should_be() -> None:
    show = on_air(letters("abcdefgh"), 13)
    show.restart(hears=False)
    show.engine.restart()
    show.frame = 47 * 30
    command = show.playout.line_up(show.frame)
    assert command is not None
    first = command["items"][0]
    assert (first["item"], first["start_frame"]) == ("e", 47 * 30 + 31)
    assert first["position_s"] == pytest.approx(7 + 31 / 30)


def test_a_start_that_was_missed_airs_late_from_its_beginning_unless_its_time_is_over() -> None:
    items = letters("abc", length_s=30) | {"n": fixed(AT_1_MIN, length_s=20), "d": item(100)}
    for wakes_at, expected in ((70, ("n", 0.0)), (100, ("d", 20 + 31 / 30))):
        show = on_air(items, 50)
        show.restart(hears=False)
        show.engine.restart()
        show.frame = wakes_at * 30
        command = show.playout.line_up(show.frame)
        assert command is not None
        assert (command["items"][0]["item"], command["items"][0]["position_s"]) == (
            expected[0],
            pytest.approx(expected[1]),
        )


# -- the wall clock --------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_starts_nothing_twice() -> None:
    show = on_air({"a": item(100), "n": fixed(AT_1_MIN), "b": item(5000)}, 65)
    show.playout.clock_is(clock_at("2026-11-21T23:55:00"), show.frame)
    show.run_to(65 + 400)
    assert [name for name, _ in show.aired].count("n") == 1


def test_a_clock_that_jumps_ahead_starts_the_newest_that_was_missed() -> None:
    show = on_air({"a": item(5000), "n": fixed(AT_1_MIN), "m": fixed("2026-11-22T00:30:00", length_s=3000)}, 10)
    show.playout.clock_is(clock_at("2026-11-22T00:40:00"), show.frame)
    show.run_to(12)
    assert show.engine.on is not None and show.engine.on["item"] == "m"
    assert ("n", "did_not_air") in show.statuses


def test_a_start_that_was_told_keeps_its_frame_when_the_clock_is_corrected() -> None:
    show = on_air({"a": item(100), "n": fixed(AT_1_MIN)}, 55)
    show.playout.clock_is(clock_at("2026-11-22T00:00:00.300"), show.frame)
    show.run_to(65)
    assert show.aired == [("a", 0)] and show.engine.on_frame == 1800


def test_before_it_is_started_it_says_nothing() -> None:
    playout = Playout(MIDNIGHT, rundown_of(letters("ab")))
    assert playout.line_up(5) is None and playout.told(5) is None and playout.state.running is False


def test_a_take_over_while_nothing_runs_is_known_to_the_next_start() -> None:
    playout = Playout(clock_at("2026-11-22T00:00:00"), rundown_of(letters("ab")))
    playout.hear({"rundown": "", "takes": False, "takeovers": 3, "on_air": None, "next": [], "aired": []}, 100)
    playout.obey({"verb": "start"}, 110)
    line_up = playout.line_up(110)
    assert line_up is not None and line_up["takeovers"] == 3


def test_what_did_not_reach_the_engine_is_told_again() -> None:
    playout = Playout(clock_at("2026-11-22T00:00:00"), rundown_of(letters("ab")))
    playout.obey({"verb": "start"}, 0)
    told = playout.line_up(0)
    assert told is not None and playout.line_up(1) is None
    playout.forget_told()
    assert playout.line_up(2) == told
