"""A command id is applied once: a retry gets the first answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

Tell = Callable[[dict[str, Any]], None]
REMEMBERED = 2000
IN_FLIGHT_MOST = 500


class Answers:
    """Remembers the last answers, and who waits for those to come. Pure."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._given: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._waiting: dict[str, list[Tell]] = {}
        self._remembered = remembered
        self.hear: Callable[[str, dict[str, Any]], None] = lambda name, answer: None  # told of each, once

    def first_time(self, name: str, tell: Tell) -> bool:
        """True when the command must be applied now; else `tell` gets, or will get, the first answer."""
        if name in self._given:
            tell(self._given[name])
            return False
        fresh = name not in self._waiting
        self._waiting.setdefault(name, []).append(tell)
        return fresh

    @property
    def crowded(self) -> bool:
        return len(self._waiting) >= IN_FLIGHT_MOST

    def give(self, name: str, answer: dict[str, Any], *, remember: bool = True) -> None:
        """Answer everybody who waits for `name`. A refusal that a retry may overcome is not remembered."""
        if remember:
            self._given[name] = answer
            while len(self._given) > self._remembered:
                self._given.popitem(last=False)
        self.hear(name, answer)
        for tell in self._waiting.pop(name, ()):
            tell(answer)

    async def settled(self, seconds: float) -> None:
        """Wait until nobody waits for an answer, at most so long."""
        until = asyncio.get_running_loop().time() + seconds
        while self._waiting and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)

    def refuse_all(self, code: str, error: str) -> None:
        """Nobody will answer these any more; a retry is applied."""
        for name in list(self._waiting):
            self.give(name, refusal(name, code, error), remember=False)


def refusal(name: str, code: str, error: str) -> dict[str, Any]:
    return {"type": "answer", "id": name, "ok": False, "code": code, "error": error}
