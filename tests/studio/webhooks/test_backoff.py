"""A delivery that fails is tried again soon at first, then hourly, for more than a day."""

from __future__ import annotations

from datetime import timedelta

from studio.webhooks.backoff import JITTER, TRIES, wait_after


def plain(tries: int) -> timedelta:
    waited = wait_after(tries, lambda: 0.5)
    assert waited is not None
    return waited


def test_it_waits_longer_and_longer_and_never_longer_than_an_hour() -> None:
    assert [plain(tries).total_seconds() for tries in (1, 2, 3, 4)] == [5, 10, 20, 40]
    waits = [plain(tries) for tries in range(1, TRIES)]
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=1)
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=2)


def test_it_gives_up_in_the_end() -> None:
    assert wait_after(TRIES) is None


def test_chance_moves_each_wait_by_a_fifth_at_most() -> None:
    shortest, longest = wait_after(3, lambda: 0.0), wait_after(3, lambda: 1.0)
    assert shortest == plain(3) * (1 - JITTER) and longest == plain(3) * (1 + JITTER)
