"""Drawings are kept by what they weigh, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mixer.overlays.lru_cache import FORGOTTEN_S, IN_USE_S, PLACES, LruCache


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(clock: Clock) -> LruCache[str, int]:
    """A shelf of numbers that weigh what they say, with room for 100."""
    return LruCache(lambda number: number, 100, clock)


def test_what_was_not_used_for_longest_makes_room(shelf: LruCache[str, int], clock: Clock) -> None:
    for name in "abc":
        shelf.put(name, 40)
        clock.now += 1
    assert shelf.get("a") == 40
    clock.now += IN_USE_S
    shelf.tidy()
    assert ("a" in shelf, "b" in shelf, "c" in shelf, shelf.bytes) == (True, False, True, 80)


def test_what_is_on_air_stays_whatever_it_weighs(shelf: LruCache[str, int], clock: Clock) -> None:
    shelf.put("a", 150)
    for _ in range(5):
        clock.now += 1
        shelf.get("a")
        shelf.tidy()
    assert "a" in shelf
    clock.now += IN_USE_S
    shelf.tidy()
    assert "a" not in shelf and shelf.bytes == 0


def test_what_weighs_nothing_takes_a_place_all_the_same(shelf: LruCache[str, int], clock: Clock) -> None:
    for number in range(PLACES + 10):
        shelf.put(str(number), 0)
    clock.now += IN_USE_S
    shelf.tidy()
    assert len(shelf) == PLACES and "9" not in shelf


def test_what_nobody_asks_for_is_forgotten(shelf: LruCache[str, int], clock: Clock) -> None:
    shelf.put("a", 1)
    clock.now += FORGOTTEN_S
    shelf.tidy()
    assert len(shelf) == 0


def test_a_thing_put_twice_weighs_once(shelf: LruCache[str, int]) -> None:
    shelf.put("a", 30)
    shelf.put("a", 50)
    assert shelf.bytes == 50
