"""What is given up as recognition falls behind."""

from __future__ import annotations

from subtitles.policy.pressure import BEAM, LAG_S, STEP_S, TIMES, Costs, Pressure


def test_the_step_follows_the_cost_of_a_partial() -> None:
    pressure = Pressure()
    assert pressure.step_s == STEP_S
    pressure.passed(3.0, 1.2, beam=1, final=False, backlog_s=1.0)
    assert pressure.step_s == TIMES * 1.2
    pressure.passed(8.0, 4.0, beam=5, final=True, backlog_s=1.0)
    assert pressure.step_s == TIMES * 1.2


def test_partials_stop_when_a_pass_leaves_too_much_behind_and_come_back_when_it_is_cheap() -> None:
    pressure = Pressure()
    pressure.passed(3.0, 1.5, beam=1, final=False, backlog_s=3.1)
    assert not pressure.partials
    pressure.passed(3.0, 1.5, beam=1, final=True, backlog_s=1.0)
    assert not pressure.partials
    for _ in range(8):
        pressure.passed(3.0, 0.5, beam=1, final=True, backlog_s=1.0)
    assert pressure.partials


def test_finals_search_narrowly_when_six_seconds_are_waiting() -> None:
    assert (Pressure().beam(5.9), Pressure().beam(6.1)) == (BEAM, 1)


def test_what_a_pass_costs_at_once_and_for_each_second_is_learned() -> None:
    costs = Costs()
    for seconds in (1.0, 2.0, 4.0):
        costs.note(seconds, 0.5 + 0.25 * seconds)
    assert abs(costs.of(8.0) - 2.5) < 1e-9


def test_a_constant_cost_does_not_grow_with_the_sound() -> None:
    costs = Costs()
    for seconds in (1.0, 2.0, 4.0):
        costs.note(seconds, 2.0)
    assert costs.of(10.0) == 2.0


def test_pieces_are_so_short_that_their_own_cost_stays_within_the_lag() -> None:
    for cost in (0.5, 1.0, 1.5, 3.0):
        pressure = Pressure()
        for seconds in (1.0, 2.0, 3.0):
            pressure.passed(seconds, cost * seconds, beam=1, final=False, backlog_s=4.0)
        assert pressure.piece_s * (1 + cost) <= LAG_S
