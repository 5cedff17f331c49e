"""What the kernel tells, read."""

from __future__ import annotations

import pytest

from studio.air.machine import (
    Rates,
    cpu_ticks,
    descendants,
    minutes_left,
    nominal_bytes_per_s,
    parent_and_ticks,
    pss_bytes,
    share,
)


def test_what_is_neither_idle_nor_waiting_is_busy() -> None:
    assert cpu_ticks("cpu  100 10 40 800 50 0 5 5 0 0\ncpu0 1 2 3") == (160, 1010)
    assert share((160, 1010), (210, 1110)) == 0.5
    assert share((0, 0), (0, 0)) == 0.0


def test_a_process_may_be_called_anything() -> None:
    stat = "77 (a) b (c) S 12 77 77 0 -1 4194304 100 0 0 0 30 12 0 0 20 0 1 0 5 6 7"
    assert parent_and_ticks(stat) == (12, 42)


def test_a_family_is_everybody_that_came_of_its_founders() -> None:
    assert descendants({2: 1, 3: 2, 4: 3, 9: 1}, [2, 77]) == {2, 3, 4}


def test_shared_memory_is_divided_among_those_who_share_it() -> None:
    assert pss_bytes("Rss:  4000 kB\nPss:  1500 kB\nPss_Anon: 9 kB\n") == 1_536_000
    assert pss_bytes("") == 0


def test_the_disk_is_told_in_minutes_of_recording_down_to_what_is_left_for_others() -> None:
    assert minutes_left(650_000_000, 500_000) == 20.0
    assert minutes_left(10_000_000, 500_000) == 0.0
    assert minutes_left(10_000_000, 0) is None
    assert nominal_bytes_per_s({"encoding": {"video_kbps": 7872, "audio_kbps": 128}}) == 1_000_000
    assert nominal_bytes_per_s(None) > 0


def test_a_rate_is_that_of_the_last_seconds() -> None:
    rates = Rates()
    assert rates.look("hls", 0, 0.0) is None
    assert [rates.look("hls", 1_000_000 * second, float(second)) for second in (1, 2)] == [8000.0, 8000.0]
    for second in range(3, 20):
        slow = rates.look("hls", 2_000_000 + 1000 * second, float(second))
    assert slow == pytest.approx(8.0, rel=0.01)


def test_what_begins_anew_is_counted_anew() -> None:
    rates = Rates()
    rates.look("hls", 5_000, 0.0)
    assert rates.look("hls", 100, 1.0) is None
    assert rates.look("hls", 1_100, 2.0) == 8.0
