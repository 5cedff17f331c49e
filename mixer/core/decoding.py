"""Which sources decode for air at once: those in need come first, and the rest sleep. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def awake(program: Iterable[T], others: Sequence[Iterable[T]], most: int) -> set[T]:
    """Which decode: all that are on program, however many; then the others in the order of their need, up to `most`."""
    found = set(program)
    for needed in others:
        for one in needed:
            if len(found) >= most:
                return found
            found.add(one)
    return found
