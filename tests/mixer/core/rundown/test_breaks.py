"""Opening and closing films, and ad breaks by rule and on a cue: by frame numbers at 30 frames a second."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mixer.core.rundown import Occurrence, Playout, Rundown, plan, read_rundown
from mixer.errors import BadCommand
from tests.mixer.core.rundown.breaks_oracle import Oracle, Wanted
from tests.mixer.core.rundown.makers import RATE, clock_at, compiled, fixed, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")
AT_1_MIN = "2026-11-22T00:01:00"
FILMS = {"o": item(5), "c": item(4)}


def spot(length_s: float = 3.0, **fields: Any) -> dict[str, Any]:
    return item(length_s, group="breaks", **fields)


def with_breaks(items: dict[str, dict[str, Any]], every_s: float, **fields: Any) -> Rundown:
    """A rundown with a break of two spots by rule, three seconds each."""
    rule: dict[str, Any] = {name: fields.pop(name) for name in ("first_s", "take") if name in fields}
    spots: dict[str, dict[str, Any]] = fields.pop("spots", {"x": spot(), "y": spot()})
    order = [ident for ident in items if ident not in fields.get("fillers", ())]
    breaks = {"spots": list(spots), "every_s": every_s, **rule}
    return rundown_of(items | spots, order=order, breaks=breaks, **fields)


def with_films(items: dict[str, dict[str, Any]], **fields: Any) -> Rundown:
    return rundown_of(items | FILMS, order=list(items), opening=["o"], closing=["c"], **fields)


def planned(rundown: Rundown, seconds: float = 600) -> list[Occurrence]:
    return list(plan(rundown, MIDNIGHT, 0, int(seconds * RATE)))


def aired(rundown: Rundown, seconds: float = 600) -> list[tuple[str, float]]:
    return [(each.item, each.start_frame / 30) for each in planned(rundown, seconds) if not each.trouble]


def on_air(rundown: Rundown, seconds: float, **start: Any) -> OnAir:
    show = OnAir(rundown, MIDNIGHT)
    show.do("start", **start)
    show.run_to(seconds)
    return show


# -- films -----------------------------------------------------------------------------------------


def test_the_opening_plays_once_before_all_rounds_and_the_closing_once_after_them() -> None:
    assert aired(with_films(letters("ab"), rounds=2)) == [
        ("o", 0), ("a", 5), ("b", 15), ("a", 25), ("b", 35), ("c", 45), ("", 49),
    ]  # fmt: skip


def test_several_films_play_in_their_order_and_the_rundown_stops_after_them() -> None:
    items = {"a": item(), "o": item(2), "p": item(3), "c": item(1), "d": item(2)}
    rundown = rundown_of(items, order=["a"], opening=["o", "p"], closing=["c", "d"], at_end="stop")
    assert aired(rundown) == [("o", 0), ("p", 2), ("a", 5), ("c", 15), ("d", 16)]
    assert planned(rundown)[-1].end_frame == 18 * 30


@pytest.mark.parametrize("start", [{"item": "b"}, {"at": "clock"}])
def test_what_is_started_elsewhere_than_at_its_start_has_no_opening(start: dict[str, str]) -> None:
    show = on_air(with_films(letters("ab")), 0, **start)
    assert show.playout.state.on is not None and show.playout.state.on.item == start.get("item", "a")


def test_a_fixed_time_cuts_the_opening_and_comes_before_the_closing() -> None:
    rundown = with_films({"a": item(), "n": fixed("2026-11-22T00:00:02")})
    assert aired(rundown) == [("o", 0), ("n", 2), ("c", 12), ("", 16)]


def test_an_order_that_begins_anew_after_its_end_ends_with_the_closing_again() -> None:
    rundown = with_films({"n": fixed("2026-11-22T00:00:05", AT_1_MIN), "b": item()})
    times = planned(rundown)
    assert [each.item for each in times if not each.trouble] == ["o", "n", "b", "c", "", "n", "b", "c", ""]
    assert len({each.occurrence for each in times}) == len(times)


def test_a_soft_stop_goes_to_the_closing_film_at_once_and_then_the_rundown_has_ended() -> None:
    show = on_air(with_films(letters("ab") | {"n": fixed(AT_1_MIN)}, rounds=0), 18)
    show.do("stop", closing=True)
    show.run_to(90)
    told = show.playout.told(show.frame)
    assert [ident for ident, _ in show.aired] == ["o", "a", "b", "c"] and told is not None
    assert told["state"] == "ended" and told["fixed"] is None
    assert show.runs[-1]["end_frame"] - show.runs[-1]["start_frame"] == 4 * 30
    assert ("b", "skipped_by_operator") in show.statuses and ("c", "aired") in show.statuses


def test_a_soft_stop_without_a_closing_film_ends_at_once_as_the_rundown_says() -> None:
    show = on_air(rundown_of(letters("ab"), rounds=0, at_end="stop"), 5)
    show.do("stop", closing=True)
    show.run_to(7)
    told = show.playout.told(show.frame)
    assert not show.playout.state.running and told is not None and told["state"] == "ended"


def test_the_closing_film_comes_behind_what_is_handed_back_though_the_clock_was_past_it() -> None:
    show = on_air(with_films(letters("a")), 12)
    show.engine.cut(show.frame)
    show.run_to(25)
    show.do("hand_back", where="left")
    show.run_to(40)
    assert [ident for ident, status in show.statuses if status != "preempted"][-2:] == ["a", "c"]
    assert show.playout.told(show.frame)["state"] == "ended"  # type: ignore[index]


def test_a_closing_film_that_is_handed_back_where_it_was_left_comes_once() -> None:
    show = on_air(with_films(letters("a")), 17)
    show.engine.cut(show.frame)
    show.run_to(25)
    show.do("hand_back", where="left")
    show.run_to(40)
    last = show.runs[-1]
    assert (last["item"], last["start_frame"], last["end_frame"]) == ("c", 25 * 30 + 1, 27 * 30 + 1)


def test_after_a_soft_stop_nothing_follows_and_nothing_is_missed() -> None:
    show = on_air(with_films(letters("ab"), at_end="next", next="other"), 18)
    told = show.playout.told(show.frame)
    assert told is not None and told["then"] == "other"
    show.do("stop", closing=True)
    assert show.playout.wanted(show.frame) == ""
    show.followed_by(rundown_of(letters("x"), id="other"))
    show.run_to(40)
    told = show.playout.told(show.frame)
    assert [ident for ident, _ in show.aired] == ["o", "a", "b", "c"] and told is not None
    assert (told["rundown"], told["state"], told["then"]) == ("run", "ended", "")


def test_a_soft_stop_in_the_closing_film_does_not_cut_it() -> None:
    show = on_air(with_films(letters("a")), 16)
    show.do("stop", closing=True)
    show.run_to(30)
    assert show.aired[-1] == ("c", 15) and show.runs[-1]["status"] == "aired"


def test_a_soft_stop_can_be_taken_back_until_the_closing_film_begins() -> None:
    show = on_air(with_films(letters("ab")), 8)
    show.do("stop", closing=True)
    show.do("unskip")
    show.run_to(31)
    assert show.aired == [("o", 0), ("a", 5), ("b", 15), ("c", 25)]


def test_an_item_that_is_added_after_the_end_plays_and_the_closing_again() -> None:
    show = OnAir(with_films(letters("a")), MIDNIGHT, true_s={"b": 10})
    show.do("start")
    show.run_to(25)
    show.rundown = with_films(letters("ab"), revision=2)
    show.playout.load(show.rundown, show.frame)
    show.run_to(45)
    assert [ident for ident, _ in show.aired] == ["o", "a", "c", "", "b", "c"]


def test_a_closing_film_that_is_added_after_the_end_does_not_play() -> None:
    show = on_air(rundown_of(letters("a") | {"c": item(4)}, order=["a"]), 15)
    show.rundown = rundown_of(letters("a") | {"c": item(4)}, order=["a"], closing=["c"], revision=2)
    show.playout.load(show.rundown, show.frame)
    show.run_to(25)
    assert [ident for ident, _ in show.aired] == ["a"]


# -- breaks by rule --------------------------------------------------------------------------------


def test_a_break_comes_at_the_first_join_after_its_time_and_is_counted_from_its_end() -> None:
    assert aired(with_breaks(letters("abcdefg"), 25)) == [
        ("a", 0), ("b", 10), ("c", 20), ("x", 30), ("y", 33), ("d", 36), ("e", 46), ("f", 56), ("x", 66), ("y", 69),
        ("g", 72), ("", 82),
    ]  # fmt: skip


def test_the_first_break_may_have_a_time_of_its_own_and_none_follows_the_last_item() -> None:
    assert aired(with_breaks(letters("abc"), 20, first_s=5)) == [
        ("a", 0), ("x", 10), ("y", 13), ("b", 16), ("c", 26), ("", 36),
    ]  # fmt: skip


def test_breaks_take_the_next_spots_in_turn() -> None:
    rundown = with_breaks(letters("abcd"), 10, take=2, spots={"x": spot(), "y": spot(), "z": spot()})
    assert [ident for ident, _ in aired(rundown)] == list("axybzxcyzd") + [""]


def test_a_break_comes_between_rounds_too_and_every_airing_has_a_name_of_its_own() -> None:
    times = planned(with_breaks(letters("a"), 15, rounds=0), 120)
    assert [each.item for each in times][:8] == list("aaxyaaxy")
    assert len({each.occurrence for each in times}) == len(times)


def test_a_break_that_a_fixed_time_would_cut_waits_for_a_join_where_it_fits() -> None:
    items = {"a": item(56), "n": fixed(AT_1_MIN), "b": item()}
    assert aired(with_breaks(items, 20)) == [
        ("a", 0), ("", 56), ("n", 60), ("x", 70), ("y", 73), ("b", 76), ("", 86),
    ]  # fmt: skip


def test_a_break_fills_the_time_before_a_fixed_item_that_it_fits_into() -> None:
    items = {"a": item(50), "n": fixed(AT_1_MIN)}
    assert aired(with_breaks(items, 20)) == [("a", 0), ("x", 50), ("y", 53), ("", 56), ("n", 60), ("", 70)]


def test_a_time_that_waits_lets_the_last_spot_end_but_not_the_one_before_it() -> None:
    def items(length_s: float) -> dict[str, Any]:
        return {"a": item(length_s), "n": fixed(AT_1_MIN, late_s=5)}

    assert aired(with_breaks(items(56), 20))[:4] == [("a", 0), ("x", 56), ("y", 59), ("n", 62)]
    assert aired(with_breaks(items(58), 20))[:3] == [("a", 0), ("", 58), ("n", 65)]


def test_no_break_comes_within_one_file_nor_next_to_a_break_of_the_order_which_counts_as_one() -> None:
    items = letters("ab") | {"c": item(follows_on=True), "g": item(group="1"), "h": item(group="1")} | letters("def")
    assert [ident for ident, _ in aired(with_breaks(items, 15))] == list("abcghdexyf") + [""]


def test_no_break_comes_between_the_opening_and_the_first_item() -> None:
    rundown = read_rundown(
        compiled(letters("ab") | {"o": item(20), "x": spot()}, order=["a", "b"], opening=["o"],
                 breaks={"spots": ["x"], "every_s": 15})
    )  # fmt: skip
    assert [ident for ident, _ in aired(rundown)] == ["o", "a", "x", "b", ""]


def test_a_skip_in_a_break_goes_to_its_next_spot_and_a_jump_out_of_it() -> None:
    show = on_air(with_breaks(letters("abcd"), 5), 11)
    show.do("skip")
    show.run_to(12)
    show.do("jump", item="d")
    show.run_to(25)
    assert [ident for ident, _ in show.aired][:4] == ["a", "x", "y", "d"]
    assert ("c", "skipped_by_operator") in show.statuses


def test_an_insert_in_a_break_gives_back_to_its_spot_and_the_next_spot_follows() -> None:
    rundown = with_breaks(letters("ab") | {"i": item(2, mode="insert", starts=["2026-11-22T00:00:11"])}, 5)
    assert aired(rundown)[:6] == [("a", 0), ("x", 10), ("i", 11), ("x", 13), ("y", 15), ("b", 18)]


def test_a_break_of_which_a_spot_is_broken_is_passed_by_and_counts_as_one() -> None:
    show = on_air(with_breaks(letters("abcd", length_s=12), 10, take=1), 0)
    show.engine.broken = {"x"}
    show.run_to(50)
    assert [ident for ident, _ in show.aired] == ["a", "b", "y", "c"]
    assert ("x", "did_not_air") in show.statuses


@pytest.mark.parametrize("seed", range(40))
def test_breaks_fall_where_a_plain_oracle_says(seed: int) -> None:
    wanted, rundown = random_show(Random(seed))
    clock = clock_at("2026-11-22T00:00:00", RATE / 6)
    until = 1800
    begun = Oracle(wanted).until(until)
    said = [(each.start_frame, each.item) for each in plan(rundown, clock, 0, until) if not each.trouble]
    assert said == begun and sum(ident in wanted.spots for _, ident in begun) > 3


@pytest.mark.parametrize("seed", range(40, 52))
def test_on_air_and_after_restarts_breaks_fall_where_the_plan_says_also_after_a_hold(seed: int) -> None:
    random = Random(seed)
    held = range(random.randint(200, 300), random.randint(301, 420)) if seed % 2 else range(0)
    wanted, rundown = random_show(random, timed=not held)
    wanted.held = held
    show = OnAir(rundown, clock_at("2026-11-22T00:00:00", RATE / 6))
    show.do("start")
    while show.frame < 1000:
        if held and show.frame in (held.start, held.stop):
            show.do("hold", on=show.frame == held.start)
        if show.frame and random.random() < 0.02:
            show.restart()
        show.run_frame()
    begun = Oracle(wanted).until(1000)
    on_air = [(run["start_frame"], run["item"]) for run in show.runs if run["end_frame"] > run["start_frame"]]
    assert on_air == begun[: len(on_air)] and len(begun) - len(on_air) == 1


def random_show(random: Random, timed: bool = True) -> tuple[Wanted, Rundown]:
    """A rundown for ever with a rule, at 5 frames a second: as the oracle knows it, and compiled."""
    lasts = {ident: random.randint(10, 120) for ident in "abcdef"}
    spots = {ident: random.randint(5, 40) for ident in "xyz"}
    order = list(lasts)
    moments = sorted(random.sample(range(40, 1800, 37), 8)) if timed else []
    kinds = [random.choice("ni") for _ in moments]
    times = [frame for frame, kind in zip(moments, kinds, strict=True) if kind == "n"]
    inserts = [frame for frame, kind in zip(moments, kinds, strict=True) if kind == "i"]
    lasts |= {"n": random.randint(10, 60), "i": random.randint(5, 30)}
    order.insert(random.randrange(len(order)), "n")
    every, first, take = random.randint(50, 250), random.choice((None, 30)), random.choice((0, 1, 2))
    items = {ident: item(frames / 5) for ident, frames in lasts.items()} | {
        ident: spot(frames / 5) for ident, frames in spots.items()
    }
    items["n"] |= {"mode": "fixed", "starts": [_at(frame) for frame in times]}
    items["i"] |= {"mode": "insert", "starts": [_at(frame) for frame in inserts]}
    breaks = {"spots": list(spots), "every_s": every / 5, "take": take}
    breaks |= {} if first is None else {"first_s": first / 5}
    rundown = rundown_of(items, order=order, rounds=0, breaks=breaks)
    wanted = Wanted(5, lasts | spots, order, "n", times, "i", inserts, list(spots), every, first, take or 3)
    return wanted, rundown


def _at(frame: int) -> str:
    return f"2026-11-22T00:{frame // 300:02}:{frame % 300 / 5:04.1f}"


# -- breaks on a cue -------------------------------------------------------------------------------


def test_a_break_that_is_called_for_interrupts_and_gives_back() -> None:
    show = on_air(with_breaks(letters("ab", length_s=30), 0), 8)
    show.do("break")
    show.run_to(50)
    frame = 1 / 30
    assert show.aired[:4] == [("a", 0), ("x", 8 + frame), ("y", 11 + frame), ("a", 14 + frame)]
    assert show.statuses[:4] == [("a", "preempted"), ("x", "inserted_by_operator"), ("y", "inserted_by_operator"),
                                 ("a", "joined_in_progress")]  # fmt: skip
    assert show.runs[3]["end_frame"] - show.runs[3]["start_frame"] == (30 - 8) * 30 - 1


def test_near_the_end_of_a_file_it_comes_after_that_and_nothing_is_interrupted() -> None:
    show = on_air(with_breaks(letters("ab"), 0), 6)
    show.do("break")
    show.run_to(28)
    assert show.aired == [("a", 0), ("x", 10), ("y", 13), ("b", 16)]
    assert [status for _, status in show.statuses] == ["aired", "inserted_by_operator", "inserted_by_operator", "aired"]


def test_near_a_fixed_time_it_comes_at_once() -> None:
    show = on_air(with_breaks({"a": item(62), "n": fixed(AT_1_MIN), "b": item()}, 0), 58)
    show.do("break")
    show.run_to(61)
    assert show.aired[:2] == [("a", 0), ("x", 58 + 1 / 30)] and show.playout.state.on is not None
    assert show.playout.state.on.item == "n"


def test_after_the_last_item_it_comes_before_the_closing() -> None:
    rundown = read_rundown(
        compiled(letters("a") | {"x": spot(), "c": item(4)}, order=["a"], closing=["c"], breaks={"spots": ["x"]})
    )
    show = on_air(rundown, 7)
    show.do("break")
    show.run_to(30)
    assert show.aired == [("a", 0), ("x", 10), ("c", 13)]


def test_a_break_that_was_called_for_counts_for_the_rule() -> None:
    show = on_air(with_breaks(letters("abcdef"), 25), 6)
    show.do("break")
    show.run_to(60)
    assert [ident for ident, _ in show.aired] == list("axybcdxy")


@pytest.mark.parametrize(("seconds", "code"), [(5, ""), (11, "busy")])
def test_one_break_at_a_time_is_called_for(seconds: float, code: str) -> None:
    show = on_air(with_breaks(letters("ab"), 5), seconds)
    if not code:
        show.do("break")
    with pytest.raises(BadCommand, match="an ad break plays, or was asked for already"):
        show.do("break")


def test_a_rundown_without_a_break_says_so() -> None:
    with pytest.raises(BadCommand, match="its setting `breaks` is to name one"):
        on_air(rundown_of(letters("ab")), 1).do("break")


def test_a_director_who_hands_back_where_it_was_left_gets_the_rest_of_the_break() -> None:
    show = on_air(with_breaks(letters("ab", length_s=30), 0), 8)
    show.do("break")
    show.run_to(9)
    show.engine.cut(show.frame)
    show.run_to(40)
    show.do("hand_back", where="left")
    show.run_to(70)
    assert [ident for ident, _ in show.aired][-3:] == ["x", "y", "a"]


def test_spots_that_an_edit_took_away_play_no_more() -> None:
    show = on_air(with_breaks(letters("ab"), 5), 11)
    show.rundown = with_breaks(letters("ab"), 5, spots={"x": spot()}, revision=2)
    show.playout.load(show.rundown, show.frame)
    assert Playout(show.clock, show.rundown, show.entries).state.ahead == []
    show.run_to(25)
    assert [ident for ident, _ in show.aired] == ["a", "x", "b"]


def test_a_rule_without_spots_is_refused() -> None:
    with pytest.raises(ValueError, match="breaks: spots: expected one item or more"):
        read_rundown(compiled(letters("a"), breaks={"spots": [], "every_s": 60}))


def test_after_a_long_absence_breaks_are_where_the_plan_says() -> None:
    rundown, hours = with_breaks(letters("abc"), 25, rounds=0, take=1), 5 * 3600 * 30
    playout = Playout(MIDNIGHT, rundown)
    playout.obey({"verb": "start"}, 0)
    playout.told(hours)
    planned = [each for each in plan(rundown, MIDNIGHT, 0, hours + 1) if not each.trouble][-1]
    on = playout.state.on
    assert on is not None and (on.item, on.start_frame) == (planned.item, planned.start_frame)
