"""A page that connects anew takes its seat again: what its former connection had not delivered is void."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

REMEMBERED = 500
NAME_MOST = 40


class Seats:
    """The newest connection of each page, by number. Pure."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._turns: OrderedDict[str, int] = OrderedDict()
        self._remembered = remembered

    def take(self, message: dict[str, Any]) -> bool:
        """False when `message` comes by a connection that a newer one of the same page has replaced."""
        seat, turn = message.get("seat"), message.get("turn")
        if not isinstance(seat, str) or not isinstance(turn, int) or not 0 < len(seat) <= NAME_MOST:
            return True
        if turn < self._turns.get(seat, turn):
            return False
        self._turns[seat] = turn
        self._turns.move_to_end(seat)
        while len(self._turns) > self._remembered:
            self._turns.popitem(last=False)
        return True
