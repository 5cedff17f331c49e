"""Rounds that are shuffled: another order each time, by a seed, and nothing twice in a row."""

from itertools import pairwise
from typing import Any

import pytest

from mixer.core.rundown.order import Orders
from tests.mixer.core.rundown.makers import fixed, item, letters, rundown_of

Items = dict[str, dict[str, Any]]


def rounds(text: str, seed: int = 1, count: int = 200, more: Items | None = None) -> list[tuple[str, ...]]:
    orders = Orders(rundown_of(letters(text) | (more or {}), shuffle=seed, rounds=0))
    return [orders.of(number) for number in range(1, count + 1)]


def test_each_round_has_all_items_in_another_order() -> None:
    shuffled = rounds("abcdefgh")
    assert all(sorted(each) == list("abcdefgh") for each in shuffled)
    assert len(set(shuffled)) > 190


def test_a_seed_says_the_order() -> None:
    assert rounds("abcdefgh", 5) == rounds("abcdefgh", 5) != rounds("abcdefgh", 6)


@pytest.mark.parametrize("text", ["ab", "abc", "abcd", "abcdefghij"])
def test_no_item_plays_twice_in_a_row_over_the_seam(text: str) -> None:
    assert all(one[-1] != other[0] for one, other in pairwise(rounds(text, count=1000)))


def test_a_round_can_be_asked_for_by_itself() -> None:
    one_by_one = rounds("abcdef")
    assert (
        rounds("abcdef")[150] == Orders(rundown_of(letters("abcdef"), shuffle=1, rounds=0)).of(151) == one_by_one[150]
    )


def test_an_item_that_is_added_moves_no_other() -> None:
    without = [tuple(each for each in order if each != "x") for order in rounds("abcdefx")]
    same = [one == other for one, other in zip(without, rounds("abcdef"), strict=True)]
    assert sum(same) > 150  # but for the seams


def test_breaks_and_pieces_of_one_asset_stay_together_and_times_stay_where_they_are() -> None:
    more = {"n": fixed("2026-11-22T20:00:00"), "x": item(group="1"), "y": item(group="1"), "z": item(follows_on=True)}
    shuffled = rounds("abcde", more=more)
    assert all("xyz" in "".join(order) for order in shuffled)
    assert len({order.index("x") for order in shuffled}) > 3
    listed = letters("abcde") | {"n": fixed("2026-11-22T20:00:00")}
    assert {order.index("n") for order in rounds("abcde", more=listed)} == {5}


def test_without_a_seed_the_order_is_as_it_is_listed() -> None:
    assert Orders(rundown_of(letters("cab"))).of(7) == ("c", "a", "b")
