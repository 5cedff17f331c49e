"""What a side of the programme, or preview, shows of a deck."""

from __future__ import annotations

from typing import NamedTuple

from mixer.core.deck import Turn
from mixer.core.desk import Desk, Side


class Leaf(NamedTuple):
    """A page, or the turn to it."""

    page: int
    turn: Turn | None = None

    @property
    def pages(self) -> tuple[int, ...]:
        return (self.page, self.turn.before) if self.turn else (self.page,)


def leaf(desk: Desk, side: Side, reader: str) -> Leaf:
    """What this side shows of a deck: the cued page, where it is not on program.

    What a transition goes from keeps the page that it had when that began: the take has turned it.
    """
    deck = desk.decks[reader]
    if side.number is None:
        return Leaf(deck.cued)
    for running in desk.transitions[side.number :]:
        if reader in running.pages:
            return Leaf(running.pages[reader])
    return Leaf(deck.shown, deck.turn)


def needed(desk: Desk, side: Side, reader: str) -> tuple[int, ...]:
    """The pages that this side shows, and the one that is awaited on program."""
    shown = leaf(desk, side, reader).pages
    deck = desk.decks[reader]
    return shown if side.number is None or deck.page in shown else (*shown, deck.page)
