"""In which order the items of a round play."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import groupby

from mixer.core.rundown.values import Item, Rundown

KEPT = 4  # rounds: what is on air, what follows, and those that a jump or an edit looks at


class Orders:
    """The order of each round: as it is listed, or shuffled anew by the rundown's seed.

    A shuffle sorts by a number that is drawn for each item and round, so an item that is added or removed moves no
    other. Breaks, and pieces of one asset, stay together; what is fixed or manual stays where it stands.
    """

    def __init__(self, rundown: Rundown) -> None:
        self._rundown = rundown
        self._units = _units(rundown)
        self._rounds: dict[int, tuple[str, ...]] = {}

    def of(self, round_: int) -> tuple[str, ...]:
        """The ids of the items of a round; rounds count from 1."""
        if self._rundown.shuffle is None:
            return self._rundown.order
        if round_ not in self._rounds:
            if len(self._rounds) >= KEPT:
                self._rounds.pop(next(iter(self._rounds)))
            self._rounds[round_] = self._shuffled(round_)
        return self._rounds[round_]

    def _shuffled(self, round_: int) -> tuple[str, ...]:
        movable = [unit for unit in self._units if self._moves(unit)]
        if len(movable) > 2:
            drawn = iter(self._drawn(movable, round_))
        else:  # two can only take turns, or one would follow itself
            drawn = iter(sorted(movable, key=lambda unit: _number(self._rundown.shuffle, 0, unit)))
        units = [next(drawn) if self._moves(unit) else unit for unit in self._units]
        return tuple(ident for unit in units for ident in unit)

    def _drawn(self, movable: list[tuple[str, ...]], round_: int) -> list[tuple[str, ...]]:
        """The units as they are drawn. The last of the round before does not come first: it changes with the second."""

        def sorted_for(number: int) -> list[tuple[str, ...]]:
            return sorted(movable, key=lambda unit: _number(self._rundown.shuffle, number, unit))

        drawn = sorted_for(round_)
        if round_ > 1 and drawn[0] == sorted_for(round_ - 1)[-1]:
            drawn[0], drawn[1] = drawn[1], drawn[0]
        return drawn

    def _moves(self, unit: Sequence[str]) -> bool:
        return self._rundown.items[unit[0]].mode == "follow"


def _number(seed: int | None, round_: int, unit: tuple[str, ...]) -> bytes:
    return blake2b(f"{seed}:{round_}:{unit[0]}".encode(), digest_size=8).digest()


def _units(rundown: Rundown) -> list[tuple[str, ...]]:
    """What stays together: the items of a break, and what goes on with the same asset."""
    numbers, number, before = [], 0, Item("")
    for ident in rundown.order:
        item = rundown.items[ident]
        together = item.follows_on or (item.group and item.group == before.group)
        number += not (together and item.mode == before.mode == "follow")
        numbers.append((number, ident))
        before = item
    return [tuple(ident for _, ident in unit) for _, unit in groupby(numbers, key=lambda pair: pair[0])]
