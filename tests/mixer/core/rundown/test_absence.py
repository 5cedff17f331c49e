"""Days in which nobody played: it is where the clock says, soon, and the log stays one that people can read."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from mixer.core.rundown import Playout, plan
from mixer.core.rundown.absence import SAID_MOST
from mixer.core.rundown.state import Airing
from mixer.core.rundown.walk import Walk
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, rundown_of

MIDNIGHT = clock_at("2026-11-22T00:00:00")
DAY = 86_400 * 30


def away(items: dict[str, Any], frames: int, **fields: Any) -> Playout:
    """One that was started at midnight and has been away for so many frames."""
    rundown = rundown_of(items, **fields)
    before = Playout(MIDNIGHT, rundown)
    before.obey({"verb": "start"}, 0)
    playout = Playout(MIDNIGHT, rundown, before.journal())
    playout.hear(None, frames)
    return playout


@pytest.mark.parametrize("fields", [{}, {"shuffle": 7}])
@pytest.mark.parametrize("count", [3, 150])
def test_after_days_it_is_where_the_plan_says(count: int, fields: dict[str, Any]) -> None:
    items = {f"i{n}": item(5 + n % 3) for n in range(count)}
    playout = away(items, 2 * DAY, rounds=0, **fields)
    said = list(plan(rundown_of(items, rounds=0, **fields), MIDNIGHT, 0, 2 * DAY + 1))[-1]
    on = playout.state.on
    assert on is not None and (on.item, on.start_frame, on.round) == (said.item, said.start_frame, said.round)
    assert playout.state.turn == said.round and on.occurrence == said.occurrence


def test_fixed_times_on_the_way_are_kept_to() -> None:
    hours = [f"2026-11-22T{hour:02}:10:00" for hour in range(24)]
    items = letters("abc", length_s=7) | {"n": fixed(*hours, length_s=60)}
    playout = away(items, DAY, rounds=0)
    said = list(plan(rundown_of(items, rounds=0), MIDNIGHT, 0, DAY + 1))[-1]
    on = playout.state.on
    assert on is not None and (on.item, on.start_frame) == (said.item, said.start_frame)


def test_so_many_rounds_end_when_they_are_over() -> None:
    playout = away(letters("ab"), 2 * DAY, rounds=1000)
    on = playout.state.on
    assert on is not None and (on.kind, on.why, on.start_frame) == ("standby", "ended", 1000 * 20 * 30)


def test_the_log_names_the_first_airings_and_then_says_how_many_there_were() -> None:
    playout = away(letters("ab"), DAY, rounds=0)
    runs = playout.as_run()
    assert len(runs) == SAID_MOST + 2
    folded = runs[-1]
    assert (folded["item"], folded["status"]) == ("", "did_not_air")
    assert folded["note"] == f"{8640 - SAID_MOST - 1} airings had their time while nothing played"
    assert all(one["end_frame"] == other["start_frame"] for one, other in pairwise(runs))
    on = playout.state.on
    assert on is not None and folded["end_frame"] == on.start_frame
    assert len(playout.events()) < 3 * SAID_MOST + 10


def test_a_short_absence_is_told_airing_by_airing() -> None:
    runs = away(letters("ab"), 60 * 30, rounds=0).as_run()
    assert [run["item"] for run in runs] == ["a", "b"] * 3


@pytest.mark.parametrize("newest", [[], ["2027-02-19T23:00:00"]])
def test_what_cannot_be_worked_out_in_time_goes_on_somewhere_at_once(newest: list[str]) -> None:
    hours = [f"2026-11-22T{hour:02}:00:00" for hour in range(24)]
    items = {f"i{n}": item(1.5) for n in range(900)} | {"n": fixed(*hours, *newest)}
    items |= {"x": item(5, mode="insert", starts=[f"2026-12-{d:02}T{h:02}:{m:02}:00" for d in range(1, 32)
                                                  for h in range(24) for m in range(0, 60, 10)])}  # fmt: skip
    before_s = time.process_time()
    playout = away(items, 90 * DAY, rounds=0)
    assert time.process_time() - before_s < 10
    on = playout.state.on
    assert on is not None and on.start_frame <= 90 * DAY < (on.end_frame or 0)
    runs = playout.as_run()
    assert any(run["note"].startswith("more than") for run in runs) and len(runs) <= 2 * SAID_MOST + 2


def test_consoles_are_told_nothing_new_before_the_engine_was_heard() -> None:
    rundown = rundown_of(letters("abc"))
    before = Playout(MIDNIGHT, rundown)
    before.obey({"verb": "start"}, 0)
    playout = Playout(MIDNIGHT, rundown, before.journal())
    told = playout.told(700)
    assert told is not None and told["now"]["item"] == "a" and playout.as_run() == []
    playout.hear(None, 700)
    told = playout.told(700)
    assert told is not None and told["now"]["item"] == "c"


@pytest.mark.parametrize("every_s", [0.0, 60.0])
def test_a_start_that_was_missed_for_days_is_taken_up_soon(every_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, step = [0], Walk.step

    def counted(walk: Walk) -> Airing | None:
        steps[0] += 1
        return step(walk)

    monkeypatch.setattr(Walk, "step", counted)
    items = letters("abc", length_s=5) | {"spot": item(5, group="breaks")}
    rundown = rundown_of(items, rounds=0, order=list("abc"), breaks={"spots": ["spot"], "every_s": every_s})
    playout = Playout(MIDNIGHT, rundown)
    playout.obey({"verb": "start", "begin_frame": 0}, 30 * DAY + 75)
    assert steps[0] < 20_000, "a month of it would be half a million"
    on = playout.state.on
    assert on is not None and on.start_frame == 30 * DAY + 75 + 30
    assert every_s or (on.item, on.position_s) == ("a", 3.5)


def test_of_the_starts_that_a_clock_jumped_over_those_of_a_day_are_told() -> None:
    minutes = [
        f"2026-11-{day}T{minute // 60:02}:{minute % 60:02}:00" for day in range(22, 30) for minute in range(1440)
    ]
    rundown = rundown_of(letters("ab", length_s=7) | {"n": fixed(*minutes[1:], length_s=5)}, rounds=0)
    playout = Playout(MIDNIGHT, rundown)
    playout.obey({"verb": "start"}, 0)
    playout.clock_is(replace(MIDNIGHT, zero_utc_s=MIDNIGHT.zero_utc_s + 7 * 86_400), 300)
    playout.told(600)
    missed = [run for run in playout.as_run() if run["status"] == "did_not_air" and run["item"] == "n"]
    assert 1430 < len(missed) <= 1440 and missed[0]["planned_utc"][:10] == "2026-11-28"
