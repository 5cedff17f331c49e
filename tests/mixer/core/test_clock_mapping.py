"""Live clocks: the buffer hides jitter, a stall is skipped, jumps begin anew, drift is followed."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixer.core.clock_mapping import SLEW, ClockMapping

BUFFER_S = 0.3
FRAME_S = 0.04


@dataclass(frozen=True)
class Shown:
    pts_s: float
    arrived_s: float
    due_s: float

    @property
    def spare_s(self) -> float:
        return self.due_s - self.arrived_s


def shown(packets: Iterable[tuple[float, float]], arrival: ClockMapping | None = None) -> list[Shown]:
    arrival = arrival or ClockMapping(BUFFER_S)
    return [Shown(pts, arrived, arrival.due(pts, arrived)) for pts, arrived in packets]


def steady(
    seconds: float, start_pts: float = 0.0, start_s: float = 100.0, step_s: float = FRAME_S
) -> Iterator[tuple[float, float]]:
    for index in range(round(seconds / step_s)):
        yield start_pts + index * step_s, start_s + index * step_s


def with_jitter(
    packets: Iterable[tuple[float, float]], jitter_s: float, seed: int = 1
) -> Iterator[tuple[float, float]]:
    chance, last = random.Random(seed), 0.0
    for pts, arrived in packets:
        last = max(last, arrived + chance.uniform(0, jitter_s))  # TCP never reorders
        yield pts, last


def test_a_steady_source_is_due_one_buffer_after_it_arrives() -> None:
    assert all(one.spare_s == pytest.approx(BUFFER_S) for one in shown(steady(20)))


@given(st.floats(0, 0.28), st.integers(0, 1000))
def test_jitter_below_the_buffer_is_absorbed(jitter_s: float, seed: int) -> None:
    played = shown(with_jitter(steady(30), jitter_s, seed))[50:]
    steps = [after.due_s - before.due_s for before, after in zip(played, played[1:], strict=False)]
    assert all(one.spare_s >= -0.005 for one in played)
    assert all(abs(step - FRAME_S) <= SLEW * (FRAME_S + jitter_s) + 1e-9 for step in steps)


def test_a_burst_after_a_stall_is_late_and_what_follows_is_not() -> None:
    before = list(steady(10))
    stalled = [(pts, 115.0) for pts, _ in steady(5, 10.0, 110.0)]
    after = list(steady(10, 15.0, 115.0))
    played = shown(before + stalled + after)
    burst, later = played[len(before) : -len(after)], played[-len(after) :]
    assert all(one.spare_s < 0 for one in burst[: round(4.6 / FRAME_S)])
    assert all(one.spare_s == pytest.approx(BUFFER_S, abs=1e-6) for one in later)


def test_the_cached_pictures_a_server_sends_first_are_skipped() -> None:
    cached = [(pts, 100.0) for pts, _ in steady(2)]
    played = shown(cached + list(steady(5, 2.0, 100.0)))
    assert all(one.spare_s == pytest.approx(BUFFER_S, abs=0.04) for one in played[len(cached) :])


@pytest.mark.parametrize("restart_pts", [0.0, 3.0, 95_443.7, -7.0])
def test_timestamps_that_jump_begin_anew(restart_pts: float) -> None:
    first = list(steady(10, 20.0))
    played = shown(first + list(steady(10, restart_pts, 110.0)))
    assert all(one.spare_s == pytest.approx(BUFFER_S, abs=1e-6) for one in played)


def test_a_33_bit_wrap_goes_unnoticed() -> None:
    wrap = 2**33 / 90_000
    packets = [(pts % wrap, arrived) for pts, arrived in steady(20, wrap - 10)]
    assert all(one.spare_s == pytest.approx(BUFFER_S, abs=1e-6) for one in shown(packets))


def test_sound_and_picture_cross_a_jump_each_in_its_turn() -> None:
    arrival = ClockMapping(BUFFER_S)
    for pts, arrived in steady(5, 50.0):
        arrival.observe(pts, arrived)
    new = arrival.observe(0.0, 105.0)
    old = arrival.observe(54.98, 105.0)
    assert new is not old
    assert arrival.observe(0.04, 105.04) is new
    assert new.due(0.0) == pytest.approx(105.3)
    assert old.due(54.98) == pytest.approx(105.28)


def test_silence_in_step_with_the_clock_is_no_jump() -> None:
    arrival = ClockMapping(BUFFER_S)
    first = arrival.observe(0.0, 100.0)
    assert arrival.observe(60.0, 160.0) is first


def test_a_path_that_becomes_slower_for_good_gets_a_new_anchor() -> None:
    slower = [(pts, arrived + 0.8) for pts, arrived in steady(10, 10.0, 110.0)]
    played = shown(list(steady(10)) + slower)
    assert all(one.spare_s == pytest.approx(BUFFER_S, abs=1e-6) for one in played[-200:])
    late = [one for one in played if one.spare_s < 0]
    assert len(late) * FRAME_S <= 1.1


@pytest.mark.parametrize("ppm", [200, -200])
def test_drift_is_followed_smoothly_for_an_hour(ppm: int) -> None:
    drifting = ((pts, 100 + (arrived - 100) * (1 + ppm / 1e6)) for pts, arrived in steady(3600))
    played = shown(with_jitter(drifting, 0.02))[100:]
    steps = [after.due_s - before.due_s for before, after in zip(played, played[1:], strict=False)]
    assert all(abs(one.spare_s - BUFFER_S) < 0.03 for one in played)
    assert all(step == pytest.approx(FRAME_S, abs=SLEW * FRAME_S * 2) for step in steps)


def test_the_rate_says_how_much_sound_is_bent() -> None:
    arrival = ClockMapping(BUFFER_S)
    stretch = arrival.observe(0.0, 100.0)
    for pts, arrived in steady(30, 0.04, 100.04):
        stretch = arrival.observe(pts, 100 + (arrived - 100) * 1.001)
    assert stretch.rate == pytest.approx(1.001, abs=0.0005)
    assert 1 - SLEW <= stretch.rate <= 1 + SLEW


def test_a_patient_source_plays_its_bursts_at_their_own_pace() -> None:
    segments = [(pts, 100.0 + 4.0 * (pts // 4.0)) for pts, _ in steady(40)]
    played = shown(segments, ClockMapping(BUFFER_S, patient=True))
    assert [one.due_s for one in played] == pytest.approx([100.3 + one.pts_s for one in played])


def test_a_patient_source_waits_anew_when_a_segment_is_late() -> None:
    played = shown([(0.0, 100.0), (4.0, 106.0), (4.04, 106.0)], ClockMapping(BUFFER_S, patient=True))
    assert played[1].due_s == pytest.approx(106.3)
    assert played[2].due_s == pytest.approx(106.34)


def test_a_mapping_is_settled_once_its_first_second_is_over() -> None:
    arrival = ClockMapping(BUFFER_S)
    seen = [arrival.observe(pts, arrived).settled for pts, arrived in steady(2)]
    assert not seen[0] and seen[-1] and seen.index(True) * FRAME_S == pytest.approx(1, abs=FRAME_S * 1.5)
    jumped = arrival.observe(500.0, 102.0)
    assert not jumped.settled
    assert ClockMapping(BUFFER_S, patient=True).observe(0.0, 100.0).settled
