"""What waits for an encoder, and what is left out of it when there is too much."""

from __future__ import annotations

import math
from collections import deque

from mixer.outputs.encoder_link import LEFT_OUT, Offered

LATE_S = 1.0


class EncoderQueue:
    """Frames in their order. A picture whose turn comes too late is left out, unless it is a segment's first.

    That is decided as late as can be: a slow encoder gets as many pictures as it manages, evenly, and is never
    further behind than this and one picture. A `patient` one leaves nothing out.
    """

    def __init__(self, fps: float, patient: bool = False) -> None:
        self._late_frames = math.inf if patient else round(LATE_S * fps)
        self._offers: deque[Offered] = deque()

    def __len__(self) -> int:
        return len(self._offers)

    def add(self, offer: Offered) -> None:
        self._offers.append(offer)

    def take(self) -> tuple[Offered, bool]:
        """The next frame, and whether its picture is left out only now. Raises IndexError where nothing waits."""
        newest = self._offers[-1].frame
        offer = self._offers.popleft()
        if offer.slot == LEFT_OUT or offer.key or newest - offer.frame <= self._late_frames:
            return offer, False
        return offer._replace(slot=LEFT_OUT), True
