"""What airs when: each rule of the plan, by frame numbers at 30 frames a second from midnight UTC."""

from typing import Any

import pytest

from mixer.core.rundown import Occurrence, Rundown, plan
from tests.mixer.core.rundown.makers import RATE, clock_at, fixed, item, letters, rundown_of

MIDNIGHT = clock_at("2026-11-22T00:00:00")
DAY = 86_400 * 30
AT_1_MIN = "2026-11-22T00:01:00"


def planned(rundown: Rundown, seconds: float = 3600, frame: int = 0) -> list[Occurrence]:
    return list(plan(rundown, MIDNIGHT, frame, frame + int(seconds * RATE)))


def aired(rundown: Rundown, seconds: float = 3600) -> list[tuple[str, float]]:
    """What airs, and from which second on."""
    return [(each.item, each.start_frame / 30) for each in planned(rundown, seconds) if not each.trouble]


def troubles(rundown: Rundown) -> list[tuple[str, str]]:
    return [(each.item, each.trouble) for each in planned(rundown) if each.trouble]


def an(length_s: float | None = 10.0, **fields: Any) -> dict[str, Any]:
    return item(length_s, mode="insert", **fields)


# -- content first ---------------------------------------------------------------------------------


def test_items_begin_where_the_one_before_ends_and_the_standby_shows_at_the_end() -> None:
    assert aired(rundown_of(letters("ab"))) == [("a", 0), ("b", 10), ("", 20)]


def test_starts_are_sums_of_whole_frames() -> None:
    rundown = rundown_of({"a": item(1.02), "b": item(1.0163), "c": item(1)})
    assert [each.start_frame for each in planned(rundown)] == [0, 31, 31 + 30, 31 + 30 + 30]


def test_laps_and_lengths_given_by_hand_count() -> None:
    rundown = rundown_of({"a": item(2, repeat=3), "b": item(None, duration_s=5), "c": item(60, duration_s=5)})
    assert aired(rundown) == [("a", 0), ("b", 6), ("c", 11), ("", 16)]


def test_a_transition_takes_its_time_from_the_end_of_the_one_before() -> None:
    rundown = rundown_of({"a": item(transition_ms=500), "b": item(transition_ms=1000), "c": item()})
    assert aired(rundown) == [("a", 0), ("b", 9), ("c", 19), ("", 29)]


def test_what_airs_ends_where_the_next_begins() -> None:
    times = [each for each in planned(rundown_of(letters("abc"), rounds=0)) if not each.trouble]
    assert all(one.end_frame == other.start_frame for one, other in zip(times, times[1:], strict=False))


def test_rounds_are_counted_and_no_two_occurrences_have_one_name() -> None:
    rundown = rundown_of(letters("ab"), rounds=3)
    times = planned(rundown)
    assert [each.item for each in times] == ["a", "b"] * 3 + [""]
    assert [each.round for each in times] == [1, 1, 2, 2, 3, 3, 3]
    assert len({each.occurrence for each in times}) == 7


def test_a_rundown_that_stops_at_its_end_shows_nothing_after_it() -> None:
    assert aired(rundown_of(letters("ab"), at_end="stop")) == [("a", 0), ("b", 10)]


def test_an_empty_rundown_shows_the_standby() -> None:
    assert aired(rundown_of({}, rounds=0)) == [("", 0)]


def test_what_nobody_knows_the_end_of_lasts_until_a_time() -> None:
    assert aired(rundown_of({"a": item(None), "b": item(), "c": fixed(AT_1_MIN)})) == [("a", 0), ("c", 60), ("", 70)]


def test_what_loops_for_ever_lasts_until_a_time() -> None:
    assert aired(rundown_of({"a": item(7, repeat=0), "c": fixed(AT_1_MIN)})) == [("a", 0), ("c", 60), ("", 70)]


# -- time first ------------------------------------------------------------------------------------


def test_a_fixed_time_cuts_what_plays_and_what_stands_between_does_not_air() -> None:
    rundown = rundown_of({"a": item(50), "b": item(50), "c": item(), "n": fixed(AT_1_MIN), "d": item()})
    assert aired(rundown) == [("a", 0), ("b", 50), ("n", 60), ("d", 70), ("", 80)]
    assert troubles(rundown) == [("c", "did_not_air")]


def test_fillers_go_on_where_they_stopped() -> None:
    items = letters("a") | {"n": fixed(AT_1_MIN)} | letters("b")
    items["m"] = fixed("2026-11-22T00:01:40")
    rundown = rundown_of(items | {"f": item(30)}, fillers=["f"])
    assert aired(rundown) == [("a", 0), ("f", 10), ("f", 40), ("n", 60), ("b", 70), ("f", 80), ("f", 90), ("m", 100),
                              ("", 110)]  # fmt: skip
    assert [each.position_s for each in planned(rundown) if each.item == "f"] == [0, 0, 20, 0]


def test_without_fillers_the_standby_shows_until_the_time() -> None:
    assert aired(rundown_of(letters("a") | {"n": fixed(AT_1_MIN)})) == [("a", 0), ("", 10), ("n", 60), ("", 70)]


def test_a_gap_of_half_a_second_is_held_and_shows_nothing_else() -> None:
    rundown = rundown_of({"a": item(59.5), "n": fixed(AT_1_MIN), "f": item(3)}, fillers=["f"])
    assert aired(rundown) == [("a", 0), ("n", 60), ("", 70)]
    assert aired(rundown_of({"a": item(59.4), "n": fixed(AT_1_MIN)}))[1] == ("", 59.4)


@pytest.mark.parametrize(("late_s", "begins"), [(0, 60), (3, 63), (5, 65), (100, 65)])
def test_a_time_waits_as_long_as_it_says_for_what_plays_to_end(late_s: float, begins: float) -> None:
    rundown = rundown_of({"a": item(65), "n": fixed(AT_1_MIN, late_s=late_s)})
    assert aired(rundown) == [("a", 0), ("n", begins), ("", begins + 10)]


def test_the_next_round_goes_on_behind_a_time_that_comes_round() -> None:
    rundown = rundown_of({"n": fixed(AT_1_MIN, "2026-11-22T00:02:00"), "a": item(20), "b": item(100)}, rounds=0)
    assert aired(rundown, 150) == [("", 0), ("n", 60), ("a", 70), ("b", 90), ("n", 120), ("a", 130)]


def test_an_item_whose_times_are_over_or_days_away_is_passed_by() -> None:
    rundown = rundown_of({"a": item(), "n": fixed("2026-11-21T00:00:00", "2026-11-25T00:00:00"), "b": item()})
    assert aired(rundown) == [("a", 0), ("b", 10), ("", 20)]


def test_of_two_that_collide_the_higher_priority_airs_and_the_other_joins() -> None:
    one, other = fixed(AT_1_MIN, length_s=30), fixed(f"{AT_1_MIN}.900", priority=1)
    rundown = rundown_of({"a": item(100), "n": one, "m": other})
    assert aired(rundown) == [("a", 0), ("m", 60.9), ("n", 70.9), ("", 90)]
    joined = next(each for each in planned(rundown) if each.item == "n")
    assert (joined.why, joined.start_frame) == ("joined", 2127) and joined.position_s == pytest.approx(10.9)


def test_of_two_with_one_priority_the_upper_airs_and_the_shorter_does_not() -> None:
    rundown = rundown_of({"a": item(100), "n": fixed(AT_1_MIN), "m": fixed(AT_1_MIN, length_s=5)})
    assert [name for name, _ in aired(rundown)] == ["a", "n", ""]
    assert ("m", "did_not_air") in troubles(rundown)


def test_a_time_after_the_end_still_comes() -> None:
    assert aired(rundown_of({"n": fixed(AT_1_MIN), "a": item()})) == [("", 0), ("n", 60), ("a", 70), ("", 80)]


# -- inserts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("back", "after"),
    [
        ("resume", [("a", 70, 60.0), ("b", 110, 0.0)]),
        ("join", [("a", 70, 70.0), ("b", 100, 0.0)]),
        ("restart", [("a", 70, 0.0), ("b", 170, 0.0)]),
        ("next", [("b", 70, 0.0)]),
    ],
)
def test_an_insert_gives_back_what_it_interrupted(back: str, after: list[tuple[str, float, float]]) -> None:
    rundown = rundown_of({"a": item(100), "b": item(), "i": an(starts=[AT_1_MIN], back=back)})
    times = planned(rundown)[2 : 2 + len(after)]
    assert [(each.item, each.start_frame / 30, each.position_s) for each in times] == after


def test_what_is_live_is_joined_where_it_is_by_then() -> None:
    rundown = rundown_of({"a": item(100, live=True), "i": an(starts=[AT_1_MIN])})
    assert [(each.item, each.position_s) for each in planned(rundown)][2] == ("a", 70.0)


def test_an_insert_that_outlasts_what_it_interrupted_gives_back_to_what_would_be_on() -> None:
    rundown = rundown_of(letters("abcdefghi", length_s=10) | {"i": an(15, starts=["2026-11-22T00:00:05"], back="join")})
    assert aired(rundown)[:4] == [("a", 0), ("i", 5), ("c", 20), ("d", 30)]


def test_inserts_interrupt_inserts_three_deep() -> None:
    starts = [f"2026-11-22T00:00:{second:02}" for second in (2, 4, 6, 8)]
    inserts = {name: an(starts=[start]) for name, start in zip("ijkl", starts, strict=True)}
    rundown = rundown_of({"a": item(20)} | inserts)
    assert aired(rundown) == [("a", 0), ("i", 2), ("j", 4), ("k", 6), ("j", 16), ("i", 24), ("a", 32), ("", 50)]
    assert troubles(rundown) == [("l", "did_not_air")]


def test_a_time_ends_an_insert_and_nothing_is_given_back() -> None:
    items = {"a": item(200), "n": fixed(AT_1_MIN), "b": item(), "i": an(30, starts=["2026-11-22T00:00:50"])}
    assert aired(rundown_of(items)) == [("a", 0), ("i", 50), ("n", 60), ("b", 70), ("", 80)]


# -- breaks, manual items --------------------------------------------------------------------------


def test_a_break_airs_whole_or_not_at_all() -> None:
    items = {"a": item(45), "x": item(group="1"), "y": item(group="1"), "n": fixed(AT_1_MIN), "b": item()}
    assert aired(rundown_of(items)) == [("a", 0), ("", 45), ("n", 60), ("b", 70), ("", 80)]
    assert troubles(rundown_of(items)) == [("x", "did_not_air"), ("y", "did_not_air")]
    items["n"]["late_s"] = 5.0
    assert aired(rundown_of(items))[:4] == [("a", 0), ("x", 45), ("y", 55), ("n", 65)]


def test_the_order_waits_at_a_manual_item() -> None:
    items = letters("a") | {"m": item(mode="manual")} | letters("b") | {"n": fixed(AT_1_MIN), "f": item(35)}
    assert aired(rundown_of(items, fillers=["f"])) == [("a", 0), ("f", 10), ("f", 45), ("n", 60), ("", 70)]


# -- a thousand items ------------------------------------------------------------------------------


def test_a_day_of_a_thousand_short_items_is_planned_whole() -> None:
    rundown = rundown_of({f"i{number}": item(5) for number in range(1000)}, rounds=0)
    times = planned(rundown, 86_400)
    assert len(times) == 17_280 and times[-1].end_frame == DAY
