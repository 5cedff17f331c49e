"""Commands that wait in the engine for their frame."""

from __future__ import annotations

import heapq
from typing import Any

from mixer.errors import BadCommand
from mixer.protocol.wire import Channel

MOST = 64
Held = tuple[Channel, dict[str, Any]]
"""Who is to be answered, and the command as it came."""


class HeldCommands:
    """By frame, and those of one frame as they came. Pure.

    They are the engine's from now on: they happen whoever is still there to hear of it, and end with the engine. One
    that is told again, by another runmixer, is the same by its id.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Held]] = []
        self._number = 0  # tells apart those of one frame

    def hold(self, frame: int, held: Held) -> None:
        """Keep a command for a frame to come. Raises BadCommand where too many wait."""
        if name := held[1].get("id"):
            self._waiting = [one for one in self._waiting if one[2][1].get("id") != name]
            heapq.heapify(self._waiting)
        if len(self._waiting) >= MOST:
            raise BadCommand("busy", f"{MOST} commands wait for their frames already")
        self._number += 1
        heapq.heappush(self._waiting, (frame, self._number, held))

    def due(self, frame: int) -> list[Held]:
        """Those whose frame it is; also those whose frame was skipped in a stall, to be refused."""
        found = []
        while self._waiting and self._waiting[0][0] <= frame:
            found.append(heapq.heappop(self._waiting)[2])
        return found
