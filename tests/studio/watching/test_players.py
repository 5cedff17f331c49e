"""Players are counted, and forgotten."""

from __future__ import annotations

import pytest

from studio.watching import players
from studio.watching.players import Players


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def test_who_asks_again_stays_and_who_does_not_is_forgotten() -> None:
    clock = Clock()
    seen = Players(clock)
    seen.saw("shw_a", "192.0.2.1", "VLC")
    seen.saw("shw_a", "192.0.2.2", "VLC")
    seen.saw("shw_b", "192.0.2.1", "VLC")
    assert seen.counts() == {"shw_a": 2, "shw_b": 1}
    clock.s += players.RECENT_S - 1
    seen.saw("shw_a", "192.0.2.1", "VLC")
    clock.s += 2
    assert seen.counts() == {"shw_a": 1}


def test_two_kinds_of_player_behind_one_address_are_two() -> None:
    seen = Players()
    seen.saw("shw_a", "192.0.2.1", "VLC")
    seen.saw("shw_a", "192.0.2.1", "Firefox")
    assert seen.counts()["shw_a"] == 2


def test_no_address_is_kept_and_no_number_can_be_made_again_elsewhere() -> None:
    one, other = Players(), Players()
    for seen in (one, other):
        seen.saw("shw_a", "192.0.2.1", "VLC")
    assert "192.0.2.1" not in str(vars(one)) and set(one._seen) != set(other._seen)


def test_a_crowd_takes_no_more_room_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "MOST", 3)
    seen = Players()
    for number in range(10):
        seen.saw("shw_a", f"192.0.2.{number}", "VLC")
    assert seen.counts()["shw_a"] == 3
    seen.saw("shw_a", "192.0.2.1", "VLC")  # who is known stays
    assert seen.counts()["shw_a"] == 3
