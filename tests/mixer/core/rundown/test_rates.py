"""A canvas that gets another rate of frames while a rundown runs: all is when it was to be, by the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from mixer.core.rundown import WallClock
from mixer.core.rundown.rates import counted_by
from mixer.core.rundown.state import State
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")
RATES = [Fraction(60), Fraction(25), Fraction(60000, 1001)]


def on_air(items: dict[str, Any], seconds: float, **fields: Any) -> OnAir:
    show = OnAir(rundown_of(items, **fields), MIDNIGHT)
    show.do("start")
    show.run_to(seconds)
    return show


def another_rate(show: OnAir, rate: Fraction) -> WallClock:
    """The engine counts at another rate from this frame on; what follows is the clock that whoever runs it reads."""
    since = show.frame
    show.engine.count_anew(rate, since)
    return WallClock(rate, Fraction(show.clock.utc_s(since)) - since / rate, since)


def run_on(show: OnAir, clock: WallClock, seconds: float) -> None:
    show.clock = clock
    show.playout.clock_is(clock, show.frame)
    while clock.utc_s(show.frame) < MIDNIGHT.utc_s(0) + seconds:
        show.run_frame()


def starts_s(show: OnAir) -> list[tuple[str, float]]:
    def since_s(run: dict[str, Any]) -> float:
        return round(datetime.fromisoformat(run["start_utc"]).timestamp() - MIDNIGHT.utc_s(0), 1)

    return [(run["item"], since_s(run)) for run in show.runs if run["end_frame"] > run["start_frame"]]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("one", [item(10), item(60, duration_s=10), item(5, repeat=2)])
def test_what_is_on_air_ends_at_its_time_and_what_follows_is_planned_at_the_new_rate(
    one: dict[str, Any], rate: Fraction
) -> None:
    show = on_air({name: one for name in "abcd"}, 13)
    run_on(show, another_rate(show, rate), 45)
    assert starts_s(show) == [("a", 0), ("b", 10), ("c", 20), ("d", 30)]
    lasted = [run["end_frame"] - run["start_frame"] for run in show.runs]
    assert all(abs(frames - 10 * rate) <= 1 for frames in lasted[2:])
    assert {status for _, status in show.statuses} == {"aired"}


@pytest.mark.parametrize("rate", RATES)
def test_a_fixed_time_and_what_an_insert_gives_back_keep_theirs(rate: Fraction) -> None:
    items = letters("a", length_s=40) | {"i": item(10, mode="insert")} | {"n": fixed("2026-11-22T00:01:00")}
    show = on_air(items, 15)
    show.do("insert", item="i")
    show.run_to(20)
    run_on(show, another_rate(show, rate), 75)
    assert starts_s(show)[:5] == [("a", 0), ("i", 15), ("a", 25), ("", 50), ("n", 60)]


@pytest.mark.parametrize("rate", RATES)
def test_a_break_by_rule_comes_as_long_after_the_last_one(rate: Fraction) -> None:
    items = letters("abcdefgh", length_s=5) | {"x": item(5, group="breaks")}
    show = on_air(items, 29, order=list("abcdefgh"), breaks={"spots": ["x"], "every_s": 12})
    run_on(show, another_rate(show, rate), 42)
    assert [start for start in starts_s(show) if start[0] == "x"] == [("x", 15), ("x", 35)]


def test_a_driver_that_is_started_anew_after_it_counts_what_its_journal_says_anew() -> None:
    show = on_air(letters("abcd"), 13)
    show.gather()
    clock = another_rate(show, Fraction(60))
    show.clock = clock
    show.restart()
    run_on(show, clock, 45)
    assert starts_s(show)[2:] == [("c", 20), ("d", 30)] and show.playout.state.rate == "60"


def test_a_journal_without_a_rate_is_taken_to_be_of_the_clocks() -> None:
    state = State(rundown="run", running=True, now_frame=90)
    assert counted_by(MIDNIGHT, state) == replace(state, rate="30")
