"""What a schedule asks for at a moment: each thing once, the newest of what is due, and nothing that is done with."""

from __future__ import annotations

from random import Random

import pytest

from studio.scheduling.due import LEAD_S, NOTHING, Do, Occurrence, asked, until, unwanted_by, wanted_by

NOW = 1_000_000.0


def at(seconds: float, do: Do = "start", entry: str = "") -> Occurrence:
    """An occurrence so many seconds from now."""
    return Occurrence(entry or f"sch_{do}", do, NOW + seconds)


START, STOP, STANDBY = at(-600), at(-300, "stop"), at(-100, "standby")


def test_nothing_is_asked_before_its_time_and_something_on_its_second() -> None:
    assert asked([at(0.1)], NOW, NOTHING, None).due is None
    assert asked([at(0)], NOW, NOTHING, None).due == at(0)
    assert asked([at(60), at(20, "stop")], NOW, NOTHING, None).coming == (at(20, "stop"), at(60))


def test_of_what_is_overdue_the_newest_decides_and_the_others_are_missed() -> None:
    found = asked([STANDBY, START, STOP], NOW, NOTHING, None)
    assert (found.due, found.missed) == (STANDBY, (START, STOP))


def test_of_one_moment_a_start_decides_over_a_stop() -> None:
    assert asked([at(0), at(0, "stop"), at(0, "standby")], NOW, NOTHING, None).due == at(0)


def test_what_is_done_with_is_never_asked_again_also_if_the_clock_is_set_back() -> None:
    assert asked([START], NOW, START.key, None).due is None
    assert asked([START, STOP], NOW, START.key, None).due == STOP
    back = NOW - 3600
    assert asked([START], back, START.key, None) == asked([], back, NOTHING, None)


def test_up_to_a_moment_all_is_done_with_also_what_is_of_that_very_moment() -> None:
    assert asked([at(0), at(0, "stop")], NOW, until(NOW), None).due is None
    assert asked([at(0)], NOW, until(None), None).due == at(0)


def test_a_stop_is_no_matter_to_a_show_that_a_person_started_later() -> None:
    assert asked([STOP], NOW, NOTHING, NOW - 200).due is None
    assert asked([STOP], NOW, NOTHING, NOW - 400).due == STOP
    assert asked([START], NOW, NOTHING, NOW - 200).due == START


# -- off air ---------------------------------------------------------------------------------------


def test_a_show_is_put_on_air_a_minute_ahead_of_its_start() -> None:
    assert wanted_by([at(LEAD_S + 1)], NOW, NOTHING) is None
    assert wanted_by([at(LEAD_S)], NOW, NOTHING) == at(LEAD_S)


def test_a_show_is_put_on_air_once_for_a_start() -> None:
    assert wanted_by([at(30)], NOW, until(NOW + 30)) is None
    assert wanted_by([at(30)], NOW, until(NOW)) == at(30)


def test_a_start_that_was_missed_is_taken_up_until_its_stop_has_come() -> None:
    assert wanted_by([START], NOW, NOTHING) == START
    assert wanted_by([START, STOP], NOW, NOTHING) is None
    assert wanted_by([START, STANDBY], NOW, NOTHING) == START  # it is on air, on its standby
    assert wanted_by([STOP, at(-200)], NOW, NOTHING) == at(-200)


def test_a_standby_puts_no_show_on_air() -> None:
    assert wanted_by([STANDBY], NOW, NOTHING) is None
    assert wanted_by([at(30, "standby"), at(40)], NOW, NOTHING) == at(40)


def test_a_start_behind_a_stop_that_is_still_to_come_waits_for_that() -> None:
    assert wanted_by([at(10, "stop"), at(40)], NOW, NOTHING) is None


def test_a_show_that_missed_its_stop_while_the_power_was_off_does_not_come_back() -> None:
    since = NOW - 3600
    assert unwanted_by([STOP], NOW, NOTHING, since) == STOP
    assert unwanted_by([STOP, STANDBY], NOW, NOTHING, since) == STOP
    assert unwanted_by([STOP, at(-200)], NOW, NOTHING, since) is None  # another start since
    assert unwanted_by([STOP], NOW, NOTHING, NOW - 200) is None  # started by hand since
    assert unwanted_by([STOP], NOW, STOP.key, since) is None


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_entries_and_however_often_one_looks_each_is_done_at_most_once_and_in_order(seed: int) -> None:
    random = Random(seed)
    kinds: list[Do] = ["start", "stop", "standby"]
    known = [at(random.randrange(600), random.choice(kinds), f"sch_{n}") for n in range(30)]
    now, settled, done = NOW, NOTHING, list[Occurrence]()
    while now < NOW + 700:
        due = asked(known, now, settled, None).due
        if due is not None:
            done.append(due)
            settled = due.key
        now += random.choice((0.0, 0.2, 1.0, 40.0, -5.0))  # the clock is read late, and set back
    assert [one.key for one in done] == sorted({one.key for one in done})
    assert done[-1] == max(known, key=lambda one: one.key)
